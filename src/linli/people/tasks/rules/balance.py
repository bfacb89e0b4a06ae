"""Who gets a task when it goes to whoever has the fewest."""

import heapq
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

P = TypeVar("P", bound=Hashable)


def share_out(
    wanted: Sequence[Sequence[P]],
    loads: Mapping[P, int],
    order: Sequence[P],
    limits: Mapping[P, int] | None = None,
) -> list[P | None]:
    """For each task one of its candidates: the least loaded, counting those just given.

    None where there is no candidate, or all have as many as is enough for them (`limits`). `order` decides
    between equals.
    """
    load, most = dict(loads), limits or {}
    rank = {one: place for place, one in enumerate(order)}
    heaps: dict[tuple[P, ...], list[tuple[int, int, P]]] = {}
    found: list[P | None] = []
    for one in wanted:
        pool = tuple(dict.fromkeys(one))
        heap = heaps.setdefault(pool, _heap(pool, load, rank))
        chosen = _least(heap, load, rank, most)
        if chosen is not None:
            load[chosen] = load.get(chosen, 0) + 1
        found.append(chosen)
    return found


def _heap(pool: Sequence[P], load: Mapping[P, int], rank: Mapping[P, int]) -> list[tuple[int, int, P]]:
    heap = [(load.get(one, 0), rank[one], one) for one in pool]
    heapq.heapify(heap)
    return heap


def suited(pool: Sequence[P], skills: frozenset[str], abilities: Mapping[P, frozenset[str]]) -> Sequence[P]:
    """Those of a pool who have all the skills; everybody where nobody is known to."""
    found = [one for one in pool if skills <= abilities.get(one, frozenset())]
    return found or pool


def _least(
    heap: list[tuple[int, int, P]], load: Mapping[P, int], rank: Mapping[P, int], most: Mapping[P, int]
) -> P | None:
    """What a heap believes of a load may be old; it is put right before it counts."""
    while heap:
        believed, place, one = heap[0]
        if most.get(one, 0) and load.get(one, 0) >= most[one]:
            heapq.heappop(heap)
        elif believed == load.get(one, 0):
            return one
        else:
            heapq.heapreplace(heap, (load.get(one, 0), place, one))
    return None
