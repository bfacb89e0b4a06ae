"""Places for the boxes of a flow: a rank for each step from the start, a lane for what runs beside it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Links = Mapping[str, Sequence[str]]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Spot:
    """A place in the grid: `rank` counts from the start, `lane` from the top."""

    rank: int
    lane: int


@dataclass(frozen=True)
class Placing:
    """Where every box stands, which places each link passes on its way, and which links go back."""

    spots: Mapping[str, Spot]
    ways: Mapping[Pair, tuple[Spot, ...]]
    backward: frozenset[Pair]
    ranks: int
    lanes: int


def place(first: str, links: Links) -> Placing:
    """Lay a graph out. `links` has the targets of every box by its id, in the order they are to be drawn.

    A box stands right of everything that leads to it (the longest way counts); a link over several ranks
    keeps a lane of its own. What cannot be reached from `first` is set after it, in the order given.
    """
    backward = _backward(first, links)
    forward = {id: [to for to in goes if (id, to) not in backward] for id, goes in links.items()}
    ranks = _ranks(first, forward)
    chains = _chains(forward, ranks)
    rows = _rows(ranks, chains)
    lanes = _lanes(rows, chains, forward)
    ways = {
        (source, target): tuple(Spot(ranks[source] + number, lanes[id]) for number, id in enumerate(chain, 1))
        for (source, target), chain in chains.items()
    }
    spots = {id: Spot(ranks[id], lanes[id]) for id in links}
    most = max(lanes.values(), default=0) + 1
    return Placing(spots, ways, frozenset(backward), max(ranks.values(), default=0) + 1, most)


def _backward(first: str, links: Links) -> set[Pair]:
    """Links to a box that the way to their source has passed already."""
    found: set[Pair] = set()
    done: set[str] = set()
    for start in (first, *links):
        if start in done or start not in links:
            continue
        stack = [(start, iter(links[start]))]
        path = {start}
        while stack:
            id, goes = stack[-1]
            target = next(goes, None)
            if target is None:
                stack.pop()
                path.discard(id)
                done.add(id)
            elif target in path:
                found.add((id, target))
            elif target not in done and target in links:
                stack.append((target, iter(links[target])))
                path.add(target)
    return found


def _ranks(first: str, forward: Links) -> dict[str, int]:
    """The longest way from the start, in number of links."""
    waiting: dict[str, int] = defaultdict(int)
    for goes in forward.values():
        for target in goes:
            waiting[target] += 1
    ranks = {id: 0 for id in forward if not waiting[id]} or {first: 0}
    ready = list(ranks)
    while ready:
        id = ready.pop(0)
        for target in forward[id]:
            ranks[target] = max(ranks.get(target, 0), ranks[id] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return {id: ranks.get(id, 0) for id in forward}


def _chains(forward: Links, ranks: Mapping[str, int]) -> dict[Pair, list[str]]:
    """The places a link passes between the ranks of its ends, each under a name of its own."""
    return {
        (id, target): [f"{id}\n{target}\n{rank}" for rank in range(ranks[id] + 1, ranks[target])]
        for id, goes in forward.items()
        for target in goes
    }


def _rows(ranks: Mapping[str, int], chains: Mapping[Pair, Sequence[str]]) -> list[list[str]]:
    rows: list[list[str]] = [[] for _rank in range(max(ranks.values(), default=0) + 1)]
    for id, rank in ranks.items():
        rows[rank].append(id)
    for (source, _target), chain in chains.items():
        for number, id in enumerate(chain, 1):
            rows[ranks[source] + number].append(id)
    return rows


def _lanes(
    rows: Sequence[Sequence[str]], chains: Mapping[Pair, Sequence[str]], forward: Links
) -> dict[str, int]:
    """From left to right: everything beside what leads to it, first links straight on, nothing overlaps."""
    before = _before(chains, forward)
    lanes: dict[str, int] = {}
    for row in rows:
        wished = {id: _wish(before.get(id, []), lanes) for id in row}
        free = 0
        for id in sorted(row, key=lambda one: (wished[one], row.index(one))):
            lanes[id] = max(free, int(wished[id]))
            free = lanes[id] + 1
    return lanes


def _before(chains: Mapping[Pair, Sequence[str]], forward: Links) -> dict[str, list[tuple[str, int]]]:
    """What leads to each place, with the number of the link among those of its source."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for (source, target), chain in chains.items():
        number = list(forward[source]).index(target)
        stops = [source, *chain, target]
        for place, (here, there) in enumerate(zip(stops, stops[1:], strict=False)):
            found[there].append((here, number if place == 0 else 0))
    return found


def _wish(leading: Sequence[tuple[str, int]], lanes: Mapping[str, int]) -> float:
    wishes = [lanes[id] + number for id, number in leading if id in lanes]
    return min(wishes, default=0)
