"""Who goes where when a community is split: everybody goes to exactly one part."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody to place: their region ("" unknown) and tags."""

    id: int
    region: str = ""
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Part:
    """A part of a split: its name and the ids in it, in order. The first part stays where it is."""

    name: str
    people: tuple[int, ...]


def by_size(people: Sequence[Person], *, size: int, name: str) -> list[Part]:
    """Parts of at most `size`, filled in the order given; never fewer parts than needed."""
    step = max(size, 1)
    chunks = [people[start : start + step] for start in range(0, len(people), step)] or [people]
    return [
        Part(name if number == 0 else f"{name} {number + 1}", tuple(one.id for one in chunk))
        for number, chunk in enumerate(chunks)
    ]


def by_region(people: Sequence[Person], *, name: str) -> list[Part]:
    """A part for each region, by size; who has none stays in the first part."""
    regions: dict[str, list[int]] = {}
    stay: list[int] = []
    for one in people:
        (regions.setdefault(one.region, []) if one.region else stay).append(one.id)
    largest_first = sorted(regions.items(), key=lambda item: (-len(item[1]), item[0]))
    parts = [Part(f"{name} · {region}", tuple(ids)) for region, ids in largest_first]
    return [Part(name, tuple(stay)), *parts]


def by_tags(people: Sequence[Person], *, tags: Collection[str], name: str) -> list[Part]:
    """A part for each tag, in the order given; who has several goes by the first, who has none stays."""
    chosen = list(dict.fromkeys(tags))
    places: dict[str, list[int]] = {tag: [] for tag in chosen}
    stay: list[int] = []
    for one in people:
        tag = next((tag for tag in chosen if tag in one.tags), None)
        (places[tag] if tag is not None else stay).append(one.id)
    return [Part(name, tuple(stay)), *(Part(f"{name} · {tag}", tuple(places[tag])) for tag in chosen)]
