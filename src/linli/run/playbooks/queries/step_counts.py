"""How many runs came to each step of a version, and how many stand there now."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from linli.kernel.orgs import scope
from linli.run.playbooks.models import ALIVE

SENT = ("sent",)
HELD_BACK = ("suppressed", "failed")


@dataclass(frozen=True)
class StepCount:
    """What came of a step.

    reached    visits, `refused` of them by the verb; `here`: runs that stand there now
    went       visits by target where there was a choice; `outcomes`: visits by what came of a wait or a task
    sent       posts that went out, and `held_back`: suppressed or failed; the rest is on its way
    """

    reached: int = 0
    refused: int = 0
    here: int = 0
    went: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    held_back: int = 0


def step_counts(version_id: int, *, playbook_id: int, since: datetime) -> dict[str, StepCount]:
    """By step, of the runs of a version begun after a moment, rehearsals left out; two queries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.step, coalesce(v.result->>'go', ''), coalesce(v.result->>'outcome', ''),"
            " coalesce(e.state, ''), count(*), count(*) FILTER (WHERE v.result ? 'refused')"
            " FROM playbooks_stepvisit v JOIN playbooks_run r ON r.id = v.run_id"
            " LEFT JOIN gateway_effect e ON e.id = (v.result->>'effect')::bigint"
            " WHERE r.org_id = %s AND r.playbook_id = %s AND r.version_id = %s AND r.started_at >= %s"
            " AND NOT r.is_test GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
            [scope.org_id(), playbook_id, version_id, since],
        )
        visits = cursor.fetchall()
        cursor.execute(
            "SELECT step, count(*) FROM playbooks_run WHERE org_id = %s AND playbook_id = %s AND NOT is_test"
            " AND version_id = %s AND state = ANY(%s) AND started_at >= %s GROUP BY step ORDER BY step",
            [scope.org_id(), playbook_id, version_id, list(ALIVE), since],
        )
        here = dict(cursor.fetchall())
    found = {step: StepCount(here=count) for step, count in here.items()}
    for step, *visited in visits:
        found[step] = _with(found.get(step, StepCount()), *visited)
    return found


def _with(count: StepCount, go: str, outcome: str, state: str, visits: int, refused: int) -> StepCount:
    went, outcomes = dict(count.went), dict(count.outcomes)
    if go:
        went[go] = went.get(go, 0) + visits
    if outcome:
        outcomes[outcome] = outcomes.get(outcome, 0) + visits
    return StepCount(
        reached=count.reached + visits,
        refused=count.refused + refused,
        here=count.here,
        went=went,
        outcomes=outcomes,
        sent=count.sent + (visits if state in SENT else 0),
        held_back=count.held_back + (visits if state in HELD_BACK else 0),
    )


def count_begun(version_id: int, *, playbook_id: int, since: datetime) -> int:
    """How many runs of a version began after a moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM playbooks_run WHERE org_id = %s AND playbook_id = %s AND version_id = %s"
            " AND started_at >= %s AND NOT is_test",
            [scope.org_id(), playbook_id, version_id, since],
        )
        count: int = cursor.fetchone()[0]
    return count
