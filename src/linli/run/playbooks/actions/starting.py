"""Who comes into a playbook: new runs, runs that go on, and why somebody did not come in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from linli.facts.members import MembershipJoined
from linli.facts.playbooks import RunResumed, RunStarted
from linli.kernel.conditions import explain
from linli.kernel.conditions.memory import Evaluator
from linli.kernel.conditions.values import Outer
from linli.kernel.events import log
from linli.kernel.events.event import Draft, Event
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM
from linli.run.playbooks import rules
from linli.run.playbooks.actions.moves import Impulse
from linli.run.playbooks.document.step_shapes import Wait
from linli.run.playbooks.document.vocabulary import event_values
from linli.run.playbooks.models import ALIVE
from linli.run.playbooks.queries import people
from linli.run.playbooks.queries.compiled import Condition, Current, compiled_versions
from linli.run.playbooks.queries.people import Person
from linli.run.playbooks.rules import Entrance, Past

BOT, PAUSED, NOT_TRIGGERED, AUDIENCE = "bot", "paused", "trigger", "audience"


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """An event that may start a playbook for its member in its group."""

    current: Current
    event: Event
    member: int
    group: int
    community: int

    @property
    def subject(self) -> tuple[int, int, int]:
        """The playbook and whom it would be about."""
        return self.current.playbook, self.member, self.group


class LastRun(msgspec.Struct, frozen=True):
    """The newest run of a subject."""

    id: int
    past: Past
    used: frozenset[str]


def admit(candidates: Sequence[Candidate]) -> list[Impulse]:
    """Make the runs of those who may come in; returns the impulses that take them to their first steps.

    An event that was used before changes nothing. At most one candidate a subject.
    """
    wanted = [one for one in candidates if not _is_backfill(one)]
    if not wanted:
        return []
    last = _last_runs(wanted)
    known = people.people((one.member, one.group, one.community) for one in wanted)
    fresh: list[Candidate] = []
    resumed: list[Impulse] = []
    skipped: list[tuple[Candidate, str, list[Any]]] = []
    for one in wanted:
        before = last.get(one.subject)
        if before and str(one.event.id) in before.used:
            continue
        at = one.event.recorded_at
        past = before.past if before else None
        verdict = rules.entrance(one.current.compiled.document.entry, past, at=at)
        if verdict is Entrance.RESUME and before:
            resumed.extend(_resume(one, before.id))
        elif verdict is not Entrance.START:
            skipped.append((one, verdict.value, []))
        elif refusal := _refusal(one, known[one.member, one.group, one.community]):
            skipped.append((one, *refusal))
        else:
            fresh.append(one)
    _write_skips(skipped)
    return [*_insert(fresh, last), *resumed]


def _is_backfill(one: Candidate) -> bool:
    fact = one.event.fact
    entry = one.current.compiled.document.entry
    return entry.ignore_backfill and (
        one.event.origin == "import" or (isinstance(fact, MembershipJoined) and fact.via == "history")
    )


def _last_runs(candidates: Sequence[Candidate]) -> dict[tuple[int, int, int], LastRun]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (r.playbook_id, r.member_id, r.group_id)"
            " r.playbook_id, r.member_id, r.group_id, r.id, r.run_no, r.state, r.ended_at,"
            " r.context->>'stopped_by', r.context->'used'"
            " FROM playbooks_run r JOIN (SELECT DISTINCT * FROM"
            "  unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS u(p, m, g)) u"
            " ON r.playbook_id = u.p AND r.member_id = u.m AND r.group_id = u.g"
            " ORDER BY r.playbook_id, r.member_id, r.group_id, r.run_no DESC",
            [list(column) for column in zip(*(one.subject for one in candidates), strict=True)],
        )
        rows = cursor.fetchall()
    return {
        (playbook, member, group): LastRun(
            id,
            Past(run_no, state in ALIVE, ended_at, state == "stopped" and stopped_by == "membership.left"),
            frozenset(_texts(used)),
        )
        for playbook, member, group, id, run_no, state, ended_at, stopped_by, used in rows
    }


def _texts(used: Any) -> list[str]:
    return msgspec.json.decode(used, type=list[str]) if isinstance(used, str) else list(used or ())


def _refusal(one: Candidate, person: Person) -> tuple[str, list[Any]] | None:
    """Why the playbook is not for them, with what was read; None when it is."""
    compiled = one.current.compiled
    if person.is_bot:
        return BOT, []
    if one.current.state == "paused":
        return PAUSED, []
    at = one.event.recorded_at
    checks: tuple[tuple[str, Condition, dict[str, Outer]], ...] = (
        (NOT_TRIGGERED, compiled.triggers[0], event_values(one.event)),
        (AUDIENCE, compiled.audience, {}),
    )
    for reason, evaluator, more in checks:
        if evaluator is None:
            continue
        values = {**person.values, **more, **_probed(person, evaluator, at)}
        if not evaluator.holds(values, at=at):
            return reason, _parts(evaluator, values, at)
    return None


def _probed(person: Person, evaluator: Evaluator, at: datetime) -> dict[str, Outer]:
    return people.probe_values([(person, evaluator.checked)], at=at)[0]


def _parts(evaluator: Evaluator, values: dict[str, Outer], at: datetime) -> list[Any]:
    """Every part of a condition with the value it had, as JSON."""
    parts = explain.explain(evaluator.checked, values, at=at)
    return [{"text": part.text, "value": _plain(part.value), "level": part.level} for part in parts]


def _plain(value: Outer) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _insert(candidates: Sequence[Candidate], last: dict[tuple[int, int, int], LastRun]) -> list[Impulse]:
    if not candidates:
        return []
    by_key = {(one.current.playbook, str(one.event.id)): one for one in candidates}
    rows = [
        (
            one.current.playbook,
            one.current.compiled.id,
            one.community,
            one.group,
            one.member,
            last[one.subject].past.runs + 1 if one.subject in last else 1,
            str(one.event.id),
            one.current.compiled.first,
            one.event.recorded_at,
            ",".join(one.current.compiled.hears),
            _first_context(one.event),
        )
        for one in by_key.values()
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO playbooks_run (org_id, playbook_id, version_id, community_id, group_id, member_id,"
            " subject, run_no, key, state, outcome, step, wake_at, started_at, hears, context, fence,"
            " attempts, trouble, slot, depth, is_test)"
            " SELECT %s, p, v, c, g, m, 'membership:' || m || ':' || g, n, k, 'ready', '', s, t, t,"
            " string_to_array(h, ','), x::jsonb, 0, 0, '', 1, 0, false"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::int[],"
            " %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::text[])"
            " AS u(p, v, c, g, m, n, k, s, t, h, x) ON CONFLICT DO NOTHING RETURNING id, playbook_id, key",
            [scope.org_id(), *(list(column) for column in zip(*rows, strict=True))],
        )
        made = [(id, by_key[playbook, key]) for id, playbook, key in cursor.fetchall()]
    log.append([_started(id, one) for id, one in made], by=SYSTEM)
    return [_impulse(id, one) for id, one in made]


def _first_context(event: Event) -> str:
    began = {"used": [str(event.id)], "began": event.position}
    return msgspec.json.encode(began).decode()


def _started(id: int, one: Candidate) -> Draft:
    document = one.current.compiled.document
    return _draft(one, RunStarted(id, document.id, one.current.compiled.number))


def _draft(one: Candidate, fact: RunStarted | RunResumed) -> Draft:
    return Draft(
        fact=fact,
        occurred_at=one.event.recorded_at,
        community=one.community,
        group=one.group,
        member=one.member,
        cause=one.event.as_cause,
    )


def _impulse(id: int, one: Candidate) -> Impulse:
    at = one.event.recorded_at
    return Impulse(run=id, at=at, since=at, event=one.event)


def _resume(one: Candidate, run: int) -> list[Impulse]:
    """The run of somebody who left and came back goes on where it was; returns the impulse if it moves now.

    Nothing is posted again; what it waited for and the task it had opened are there again.
    """
    at = one.event.recorded_at
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE playbooks_run SET state = CASE context->>'stopped_in' WHEN 'paused' THEN 'paused'"
            "  ELSE coalesce(context->>'stopped_in', 'ready') END, outcome = '', ended_at = NULL,"
            " fence = fence + 1, wake_at = coalesce(wake_at, %s),"
            " context = jsonb_set(context - 'stopped_in' - 'stopped_by', '{used}',"
            "  coalesce(context->'used', '[]') || to_jsonb(%s::text))"
            " WHERE id = %s RETURNING state, step, version_id",
            [at, str(one.event.id), run],
        )
        state, step, version = cursor.fetchone()
        if state == "waiting":
            _wait_again(run, step, version, one, at)
        elif state == "blocked_task":
            cursor.execute(
                "UPDATE playbooks_task SET state = 'open' WHERE id = (SELECT id FROM playbooks_task"
                " WHERE run_id = %s AND state = 'cancelled' ORDER BY id DESC LIMIT 1)",
                [run],
            )
    log.append([_draft(one, RunResumed(run, one.current.code))], by=SYSTEM)
    return [_impulse(run, one)] if state == "ready" else []


def _wait_again(run: int, step: str, version: int, one: Candidate, at: datetime) -> None:
    found = compiled_versions([version])[version].steps[step]
    arms = found.arms if isinstance(found, Wait) else ()
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO playbooks_wait (org_id, run_id, kind, member_id, group_id, arm, since)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [
                (scope.org_id(), run, arm.event, one.member, one.group, number, at)
                for number, arm in enumerate(arms)
            ],
        )


def _write_skips(skipped: Sequence[tuple[Candidate, str, list[Any]]]) -> None:
    """Runs that are under way anyway are no news; the rest is kept to answer "why not"."""
    rows = [
        (
            one.current.playbook,
            one.member,
            one.group,
            one.event.id,
            reason,
            msgspec.json.encode(detail).decode(),
            one.event.recorded_at,
        )
        for one, reason, detail in skipped
        if reason != Entrance.RUNNING
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO playbooks_skip (org_id, playbook_id, member_id, group_id, event_id, reason, detail,"
            " at) SELECT %s, p, m, g, e, r, d::jsonb, t FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[],"
            " %s::uuid[], %s::text[], %s::text[], %s::timestamptz[]) AS u(p, m, g, e, r, d, t)"
            " ON CONFLICT DO NOTHING",
            [scope.org_id(), *(list(column) for column in zip(*rows, strict=True))],
        )
