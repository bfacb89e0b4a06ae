"""Numbers about many people at once: shares, groups too small to show, commonality, diversity."""

from collections.abc import Iterable, Mapping, Sequence
from math import log

SMALLEST = 3
ENOUGH_SHARED = 3
EDGES = (0, 1, 3, 5, 10, 20, 50, 100)


def is_hidden(count: int, *, sees_personal: bool) -> bool:
    """Is a group so small that it would tell of single people?"""
    return 0 < count < SMALLEST and not sees_personal


def bucket(number: float) -> tuple[int, int | None]:
    """The span a number falls in, `[from, to)` of EDGES; below nothing counts as nothing."""
    for low, high in zip(EDGES, EDGES[1:], strict=False):
        if number < high:
            return low, high
    return EDGES[-1], None


def diversity(counts: Iterable[int]) -> float | None:
    """Normalised Shannon entropy of specialities, 0 to 1 (M49): −Σ p ln p / ln k, k the number of groups.

    None for fewer than two people; 0.0 when all are alike.
    """
    filled = [count for count in counts if count > 0]
    total = sum(filled)
    if total < 2:
        return None
    if len(filled) < 2:
        return 0.0
    shares = [count / total for count in filled]
    return -sum(share * log(share) for share in shares) / log(len(filled))


def shared_by(answers: Mapping[str, Sequence[str]], wanted: Mapping[str, Sequence[str]]) -> int:
    """How many of the wanted attributes somebody has; of several choices one is enough."""
    return sum(1 for code, values in wanted.items() if set(answers.get(code, ())) & set(values))


def commonality(shared: Sequence[int], *, wanted: int) -> float | None:
    """The share of members who have at least three of the attributes that define a community (M48).

    Where fewer than three are defined, all of them. None without members or attributes.
    """
    if not shared or not wanted:
        return None
    needed = min(ENOUGH_SHARED, wanted)
    return sum(1 for one in shared if one >= needed) / len(shared)
