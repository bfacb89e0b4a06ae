"""How many runs came to each step of a version, and how many stand there now."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from linli.kernel.orgs import scope
from linli.run.playbooks.models import ALIVE


@dataclass(frozen=True)
class StepCount:
    """`reached` visits, `refused` of them by the verb; `went` counts by target where there was a choice."""

    reached: int = 0
    refused: int = 0
    here: int = 0
    went: dict[str, int] = field(default_factory=dict)


def step_counts(version_id: int, *, playbook_id: int, since: datetime) -> dict[str, StepCount]:
    """By step, of the runs of a version begun after a moment; two queries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.step, coalesce(v.result->>'go', ''), count(*),"
            " count(*) FILTER (WHERE v.result ? 'refused') FROM playbooks_stepvisit v"
            " JOIN playbooks_run r ON r.id = v.run_id WHERE r.org_id = %s AND r.playbook_id = %s"
            " AND r.version_id = %s AND r.started_at >= %s GROUP BY 1, 2 ORDER BY 1, 2",
            [scope.org_id(), playbook_id, version_id, since],
        )
        visits = cursor.fetchall()
        cursor.execute(
            "SELECT step, count(*) FROM playbooks_run WHERE org_id = %s AND playbook_id = %s"
            " AND version_id = %s AND state = ANY(%s) AND started_at >= %s GROUP BY step ORDER BY step",
            [scope.org_id(), playbook_id, version_id, list(ALIVE), since],
        )
        here = dict(cursor.fetchall())
    found: dict[str, StepCount] = {}
    for step, go, count, refused in visits:
        before = found.get(step, StepCount())
        went = {**before.went, go: count} if go else before.went
        found[step] = StepCount(before.reached + count, before.refused + refused, here.get(step, 0), went)
    for step, count in here.items():
        found.setdefault(step, StepCount(here=count))
    return found


def count_begun(version_id: int, *, playbook_id: int, since: datetime) -> int:
    """How many runs of a version began after a moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM playbooks_run WHERE org_id = %s AND playbook_id = %s AND version_id = %s"
            " AND started_at >= %s",
            [scope.org_id(), playbook_id, version_id, since],
        )
        count: int = cursor.fetchone()[0]
    return count
