"""What a room above knows of colleagues: what they are good at, and how many open tasks are enough for them.

It calls `register` in its `apps.py` (`ready`). Whoever declared nothing gets any task.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Capacity:
    """Of one account. `most_open` 0: no limit was declared."""

    abilities: frozenset[str] = frozenset()
    most_open: int = 0


Finder = Callable[[Sequence[int]], Mapping[int, Capacity]]
"""Ids of accounts of the organisation in scope to what they declared, as far as they did."""

_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Ask this when tasks are shared out."""
    if finder not in _finders:
        _finders.append(finder)


def of_staff(staff_ids: Sequence[int]) -> dict[int, Capacity]:
    """What these colleagues declared."""
    found: dict[int, Capacity] = {}
    for finder in _finders if staff_ids else ():
        found.update(finder(staff_ids))
    return found
