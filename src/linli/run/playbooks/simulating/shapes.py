"""What the engine in memory is given, and what comes out of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

import msgspec

from linli.kernel.conditions.values import Outer

MACHINE = "machine"


class Place(NamedTuple):
    """Whom and where something concerns, as numbers of the people floor."""

    member: int | None
    group: int | None
    community: int


class Happening(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event: what it was, of whom, and its fields as conditions name them (`event.length`).

    position  its place among events of one moment
    is_news   False where it tells of somebody who was there before; such a thing starts nothing
    """

    id: str
    kind: str
    at: datetime
    member: int | None
    group: int | None
    community: int | None
    values: Mapping[str, Outer] = {}
    position: int = 0
    is_news: bool = True


class World(Protocol):
    """What is known of people and groups at the moment the engine has come to."""

    def values(self, place: Place) -> Mapping[str, Outer]:
        """`person.name`, `group.id` and so on; None for what a place has not."""

    def probe(self, place: Place, name: str, given: Mapping[str, object]) -> Outer:
        """The value of a registered probe."""

    def zone(self, place: Place) -> str:
        """The clock of the community."""

    def member_zone(self, place: Place) -> str:
        """The clock of the member, else of the community."""

    def can_reach(self, place: Place) -> bool:
        """May the member be written to in private?"""


class Intention(msgspec.Struct, kw_only=True):
    """Something a run meant to do, and what came of it.

    does    post, award, reverse, task, activity, survey, set, call, start or stop
    by      "machine", or the role of the person who would do it
    people  of how many people one post speaks
    fate    "" until it is known; then done, suppressed or pending, with the `reason`
    """

    at: datetime
    run: int
    place: Place
    step: str
    does: str
    by: str = MACHINE
    surface: str = ""
    message_class: str = ""
    points: int = 0
    people: int = 1
    late_after: datetime | None = None
    on_cap: str = ""
    slot_wait: timedelta | None = None
    fate: str = ""
    reason: str = ""
    decided_at: datetime | None = None

    def settle(self, fate: str, reason: str, at: datetime) -> None:
        """It is known what came of it."""
        self.fate, self.reason, self.decided_at = fate, reason, at


class Walk(msgspec.Struct, kw_only=True):
    """A run in memory.

    turn    counts transitions: an alarm set before the last one rings in vain
    began   the moment and the place of the event it began with: it hears what came after
    since   its wait hears what happened from this moment on
    results what later steps read, as `step.name`
    """

    id: int
    place: Place
    subject: str
    key: str
    run_no: int
    started_at: datetime
    began: tuple[datetime, int]
    since: datetime
    step: str
    state: str = "ready"
    outcome: str = ""
    ended_at: datetime | None = None
    wakes_at: datetime | None = None
    turn: int = 0
    event: Mapping[str, Outer] = {}
    inputs: Mapping[str, Outer] = {}
    results: dict[str, Outer] = {}
    visits: dict[str, int] = {}
    used: set[str] = set()
    path: list[tuple[datetime, str]] = []
    stopped_by: str = ""
    stopped_in: str = ""
    is_held_out: bool = False
    goal_at: datetime | None = None

    @property
    def is_alive(self) -> bool:
        """Is it under way?"""
        return self.ended_at is None
