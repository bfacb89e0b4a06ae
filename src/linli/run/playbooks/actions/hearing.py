"""What comes back to runs: tasks that were done, programs that answered, posts that reached nobody."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from linli.connect.gateway.orders import SendMessage
from linli.connect.gateway.outbox import planning
from linli.content.library.queries import templates as library
from linli.facts.gateway import EffectFailed, EffectSent, EffectSuppressed
from linli.facts.tasks import TaskClosed
from linli.kernel.events.event import Event
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM
from linli.run.playbooks.actions import learning
from linli.run.playbooks.actions import moves as working
from linli.run.playbooks.actions.advancing import advance
from linli.run.playbooks.actions.moves import Impulse, Move, Visit
from linli.run.playbooks.actions.steps import saying, words
from linli.run.playbooks.actions.supplies import sayings
from linli.run.playbooks.document.step_shapes import Call, HumanTask, Post
from linli.run.playbooks.models import ALIVE
from linli.run.playbooks.queries import compiled as versions

CALL = "call_url"
OUT_OF_REACH = ("consent", "unreachable")
_KEY = re.compile(r"run:(\d+)/([^/]+)/(\d+)(/.*)?")


class Standing(msgspec.Struct, frozen=True):
    """Where a run stands: its step, how often it was there, and the effect of that visit."""

    step: Any
    visit: int
    effect: int | None


def hear(events: Sequence[Event]) -> None:
    """Events of the task room and the outbox, of one organisation."""
    tasks, calls, lost = {}, {}, {}
    for event in events:
        fact = event.fact
        if isinstance(fact, TaskClosed):
            tasks[fact.task] = event
        elif isinstance(fact, EffectSent | EffectFailed | EffectSuppressed) and fact.verb == CALL:
            calls[fact.effect] = event
        elif isinstance(fact, EffectSuppressed) and fact.reason.partition(":")[0] in OUT_OF_REACH:
            lost[fact.effect] = event
    advance(_done(tasks))
    advance(_answered(calls))
    _say_elsewhere(lost)
    advance(learning.learn(events))


def _done(events: Mapping[int, Event]) -> list[Impulse]:
    """Tasks that runs wait for were closed."""
    wanted = {id: event for id, event in events.items() if getattr(event.fact, "origin", "")[:4] == "run:"}
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, key, outcome, answers::text FROM tasks_task WHERE org_id = %s AND id = ANY(%s)"
            " ORDER BY id",
            [scope.org_id(), list(wanted)],
        )
        found = [
            (id, int(key[1]), key[2], int(key[3]), outcome, msgspec.json.decode(answers))
            for id, text, outcome, answers in cursor.fetchall()
            if (key := _KEY.fullmatch(text))
        ]
    standing = _standing([one[1] for one in found], "blocked_task")
    impulses = {}
    for id, run, step, visit, outcome, answers in found:
        where = standing.get(run)
        if where and isinstance(where.step, HumanTask) and (where.step.id, where.visit) == (step, visit):
            go = where.step.outcomes.get(outcome)
            if go is not None:
                impulses[run] = _impulse(run, wanted[id], go, outcome, answers)
    return list(impulses.values())


def _answered(events: Mapping[int, Event]) -> list[Impulse]:
    """Programs that were called answered, refused, or could not be reached."""
    if not events:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, split_part(origin, ':', 2)::bigint, state, answer::text FROM gateway_effect"
            " WHERE org_id = %s AND id = ANY(%s) AND origin LIKE 'run:%%' ORDER BY id",
            [scope.org_id(), list(events)],
        )
        found = cursor.fetchall()
    standing = _standing([row[1] for row in found], "waiting")
    impulses = []
    for id, run, state, answer in found:
        where = standing.get(run)
        if where and isinstance(where.step, Call) and where.effect == id:
            read: dict[str, Any] = msgspec.json.decode(answer) if answer else {}
            is_sent = state == "sent"
            go, outcome = (where.step.next, "answered") if is_sent else (where.step.on_failure, "failed")
            impulses.append(_impulse(run, events[id], go, outcome, _typed(read)))
    return impulses


def _typed(read: Mapping[str, Any]) -> dict[str, Any]:
    status = str(read.get("status", ""))
    return {**read, "status": int(status)} if status.isdecimal() else dict(read)


def _impulse(run: int, event: Event, go: str, outcome: str, detail: Mapping[str, Any]) -> Impulse:
    at = event.recorded_at
    return Impulse(run=run, at=at, since=at, event=event, go=go, outcome=outcome, detail=detail)


def _standing(runs: Sequence[int], state: str) -> dict[int, Standing]:
    """Runs that rest in a state (or are paused in it), locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, r.version_id, r.step, coalesce((r.context->'visits'->>r.step)::int, 0),"
            " (v.result->>'effect')::bigint FROM playbooks_run r LEFT JOIN playbooks_stepvisit v"
            "  ON v.run_id = r.id AND v.step = r.step"
            "  AND v.visit_no = coalesce((r.context->'visits'->>r.step)::int, 0)"
            " WHERE r.org_id = %s AND r.id = ANY(%s) AND r.state = ANY(%s)"
            " AND %s IN (r.state, r.context->>'paused_in') ORDER BY r.id FOR UPDATE OF r",
            [scope.org_id(), sorted(set(runs)), list(ALIVE), state],
        )
        rows = cursor.fetchall()
    compiled = versions.compiled_versions([row[1] for row in rows])
    return {
        id: Standing(compiled[version].steps[step], visit, effect)
        for id, version, step, visit, effect in rows
        if version in compiled and step in compiled[version].steps
    }


def _say_elsewhere(events: Mapping[int, Event]) -> None:
    """Posts that cannot reach the person are said where their step says, once."""
    visits = _visits_of(events)
    if not visits:
        return
    impulses = [_impulse(run, events[effect], "", "", {}) for effect, (run, _step, _no) in visits.items()]
    known = {move.id: move for move in working.load(impulses, states=(*ALIVE, "done"))}
    for effect, (run, step, number) in sorted(visits.items()):
        if run in known:
            _fall_back(known[run], step, number, at=events[effect].recorded_at)


def _visits_of(events: Mapping[int, Event]) -> dict[int, tuple[int, str, int]]:
    """By effect the visit that planned it in private: run, step, number."""
    if not events:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, v.run_id, v.step, v.visit_no FROM gateway_effect e JOIN playbooks_stepvisit v"
            " ON e.origin = 'run:' || v.run_id AND (v.result->>'effect')::bigint = e.id"
            " WHERE e.org_id = %s AND e.id = ANY(%s) AND e.surface = 'dm' AND e.origin LIKE 'run:%%'"
            " AND v.org_id = e.org_id AND v.run_id ="
            "  CASE WHEN e.origin LIKE 'run:%%' THEN split_part(e.origin, ':', 2)::bigint END"
            " AND NOT v.result ? 'fallback'",
            [scope.org_id(), list(events)],
        )
        return {id: (run, step, number) for id, run, step, number in cursor.fetchall()}


def _fall_back(move: Move, name: str, number: int, *, at: datetime) -> None:
    step = move.compiled.steps[name]
    if not isinstance(step, Post) or step.fallback is None:
        return
    if step.fallback.to == "group" and move.group is None:
        return
    visit = Visit(step=name, number=number, entered_at=at)
    codes = sorted({one.template for one in sayings(step) if one.template})
    try:
        said = words.words(move, step.fallback.saying, library.templates_by_code(codes) if codes else {})
    except words.NoWords:
        return
    payload = SendMessage(said.text, parts=said.parts)
    plan = saying.planned(move, step, visit, payload, to=step.fallback.to)
    [effect] = planning.plan([plan], by=SYSTEM, at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE playbooks_stepvisit SET result = result || jsonb_build_object('fallback', %s::bigint)"
            " WHERE run_id = %s AND step = %s AND visit_no = %s",
            [effect, move.id, name, number],
        )
