"""Writes down what moved, for all runs of a batch together."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import connection

from linli.connect.gateway.outbox import planning
from linli.facts.fact import Fact
from linli.facts.playbooks import RunEnded
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM
from linli.people.tasks.actions import closing, opening
from linli.run.playbooks.actions import gathering
from linli.run.playbooks.actions.moves import Move, Visit

CHANNEL = "linli_runs"


def write(moves: Sequence[Move]) -> None:
    """Visits, effects, waits, tasks, the runs themselves and the events, in the caller's transaction."""
    if not moves:
        return
    _plan(moves)
    _open_tasks(moves)
    _write_visits(moves)
    gathering.join(moves)
    _write_waits(moves)
    _close_tasks(moves)
    _write_runs(moves)
    stopped = {move.origin: move.outcome for move in moves if move.state == "stopped"}
    if stopped:
        planning.void_all(stopped, at=moves[0].at)
    ended = [move for move in moves if move.state in ("done", "stopped") and move.rehearsal is None]
    log.append([draft(move, RunEnded(move.id, move.code, move.outcome)) for move in ended], by=SYSTEM)


def draft(move: Move, fact: Fact) -> Draft:
    """An event about a run."""
    event = move.impulse.event
    return Draft(
        fact=fact,
        occurred_at=move.at,
        community=move.community,
        group=move.group,
        member=move.member,
        cause=event.as_cause if event else None,
    )


def _plan(moves: Sequence[Move]) -> None:
    """Every effect in one call; each names the event that led to it, a timer's has none."""
    listed = [(plan, visit) for move in moves for plan, visit in move.plans]
    if listed:
        ids = planning.plan([plan for plan, _visit in listed], by=SYSTEM, at=moves[0].at)
        for effect, (_plan_of_it, visit) in zip(ids, listed, strict=True):
            visit.result = {**visit.result, "effect": effect}


def _open_tasks(moves: Sequence[Move]) -> None:
    """Every task in one call."""
    listed = [pair for move in moves if move.state == "blocked_task" for pair in move.openings]
    if listed:
        ids = opening.open_tasks([one for one, _visit in listed], by=SYSTEM, at=moves[0].at)
        for task, (_opening, visit) in zip(ids, listed, strict=True):
            visit.result = {**visit.result, "task": task}


def _close_tasks(moves: Sequence[Move]) -> None:
    """Tasks whose time ran out are closed; those of runs that ended otherwise are cancelled."""
    expired = [key for move in moves for key in move.closes]
    ended = {
        move.origin: move.outcome for move in moves if move.state == "stopped" and move.came_in != "waiting"
    }
    closing.expire(expired, at=moves[0].at)
    closing.cancel_tasks(ended, at=moves[0].at)


def _write_visits(moves: Sequence[Move]) -> None:
    new = [_visit(move.id, visit) for move in moves for visit in move.visits if visit.is_new]
    left = [_visit(move.id, visit) for move in moves for visit in move.visits if not visit.is_new]
    with connection.cursor() as cursor:
        if left:
            cursor.execute(
                "UPDATE playbooks_stepvisit v SET left_at = u.l, result = v.result || u.r"
                " FROM json_to_recordset(%s) AS u(run bigint, step text, no smallint, l timestamptz, r jsonb)"
                " WHERE v.run_id = u.run AND v.step = u.step AND v.visit_no = u.no",
                [_json(left)],
            )
        if new:
            cursor.execute(
                "INSERT INTO playbooks_stepvisit"
                " (org_id, run_id, step, visit_no, entered_at, left_at, inputs, result)"
                " SELECT %s, u.run, u.step, u.no, u.e, u.l, u.i, u.r FROM json_to_recordset(%s)"
                " AS u(run bigint, step text, no smallint, e timestamptz, l timestamptz, i jsonb, r jsonb)",
                [scope.org_id(), _json(new)],
            )


def _visit(run: int, one: Visit) -> dict[str, Any]:
    return {
        "run": run,
        "step": one.step,
        "no": one.number,
        "e": one.entered_at,
        "l": one.left_at,
        "i": one.inputs,
        "r": one.result,
    }


def _write_waits(moves: Sequence[Move]) -> None:
    moved = [move for move in moves if not move.stays]
    stale = [move.id for move in moved if move.state != "paused" and move.came_in in ("waiting", "paused")]
    rows = [
        (move.id, kind, move.member, move.group, arm, move.impulse.since)
        for move in moved
        for arm, kind in move.arms
        if move.state == "waiting"
    ]
    with connection.cursor() as cursor:
        if stale:
            cursor.execute("DELETE FROM playbooks_wait WHERE run_id = ANY(%s)", [stale])
        if rows:
            cursor.execute(
                "INSERT INTO playbooks_wait (org_id, run_id, kind, member_id, group_id, arm, since)"
                " SELECT %s, u.* FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[],"
                " %s::smallint[], %s::timestamptz[]) AS u",
                [scope.org_id(), *_columns(rows)],
            )


def _write_runs(moves: Sequence[Move]) -> None:
    rows = [
        {
            "id": move.id,
            "state": move.state,
            "outcome": move.outcome,
            "step": move.step,
            "wake": move.wake_at,
            "context": move.context,
            "ended": move.ended_at,
        }
        for move in moves
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE playbooks_run r SET state = u.state, outcome = u.outcome, step = u.step,"
            " wake_at = u.wake, context = u.context, ended_at = u.ended, fence = r.fence + 1,"
            " attempts = 0, trouble = ''"
            " FROM json_to_recordset(%s) AS u(id bigint, state text, outcome text, step text,"
            " wake timestamptz, context jsonb, ended timestamptz) WHERE r.id = u.id",
            [_json(rows)],
        )
        cursor.execute(f"NOTIFY {CHANNEL}")


def _columns(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _json(rows: Sequence[dict[str, Any]]) -> str:
    """Rows as one document: quoting the texts of many small ones costs more than the rest of a transition."""
    return msgspec.json.encode(rows).decode().replace("\\u0000", "")
