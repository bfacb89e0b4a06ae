"""What stands still that should not: a list that should be empty."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from linli.kernel.orgs import scope

READY_FOR = timedelta(minutes=5)
REASONS = ("late", "task_overdue", "troubled", "unknown")
_SQL = """
SELECT r.id, p.id, coalesce(nullif(p.title, ''), p.code), r.member_id, r.group_id, r.community_id, r.step,
  s.reason, s.since, s.detail
FROM (
  SELECT id, 'late' AS reason, wake_at AS since, '' AS detail FROM playbooks_run
    WHERE org_id = %(org)s AND state IN ('waiting', 'ready', 'blocked_task') AND wake_at < %(before)s
      AND trouble = ''
  UNION ALL
  SELECT id, 'troubled', coalesce(wake_at, started_at), trouble FROM playbooks_run
    WHERE org_id = %(org)s AND state = ANY(%(alive)s) AND trouble <> ''
  UNION ALL
  SELECT split_part(t.origin, ':', 2)::bigint, 'task_overdue', t.due_at, '' FROM tasks_task t
    WHERE t.org_id = %(org)s AND t.state IN ('open', 'claimed') AND t.due_at < %(at)s
      AND t.origin LIKE 'run:%%'
  UNION ALL
  SELECT split_part(e.origin, ':', 2)::bigint, 'unknown', coalesce(e.started_at, e.planned_at), e.reason
    FROM gateway_effect e WHERE e.org_id = %(org)s AND e.state = 'unknown' AND e.origin LIKE 'run:%%'
) s JOIN playbooks_run r ON r.id = s.id JOIN playbooks_playbook p ON p.id = r.playbook_id
WHERE r.org_id = %(org)s AND p.state <> 'paused'
  AND (%(reach)s::bigint[] IS NULL OR r.community_id = ANY(%(reach)s))
ORDER BY s.since, r.id LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Stuck:
    """A run that stands still, and why.

    reason  late: it is due for more than five minutes; task_overdue; troubled: its last step failed;
            unknown: nobody knows whether a post arrived
    """

    run: int
    playbook: int
    title: str
    member: int | None
    group: int | None
    community: int
    step: str
    reason: str
    since: datetime
    detail: str


def stuck_runs(*, at: datetime, reach: frozenset[int] | None = None, limit: int = 200) -> list[Stuck]:
    """Of playbooks that are not paused, the longest first; `reach` limits them to communities. One query."""
    values: dict[str, int | datetime | list[str] | list[int] | None] = {
        "org": scope.org_id(),
        "at": at,
        "before": at - READY_FOR,
        "alive": ["waiting", "ready", "running", "blocked_task"],
        "reach": None if reach is None else sorted(reach),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        return [Stuck(*row) for row in cursor.fetchall()]
