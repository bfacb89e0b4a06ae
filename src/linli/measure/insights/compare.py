"""Hold figures against figures somebody else computed: every key, with both values."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Compared:
    """One key of theirs, nested ones dotted (`newcomers.week4_rate`); lists are compared whole.

    `ours` is None both where our value is none and where we have no such key; `missing` tells the second.
    """

    key: str
    ours: object
    theirs: object
    equal: bool
    missing: bool = False


def compare(ours: Mapping[str, object], theirs: Mapping[str, object]) -> list[Compared]:
    """Every key of theirs in their order. Keys that only we have are no difference."""
    mine = dict(flat(ours))
    found = []
    for key, value in flat(theirs):
        missing = key not in mine
        found.append(
            Compared(key, mine.get(key), value, not missing and _same(mine[key], value), missing=missing)
        )
    return found


def flat(figures: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    """Every figure with its dotted key."""
    for key, value in figures.items():
        if isinstance(value, Mapping) and value:
            yield from flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _same(ours: object, theirs: object) -> bool:
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return math.isclose(ours, theirs, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    if isinstance(ours, list | tuple) and isinstance(theirs, list | tuple):
        return len(ours) == len(theirs) and all(map(_same, ours, theirs))
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        return ours.keys() == theirs.keys() and all(_same(ours[key], theirs[key]) for key in ours)
    return ours == theirs
