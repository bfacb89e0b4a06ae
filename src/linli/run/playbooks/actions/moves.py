"""A run in the middle of its transition: what moved it, where it stands, and what is to be written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from linli.connect.gateway.outbox.planning import Plan
from linli.kernel.conditions.values import Outer
from linli.kernel.events.event import Event
from linli.run.playbooks.models import ALIVE
from linli.run.playbooks.queries import compiled as versions
from linli.run.playbooks.queries import knowing
from linli.run.playbooks.queries import people as reading
from linli.run.playbooks.queries.compiled import Compiled
from linli.run.playbooks.queries.people import Person
from linli.run.playbooks.rules import REMEMBERED_EVENTS


class CannotRun(RuntimeError):
    """A version was published with words, such as a probe, that this Linli does not have."""


class Impulse(msgspec.Struct, frozen=True, kw_only=True):
    """What moves a run.

    at       now
    since    the moment it was due or the event was recorded: waits registered now hear everything after it
    go       the step to go to, with the `outcome` of the one it leaves; "": its time has come
    stop     the outcome to stop with
    detail   what a person filled in
    """

    run: int
    at: datetime
    since: datetime
    event: Event | None = None
    go: str = ""
    outcome: str = ""
    stop: str = ""
    detail: dict[str, str | int] = {}


class Visit(msgspec.Struct):
    """A row of StepVisit to insert (`is_new`) or to finish."""

    step: str
    number: int
    entered_at: datetime
    is_new: bool = True
    left_at: datetime | None = None
    inputs: dict[str, Any] = {}
    result: dict[str, Any] = {}


class NewTask(msgspec.Struct, frozen=True):
    """A row of Task to insert."""

    step: str
    visit_no: int
    title: str
    role: str
    due_at: datetime


class Move(msgspec.Struct, kw_only=True):
    """The run, and everything its transition produces."""

    impulse: Impulse
    id: int
    playbook: int
    playbook_state: str
    compiled: Compiled
    community: int
    group: int | None
    member: int | None
    run_no: int
    state: str
    step: str
    wake_at: datetime | None
    context: dict[str, Any]
    started_at: datetime
    person: Person
    outcome: str = ""
    ended_at: datetime | None = None
    came_in: str = ""
    visits: list[Visit] = []
    plans: list[tuple[Plan, Visit]] = []
    arms: list[tuple[int, str]] = []
    task: NewTask | None = None
    closes_task: str = ""

    @property
    def at(self) -> datetime:
        """Now."""
        return self.impulse.at

    @property
    def code(self) -> str:
        """The playbook's id in its document."""
        return self.compiled.document.id

    @property
    def origin(self) -> str:
        """How the outbox knows it."""
        return f"run:{self.id}"

    def values(self) -> dict[str, Outer]:
        """What conditions can read without asking a probe."""
        return knowing.run_values(
            self.compiled, self.person, self.context, run_no=self.run_no, started_at=self.started_at
        )

    def visit_no(self, step: str) -> int:
        """How often the step was visited, this time included."""
        return int(self.context.get("visits", {}).get(step, 0))

    def remember(self, event: Event | None) -> None:
        """Note an event as used, so that it is not used again."""
        if event is not None:
            used = [*self.context.get("used", ()), str(event.id)]
            self.context["used"] = used[-REMEMBERED_EVENTS:]


_SQL = (
    "SELECT r.id, r.playbook_id, p.state, r.version_id, r.community_id, r.group_id, r.member_id, r.run_no,"
    " r.state, r.step, r.wake_at, r.context::text, r.started_at"
    " FROM playbooks_run r JOIN playbooks_playbook p ON p.id = r.playbook_id"
    " WHERE r.id = ANY(%s) AND r.state = ANY(%s) ORDER BY r.id FOR UPDATE OF r"
)


def load(impulses: Sequence[Impulse]) -> list[Move]:
    """The runs of these impulses that are still alive, locked, with what is known of their people."""
    by_run = {impulse.run: impulse for impulse in impulses}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [list(by_run), list(ALIVE)])
        rows = cursor.fetchall()
    compiled = versions.compiled_versions([row[3] for row in rows])
    if lost := {row[3] for row in rows} - compiled.keys():
        raise CannotRun(f"versions {sorted(lost)} of playbooks use words that are not known any more")
    known = reading.people((row[6], row[5], row[4]) for row in rows)
    return [
        Move(
            impulse=by_run[row[0]],
            id=row[0],
            playbook=row[1],
            playbook_state=row[2],
            compiled=compiled[row[3]],
            community=row[4],
            group=row[5],
            member=row[6],
            run_no=row[7],
            state=row[8],
            came_in=row[8],
            step=row[9],
            wake_at=row[10],
            context=msgspec.json.decode(row[11]),
            started_at=row[12],
            person=known[row[6], row[5], row[4]],
        )
        for row in rows
    ]
