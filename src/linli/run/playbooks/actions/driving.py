"""Events to runs, in the order of the log: who starts, who is woken, who stops.

The runs that an event may concern are locked before what they wait for is read. A transition going on
elsewhere is therefore either finished, with its waits in sight, or begins after this one: no event falls in
between.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

import msgspec
from django.db import connection

from linli.kernel.conditions.render import render
from linli.kernel.conditions.values import Outer
from linli.kernel.events.event import Event
from linli.kernel.orgs import scope
from linli.run.playbooks.actions import starting
from linli.run.playbooks.actions.advancing import advance
from linli.run.playbooks.actions.moves import Impulse
from linli.run.playbooks.actions.starting import Candidate
from linli.run.playbooks.document.step_shapes import Wait
from linli.run.playbooks.document.vocabulary import TRIGGERS, event_values
from linli.run.playbooks.models import ALIVE
from linli.run.playbooks.queries import compiled as versions
from linli.run.playbooks.queries import people
from linli.run.playbooks.queries.compiled import Compiled, Condition, Current


class Held(msgspec.Struct, eq=False):
    """A run that is alive and locked, and what it waits for: (arm, kind, since)."""

    id: int
    compiled: Compiled
    community: int
    group: int
    member: int
    step: str
    used: frozenset[str]
    began: tuple[datetime, int]
    waits: list[tuple[int, str, datetime]]


def drive(events: Sequence[Event]) -> None:
    """Let runs react to a batch of one organisation's events."""
    listed = [event for event in events if event.member is not None]
    if listed:
        _Deck(listed).play(listed)


class _Deck:
    def __init__(self, events: Sequence[Event]) -> None:
        self.runs: dict[int, dict[int, Held]] = defaultdict(dict)
        self.impulses: list[Impulse] = []
        self.candidates: list[Candidate] = []
        self.busy: set[int] = set()
        self.entering: set[tuple[int, int]] = set()
        kinds = {event.kind for event in events}
        self.published: list[Current] = versions.published() if kinds & set(TRIGGERS) else []
        self._hold(
            _select("r.member_id = ANY(%s) AND r.hears && %s::varchar[]", [_members(events), list(kinds)])
        )

    def play(self, events: Sequence[Event]) -> None:
        for event in events:
            member, group = cast("int", event.member), event.group
            if (group is not None and (member, group) in self.entering) or any(
                run.id in self.busy for run in self._about(event)
            ):
                self._flush()
            self._move(event)
            self._admit(event)
        self._flush()

    def _about(self, event: Event) -> list[Held]:
        found = self.runs.get(cast("int", event.member), {}).values()
        return [run for run in found if event.group is None or event.group == run.group]

    def _move(self, event: Event) -> None:
        for run in self._about(event):
            if impulse := _impulse(run, event):
                self.impulses.append(impulse)
                self.busy.add(run.id)

    def _admit(self, event: Event) -> None:
        if event.group is None or event.community is None:
            return
        for current in self.published:
            if any(one.event == event.kind for one in current.compiled.document.triggers):
                member = cast("int", event.member)
                self.candidates.append(
                    Candidate(
                        current=current,
                        event=event,
                        member=member,
                        group=event.group,
                        community=event.community,
                    )
                )
                self.entering.add((member, event.group))

    def _flush(self) -> None:
        """Carry out what has been gathered, and look again at the runs it touched."""
        advance(self.impulses)
        entered = starting.admit(self.candidates)
        advance(entered)
        touched = self.busy | {impulse.run for impulse in entered}
        members = sorted({one.member for one in self.candidates})
        for runs in self.runs.values():
            for id in touched & runs.keys():
                del runs[id]
        self.impulses, self.candidates = [], []
        self.busy.clear()
        self.entering.clear()
        if touched or members:
            self._hold(_select("(r.id = ANY(%s) OR r.member_id = ANY(%s))", [sorted(touched), members]))

    def _hold(self, runs: Iterable[Held]) -> None:
        for run in runs:
            self.runs[run.member][run.id] = run


def _members(events: Sequence[Event]) -> list[int]:
    return sorted({cast("int", event.member) for event in events})


def _select(where: str, params: list[Any]) -> list[Held]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, r.version_id, r.community_id, r.group_id, r.member_id, r.step, r.context::text,"
            f" r.started_at FROM playbooks_run r WHERE r.org_id = %s AND r.state = ANY(%s) AND {where}"
            " ORDER BY r.id FOR UPDATE",
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
    compiled = versions.compiled_versions([row[1] for row in rows])
    return [_held(row, compiled[row[1]], waits[row[0]]) for row in rows if row[1] in compiled]


def _held(row: Sequence[Any], compiled: Compiled, waits: list[tuple[int, str, datetime]]) -> Held:
    context = msgspec.json.decode(row[6])
    return Held(
        id=row[0],
        compiled=compiled,
        community=row[2],
        group=row[3],
        member=row[4],
        step=row[5],
        used=frozenset(context.get("used", ())),
        began=(row[7], context.get("began", 0)),
        waits=waits,
    )


def _impulse(run: Held, event: Event) -> Impulse | None:
    """What an event does to a run: stops it, wakes it, or nothing. Events from before it began do nothing."""
    if str(event.id) in run.used or (event.recorded_at, event.position) <= run.began:
        return None
    at = event.recorded_at
    for one, condition in run.compiled.exits_on.get(event.kind, ()):
        if _holds(condition, run, event):
            return Impulse(run=run.id, at=at, since=at, event=event, stop=one.outcome)
    step = run.compiled.steps[run.step]
    for arm, kind, since in run.waits:
        is_it = kind == event.kind and at >= since and isinstance(step, Wait)
        if is_it and _holds(run.compiled.arms[run.step][arm], run, event):
            go = cast("Wait", step).arms[arm].go
            return Impulse(run=run.id, at=at, since=at, event=event, go=go, outcome=kind)
    return None


def _holds(condition: Condition, run: Held, event: Event) -> bool:
    if condition is None:
        return True
    values = event_values(event)
    if all(render(reference) in values for reference in condition.checked.references):
        return condition.holds(values, at=event.recorded_at)
    place = (run.member, run.group, run.community)
    person = people.people([place])[place]
    probed = people.probe_values([(person, condition.checked)], at=event.recorded_at)[0]
    about_run: dict[str, Outer] = {"run.number": 1, "run.started_at": run.began[0]}
    return condition.holds({**about_run, **person.values, **values, **probed}, at=event.recorded_at)
