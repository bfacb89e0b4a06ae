"""The envelope around a fact: drafts going into the log, events coming out of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

import msgspec

from linli.facts.fact import Fact

MAX_DEPTH = 8


class Cause(msgspec.Struct, frozen=True, gc=False):
    """The event that led to another one, and how many hops lie behind it."""

    id: UUID
    depth: int


class Draft(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A fact about to be appended. Ids are rows of `communities` and `members`; None where there is none.

    key     makes the append idempotent within the organisation: a second draft with the same key is dropped
    origin  overrides the actor's origin (an imported message came from a platform, not from the importer)
    """

    fact: Fact
    occurred_at: datetime
    community: int | None = None
    group: int | None = None
    member: int | None = None
    key: str | None = None
    cause: Cause | None = None


class Event(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A fact as the log holds it. `position` rises in reading order inside one transaction only."""

    position: int
    id: UUID
    org: int
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    community: int | None
    group: int | None
    member: int | None
    actor: str
    origin: str
    cause: UUID | None
    depth: int
    key: str | None
    fact: Fact

    @property
    def as_cause(self) -> Cause:
        """This event as the cause of the next."""
        return Cause(self.id, self.depth)


class TooDeep(RuntimeError):
    """Events led to events too many times over: most likely two automations answer each other."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(
            f"event {cause.id} is already {cause.depth} hops from its origin; {MAX_DEPTH} are allowed"
        )


_cause: ContextVar[Cause | None] = ContextVar("linli_cause", default=None)


@contextmanager
def because_of(event: Event) -> Iterator[None]:
    """Everything appended inside names `event` as its cause."""
    token = _cause.set(event.as_cause)
    try:
        yield
    finally:
        _cause.reset(token)


def current_cause() -> Cause | None:
    """The cause set by `because_of`, if any."""
    return _cause.get()
