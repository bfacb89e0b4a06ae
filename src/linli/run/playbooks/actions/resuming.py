"""Somebody who left and came back soon enough goes on where they were."""

from django.db import connection

from linli.facts.playbooks import RunResumed
from linli.kernel.events import log
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM
from linli.run.playbooks.actions import asking_again, entering
from linli.run.playbooks.actions.entering import Entrant
from linli.run.playbooks.actions.moves import Impulse
from linli.run.playbooks.actions.steps.resting import MAY_CHANGE
from linli.run.playbooks.document.step_shapes import Wait
from linli.run.playbooks.queries.compiled import compiled_versions


def resume(one: Entrant, run: int) -> list[Impulse]:
    """Take a stopped run up again; returns the impulse if it moves now.

    Nothing is posted again; what it waited for and the task it had opened are there again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE playbooks_run SET state = CASE context->>'stopped_in' WHEN 'paused' THEN 'paused'"
            "  ELSE coalesce(context->>'stopped_in', 'ready') END, outcome = '', ended_at = NULL,"
            " fence = fence + 1, wake_at = coalesce(wake_at, %s), slot = %s,"
            " context = jsonb_set(context - 'stopped_in' - 'stopped_by', '{used}',"
            "  coalesce(context->'used', '[]') || to_jsonb(%s::text))"
            " WHERE id = %s RETURNING state, step, version_id",
            [one.at, 1, str(one.event.id) if one.event else one.key, run],
        )
        state, step, version = cursor.fetchone()
        if state == "waiting":
            _wait_again(run, step, version, one)
        elif state == "blocked_task":
            asking_again.ask_again([run], at=one.at)
    log.append([entering.draft(one, RunResumed(run, one.current.code))], by=SYSTEM)
    return [entering.impulse(run, one)] if state == "ready" else []


def _wait_again(run: int, step: str, version: int, one: Entrant) -> None:
    compiled = compiled_versions([version])[version]
    found = compiled.steps[step]
    arms = [(number, arm.event) for number, arm in enumerate(found.arms)] if isinstance(found, Wait) else []
    arms += [(MAY_CHANGE, kind) for kind in compiled.changes.get(step, ())]
    member, group, _community = one.place
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO playbooks_wait (org_id, run_id, kind, member_id, group_id, arm, since)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [(scope.org_id(), run, kind, member, group, number, one.at) for number, kind in arms],
        )
