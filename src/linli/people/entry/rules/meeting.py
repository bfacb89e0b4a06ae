"""Who should meet whom: by what one offers and the other needs, or by what both have in common."""

from collections.abc import Collection, Sequence
from itertools import combinations

import msgspec

COMPLEMENT_POINTS = 3
COMMON_POINTS = 1


class Traits(msgspec.Struct, frozen=True):
    """What is known about a member for meeting others: folded words.

    offers   what they can share or supply
    needs    what they look for
    common   "field=value" of what can be had in common (city, industry)
    """

    member: int
    offers: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()


class Pair(msgspec.Struct, frozen=True):
    """Two members, `first` < `second`, why, and how strongly; `about` are the words that fit."""

    first: int
    second: int
    reason: str
    points: int
    about: tuple[str, ...] = ()


def pairs(people: Sequence[Traits], *, known: Collection[tuple[int, int]] = ()) -> list[Pair]:
    """At most one pair for each member, the best fitting first; nobody meets whom they met before.

    `known` are pairs (smaller id first) that are left out.
    """
    met = set(known)
    found = [
        pair
        for one, other in combinations(sorted(people, key=lambda each: each.member), 2)
        if (one.member, other.member) not in met and (pair := fitting(one, other)) is not None
    ]
    found.sort(key=lambda pair: (-pair.points, pair.first, pair.second))
    taken: set[int] = set()
    chosen = []
    for pair in found:
        if pair.first not in taken and pair.second not in taken:
            taken |= {pair.first, pair.second}
            chosen.append(pair)
    return chosen


def fitting(one: Traits, other: Traits) -> Pair | None:
    """How two members fit; None when nothing connects them."""
    complement = sorted((one.offers & other.needs) | (other.offers & one.needs))
    common = sorted(one.common & other.common)
    points = COMPLEMENT_POINTS * len(complement) + COMMON_POINTS * len(common)
    if not points:
        return None
    first, second = sorted((one.member, other.member))
    about = complement or [word.partition("=")[2] for word in common]
    return Pair(first, second, "complement" if complement else "common", points, tuple(about[:5]))
