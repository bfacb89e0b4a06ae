"""A run in the middle of its transition: what moved it, where it stands, and what is to be written."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connection

from linli.connect.gateway.outbox.planning import Plan
from linli.kernel.conditions.values import Outer
from linli.kernel.events.event import Event
from linli.kernel.texts import Paragraph
from linli.people.tasks.openings import Opening
from linli.run.playbooks.document.step_shapes import END, Post, Start, Stop
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
    detail   what a person filled in, or another program answered
    """

    run: int
    at: datetime
    since: datetime
    event: Event | None = None
    go: str = ""
    outcome: str = ""
    stop: str = ""
    detail: Mapping[str, str | int | bool] = {}


class Visit(msgspec.Struct):
    """A row of StepVisit to insert (`is_new`) or to finish."""

    step: str
    number: int
    entered_at: datetime
    is_new: bool = True
    left_at: datetime | None = None
    inputs: dict[str, Any] = {}
    result: dict[str, Any] = {}


class Move(msgspec.Struct, kw_only=True):
    """The run, and everything its transition produces.

    plans      effects for the outbox; `openings` tasks for people; both with the visit that wants them
    gathers    posts that are said together with those of other runs
    starts, stops   other playbooks that begin or end for the same subject
    closes     keys of tasks whose time is over
    stays      it goes on waiting as before
    """

    impulse: Impulse
    id: int
    playbook: int
    playbook_state: str
    compiled: Compiled
    subject: str
    community: int
    group: int | None
    member: int | None
    run_no: int
    depth: int
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
    openings: list[tuple[Opening, Visit]] = []
    gathers: list[tuple[Post, Visit]] = []
    starts: list[tuple[Start, Visit]] = []
    stops: list[tuple[Stop, Visit]] = []
    arms: list[tuple[int, str]] = []
    closes: list[str] = []
    stays: bool = False
    is_satisfied: bool = False

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
        """How the outbox and the task room know it."""
        return f"run:{self.id}"

    @property
    def is_held(self) -> bool:
        """Is the subject left out to compare the others with?"""
        return self.context.get("holdout") is True

    @property
    def rehearsal(self) -> Mapping[str, Any] | None:
        """Of a rehearsal: `speed`, the member `to` whom everything is said, the `staff` who does tasks."""
        found: Mapping[str, Any] | None = self.context.get("test")
        return found

    @property
    def is_pretending(self) -> bool:
        """Nothing that lasts is done: the subject is held out, or this is a rehearsal."""
        return self.is_held or self.rehearsal is not None

    def lasting(self, length: timedelta) -> timedelta:
        """How long a length of time takes; in a rehearsal it passes faster."""
        speed = (self.rehearsal or {}).get("speed", 1)
        return length / speed if speed > 1 else length

    def key(self, visit: Visit) -> str:
        """What a visit asks others for goes by this."""
        return f"{self.origin}/{visit.step}/{visit.number}"

    def go(self, target: str) -> None:
        """On to a step, or to the end."""
        if target == END:
            self.finish("done")
        else:
            self.step, self.state = target, "running"

    def rest(self, visit: Visit, until: datetime, state: str = "waiting") -> None:
        """Stay at the step that is being visited."""
        visit.left_at = None
        self.state, self.wake_at = state, until

    def finish(self, outcome: str) -> None:
        """The run has come to an end of its own."""
        self.state, self.outcome, self.ended_at, self.wake_at = "done", outcome, self.at, None

    def keep(self, step: str, found: Mapping[str, Any]) -> None:
        """Remember what came of a step, for conditions and texts of later ones."""
        self.context.setdefault("results", {})[step] = dict(found)

    def result_of(self, step: str) -> Mapping[str, Any]:
        """What came of a step."""
        found: Mapping[str, Any] = self.context.get("results", {}).get(step, {})
        return found

    def values(self) -> dict[str, Outer]:
        """What conditions can read without asking a probe."""
        found = knowing.run_values(
            self.compiled, self.person, self.context, run_no=self.run_no, started_at=self.started_at
        )
        found["run.id"] = self.id
        return found

    def words(self) -> dict[str, object]:
        """What texts can name: the same, and what the team wrote keeps its lines."""
        found: dict[str, object] = dict(self.values())
        for step, results in self.context.get("results", {}).items():
            for name, one in results.items():
                found[f"${step}.{name}"] = found[f"${step}.{name}".replace("-", "_")] = _written(one)
        for name, one in self.context.get("inputs", {}).items():
            found[f"input.{name}"] = found[f"input.{name}".replace("-", "_")] = _written(one)
        return found

    def visit_no(self, step: str) -> int:
        """How often the step was visited, this time included."""
        return int(self.context.get("visits", {}).get(step, 0))

    def remember(self, event: Event | None) -> None:
        """Note an event as used, so that it is not used again."""
        if event is not None:
            used = [*self.context.get("used", ()), str(event.id)]
            self.context["used"] = used[-REMEMBERED_EVENTS:]


def _written(value: object) -> object:
    return Paragraph(value) if isinstance(value, str) else value


_SQL = (
    "SELECT r.id, r.playbook_id, p.state, r.version_id, r.community_id, r.group_id, r.member_id, r.run_no,"
    " r.state, r.step, r.wake_at, r.context::text, r.started_at, r.subject, r.depth"
    " FROM playbooks_run r JOIN playbooks_playbook p ON p.id = r.playbook_id"
    " WHERE r.id = ANY(%s) AND r.state = ANY(%s) ORDER BY r.id"
)


def load(impulses: Sequence[Impulse], *, states: Sequence[str] = ALIVE, is_locked: bool = True) -> list[Move]:
    """The runs of these impulses that are still alive, locked, with what is known of their people."""
    by_run = {impulse.run: impulse for impulse in impulses}
    with connection.cursor() as cursor:
        cursor.execute(f"{_SQL} FOR UPDATE OF r" if is_locked else _SQL, [list(by_run), list(states)])
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
            subject=row[13],
            depth=row[14],
            person=known[row[6], row[5], row[4]],
        )
        for row in rows
    ]
