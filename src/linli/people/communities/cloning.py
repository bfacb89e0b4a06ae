"""What belongs to a community's configuration beyond this room: each room registers how its part is copied.

A room that keeps something for each community calls `register("playbooks", copy)` in its `apps.py` (`ready`).
`copy(source, target, by=, at=)` gets the ids of both communities, runs in the transaction that makes the new
one, and is called once for each new community.
"""

from datetime import datetime
from typing import Protocol

from linli.kernel.orgs.actor import Actor


class CopyFunction(Protocol):
    """Copies a room's configuration from one community to another."""

    def __call__(self, source: int, target: int, *, by: Actor, at: datetime) -> None:
        """Ids of communities of the organisation in scope."""
        ...


_copies: dict[str, CopyFunction] = {}


def register(name: str, copy: CopyFunction) -> None:
    """Say how a room's part is copied. The same name with another function is a mistake."""
    if _copies.get(name, copy) is not copy:
        raise ValueError(f"{name} is registered for cloning twice")
    _copies[name] = copy


def copy_all(source: int, target: int, *, by: Actor, at: datetime) -> list[str]:
    """Copy every registered part, in the order of the names; returns them."""
    for name in sorted(_copies):
        _copies[name](source, target, by=by, at=at)
    return sorted(_copies)


def registered() -> list[str]:
    """The names of the parts."""
    return sorted(_copies)
