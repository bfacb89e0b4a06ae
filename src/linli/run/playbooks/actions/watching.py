"""Runs that are under way and held while events are read: what they wait for, and what may end them.

What a condition reads is read once for all runs of a batch, when they are taken hold of: the rows of other
rooms are by then as the whole batch leaves them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from linli.kernel.conditions.memory import Evaluator
from linli.kernel.conditions.render import render
from linli.kernel.conditions.values import Outer
from linli.kernel.events.event import Event
from linli.kernel.orgs import scope
from linli.run.playbooks.actions.moves import Impulse
from linli.run.playbooks.actions.steps.resting import MAY_CHANGE
from linli.run.playbooks.document.step_shapes import Wait
from linli.run.playbooks.document.vocabulary import event_values
from linli.run.playbooks.models import ALIVE
from linli.run.playbooks.queries import compiled as versions
from linli.run.playbooks.queries import knowing, people
from linli.run.playbooks.queries.compiled import Compiled, Condition
from linli.run.playbooks.queries.people import Person, Place

OVER = "over"
"""How a wait ends whose condition came to hold."""
COLUMNS = (
    "r.id, r.version_id, r.member_id, r.group_id, r.community_id, r.state, r.step, r.run_no,"
    " r.context::text, r.started_at"
)
"""What `held_of` wants of a row `r` of runs."""


class Held(msgspec.Struct, eq=False):
    """A run that is alive and locked.

    waits   (arm, kind, since)
    leaves  the outcome of the first exit whose condition holds now; `is_met`: the wait's condition holds
    """

    id: int
    compiled: Compiled
    place: Place
    state: str
    step: str
    run_no: int
    context: dict[str, Any]
    began: tuple[datetime, int]
    waits: list[tuple[int, str, datetime]]
    leaves: str = ""
    is_met: bool = False

    @property
    def is_for_condition(self) -> bool:
        """Does it wait for a condition?"""
        return any(arm == MAY_CHANGE for arm, _kind, _since in self.waits)

    def values(self, person: Person) -> dict[str, Outer]:
        """What its conditions know without asking a probe."""
        return knowing.run_values(
            self.compiled, person, self.context, run_no=self.run_no, started_at=self.began[0]
        )

    def concerns(self, event: Event) -> bool:
        """Is an event about its subject? One without a group is about a member in all groups of its
        community; what a program says in a group is not about the group.
        """
        member, group, community = self.place
        if event.community is not None and event.community != community and group is not None:
            return False
        if member is None:
            if getattr(event.fact, "is_bot", False):
                return False
            return event.group == group or (event.group is None and event.member is None)
        is_there = event.group is None or group is None or event.group == group
        return event.member == member and is_there


def hold(where: str, params: Sequence[Any], *, kinds: Collection[str], at: datetime) -> list[Held]:
    """Lock the runs under way for which a piece of SQL on `r` holds, and look at their conditions that events
    of these kinds may have changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM playbooks_run r WHERE r.org_id = %s AND r.state = ANY(%s)"
            f" AND ({where}) ORDER BY r.id FOR UPDATE",
            [scope.org_id(), list(ALIVE), *params],
        )
        rows = cursor.fetchall()
        if not rows:
            return []
        cursor.execute(
            "SELECT run_id, arm, kind, since FROM playbooks_wait WHERE run_id = ANY(%s) ORDER BY run_id, arm",
            [[row[0] for row in rows]],
        )
        waits: dict[int, list[tuple[int, str, datetime]]] = defaultdict(list)
        for run, arm, kind, since in cursor.fetchall():
            waits[run].append((arm, kind, since))
    held = held_of(rows, waits)
    _look(held, frozenset(kinds), at)
    return held


def held_of(
    rows: Sequence[Sequence[Any]], waits: Mapping[int, list[tuple[int, str, datetime]]]
) -> list[Held]:
    """Rows of COLUMNS with their waits, as far as their versions can still run."""
    compiled = versions.compiled_versions([row[1] for row in rows])
    return [_held(row, compiled[row[1]], waits.get(row[0], [])) for row in rows if row[1] in compiled]


def _held(row: Sequence[Any], compiled: Compiled, waits: list[tuple[int, str, datetime]]) -> Held:
    context = msgspec.json.decode(row[8])
    return Held(
        id=row[0],
        compiled=compiled,
        place=(row[2], row[3], row[4]),
        state=row[5],
        step=row[6],
        run_no=row[7],
        context=context,
        began=(row[9], context.get("began", 0)),
        waits=waits,
    )


def _look(held: Sequence[Held], kinds: frozenset[str], at: datetime) -> None:
    """Evaluate exits and conditions of waits that these kinds may have changed."""
    asked: list[tuple[Held, Evaluator, str]] = []
    for run in held:
        if not kinds.isdisjoint(run.compiled.exit_changes):
            asked += [(run, condition, one.outcome) for one, condition in run.compiled.exits_when]
        if run.is_for_condition and run.step in run.compiled.untils:
            asked.append((run, run.compiled.untils[run.step], ""))
    for (run, _condition, outcome), is_true in zip(asked, truths(asked, at=at), strict=True):
        if is_true and outcome:
            run.leaves = run.leaves or outcome
        elif is_true:
            run.is_met = True


def truths(asked: Sequence[tuple[Held, Evaluator, str]], *, at: datetime) -> list[bool]:
    """Whether each condition holds for its run, every probe read once for all of them."""
    if not asked:
        return []
    known = people.people(run.place for run, _condition, _outcome in asked)
    probed = people.probe_values(
        [(known[run.place], condition.checked) for run, condition, _outcome in asked], at=at
    )
    return [
        condition.holds({**run.values(known[run.place]), **read}, at=at)
        for (run, condition, _outcome), read in zip(asked, probed, strict=True)
    ]


def impulse(run: Held, event: Event) -> Impulse | None:
    """What an event does to a run: stops it, wakes it, or nothing. Events from before it began do nothing."""
    at = event.recorded_at
    if str(event.id) in run.context.get("used", ()) or (at, event.position) <= run.began:
        return None
    for one, condition in run.compiled.exits_on.get(event.kind, ()):
        if holds(condition, run, event):
            return Impulse(run=run.id, at=at, since=at, event=event, stop=one.outcome)
    if run.leaves and event.kind in run.compiled.exit_changes:
        return Impulse(run=run.id, at=at, since=at, event=event, stop=run.leaves)
    step = run.compiled.steps.get(run.step)
    if not isinstance(step, Wait):
        return None
    for arm, kind, since in run.waits:
        if kind != event.kind or at < since:
            continue
        if arm == MAY_CHANGE and run.is_met:
            return Impulse(run=run.id, at=at, since=at, event=event, go=step.next, outcome=OVER)
        if arm != MAY_CHANGE and holds(run.compiled.arms[run.step][arm], run, event):
            go = step.arms[arm].go
            return Impulse(run=run.id, at=at, since=at, event=event, go=go, outcome=kind)
    return None


def holds(condition: Condition, run: Held, event: Event) -> bool:
    """Does a condition on an event hold, for a run it concerns?"""
    if condition is None:
        return True
    values: Mapping[str, Outer] = event_values(event)
    if all(render(reference) in values for reference in condition.checked.references):
        return condition.holds(values, at=event.recorded_at)
    person = people.people([run.place])[run.place]
    probed = people.probe_values([(person, condition.checked)], at=event.recorded_at)[0]
    return condition.holds({**run.values(person), **values, **probed}, at=event.recorded_at)
