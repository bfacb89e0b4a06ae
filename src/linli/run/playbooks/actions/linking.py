"""Playbooks that start and stop each other, for the same subject."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import connection

from linli.facts.playbooks import RunStarted
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM
from linli.run.playbooks.actions.moves import Impulse, Move, Visit
from linli.run.playbooks.actions.steps import words
from linli.run.playbooks.document.step_shapes import Start
from linli.run.playbooks.models import ALIVE
from linli.run.playbooks.queries import compiled as versions
from linli.run.playbooks.queries.compiled import Current

BY_PLAYBOOK, NOT_ACTIVE, OTHER_SUBJECT, RUNNING = "by_playbook", "not_active", "other_subject", "running"
Beginning = tuple[Move, Visit, Current, dict[str, Any]]


def start_others(moves: Sequence[Move]) -> None:
    """Insert the runs that steps of these runs start; the scheduler takes them on."""
    asked = [(move, step, visit) for move in moves for step, visit in move.starts]
    if not asked:
        return
    known = {one.code: one for one in versions.published() if one.state == "active"}
    begins: dict[str, Beginning] = {}
    for move, step, visit in asked:
        current = known.get(step.playbook)
        if current is None or current.playbook == move.playbook:
            visit.result = {"refused": NOT_ACTIVE}
        elif current.compiled.document.subject != move.compiled.document.subject:
            visit.result = {"refused": OTHER_SUBJECT}
        else:
            visit.result = {"refused": RUNNING}
            begins[move.key(visit)] = (move, visit, current, _inputs(move, step))
    made = _insert(begins)
    for key, id in made.items():
        move, visit, _current, _given = begins[key]
        visit.result = {"run": id}
        move.keep(visit.step, {"run": id})
    log.append([_started(id, *begins[key][:3]) for key, id in made.items()], by=SYSTEM)


def stops(moves: Sequence[Move]) -> list[Impulse]:
    """What ends the runs that steps of these runs stop; a run does not stop itself."""
    asked = {(step.playbook, move.subject): move for move in moves for step, _visit in move.stops}
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, n.code, n.subject FROM unnest(%s::text[], %s::text[]) AS n(code, subject)"
            " JOIN playbooks_playbook p ON p.org_id = %s AND p.code = n.code"
            " JOIN playbooks_run r ON r.playbook_id = p.id AND r.subject = n.subject"
            " WHERE r.state = ANY(%s) ORDER BY r.id",
            [[code for code, _subject in asked], [one for _code, one in asked], scope.org_id(), list(ALIVE)],
        )
        found = [(id, asked[code, subject]) for id, code, subject in cursor.fetchall()]
    return [
        Impulse(run=id, at=move.at, since=move.at, stop=BY_PLAYBOOK) for id, move in found if id != move.id
    ]


def _inputs(move: Move, step: Start) -> dict[str, Any]:
    values = {name: words.value_of(move, given) for name, given in step.values.items()}
    return {
        name: one if isinstance(one, str | int | float | bool | None) else str(one)
        for name, one in values.items()
    }


def _insert(begins: dict[str, Beginning]) -> dict[str, int]:
    if not begins:
        return {}
    rows = [
        {
            "playbook_id": current.playbook,
            "version_id": current.compiled.id,
            "community_id": move.community,
            "group_id": move.group,
            "member_id": move.member,
            "subject": move.subject,
            "key": key,
            "depth": move.depth + 1,
            "step": current.compiled.first,
            "at": move.at,
            "hears": current.compiled.hears,
            "context": {"used": [], "inputs": inputs},
        }
        for key, (move, _visit, current, inputs) in begins.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO playbooks_run (org_id, playbook_id, version_id, community_id, group_id, member_id,"
            " subject, run_no, key, state, outcome, step, wake_at, started_at, hears, context, fence,"
            " attempts, trouble, slot, depth, is_test)"
            " SELECT %s, n.playbook_id, n.version_id, n.community_id, n.group_id, n.member_id, n.subject,"
            "  1 + coalesce((SELECT max(o.run_no) FROM playbooks_run o"
            "   WHERE o.playbook_id = n.playbook_id AND o.subject = n.subject), 0),"
            "  n.key, 'ready', '', n.step, n.at, n.at, n.hears, n.context, 0, 0, '', 1, n.depth, false"
            " FROM json_to_recordset(%s) AS n(playbook_id bigint, version_id bigint, community_id bigint,"
            "  group_id bigint, member_id bigint, subject text, key text, depth smallint, step text,"
            "  at timestamptz, hears text[], context jsonb) ON CONFLICT DO NOTHING RETURNING key, id",
            [scope.org_id(), msgspec.json.encode(rows).decode()],
        )
        return dict(cursor.fetchall())


def _started(id: int, move: Move, _visit: Visit, current: Current) -> Draft:
    event = move.impulse.event
    return Draft(
        fact=RunStarted(id, current.code, current.compiled.number),
        occurred_at=move.at,
        community=move.community,
        group=move.group,
        member=move.member,
        cause=event.as_cause if event else None,
    )
