"""The tasks of runs that go on after they were stopped: what was cancelled is asked again."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import connection

from linli.kernel.orgs.actor import SYSTEM
from linli.people.tasks.actions import opening
from linli.run.playbooks.actions import moves as working
from linli.run.playbooks.actions.moves import Impulse, Visit
from linli.run.playbooks.actions.steps import asking
from linli.run.playbooks.actions.supplies import assign_of, gather
from linli.run.playbooks.document.step_shapes import HumanTask


def ask_again(runs: Sequence[int], *, at: datetime) -> None:
    """Open the tasks anew that these runs wait for, in the caller's transaction."""
    moves = [
        move
        for move in working.load([Impulse(run=run, at=at, since=at) for run in runs])
        if move.state == "blocked_task" or move.context.get("paused_in") == "blocked_task"
    ]
    if not moves:
        return
    supplies, wanted = gather(moves), []
    for move in moves:
        step = move.compiled.steps[move.step]
        if isinstance(step, HumanTask):
            visit = Visit(step.id, move.visit_no(step.id), at)
            role = supplies.role_of(assign_of(step), move.community)
            due = max(at, min(move.wake_at or at, at + step.due))
            again = int(move.context.get("asked_again", 0)) + 1
            one = asking.opening(move, step, visit, role=role, due=due)
            wanted.append((move.id, again, msgspec.structs.replace(one, key=f"{one.key}/{again}")))
    opening.open_tasks([one for _run, _again, one in wanted], by=SYSTEM, at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE playbooks_run r SET context = r.context || jsonb_build_object('asked_again', n.again)"
            " FROM unnest(%s::bigint[], %s::int[]) AS n(run, again) WHERE r.id = n.run",
            [[run for run, _again, _one in wanted], [again for _run, again, _one in wanted]],
        )
