"""Reminders before a task is due, and escalation after: each once, many at a time."""

from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from linli.facts.fact import Fact
from linli.facts.tasks import TaskEscalated, TaskReminded
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM

AT_ONCE = 2000


class _Rung(NamedTuple):
    task: int
    community: int | None
    group: int | None
    member: int | None
    role: str


@transaction.atomic
def ring(*, at: datetime, most: int = AT_ONCE) -> int:
    """Ring what is due; a role is added to those who see the task. Safe beside another round.

    Returns how many alarms rang.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH rung AS (DELETE FROM tasks_taskalarm a USING (SELECT id FROM tasks_taskalarm"
            "  WHERE org_id = %(org)s AND at <= %(at)s ORDER BY at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED)"
            "  due WHERE a.id = due.id RETURNING a.task_id, a.role),"
            " added AS (SELECT task_id, array_agg(DISTINCT role) FILTER (WHERE role <> '') AS roles"
            "  FROM rung GROUP BY task_id),"
            " changed AS (UPDATE tasks_task t SET reminded_at = %(at)s,"
            "  escalated_at = CASE WHEN added.roles IS NULL THEN t.escalated_at ELSE %(at)s END,"
            "  also = ARRAY(SELECT DISTINCT unnest(t.also || coalesce(added.roles, '{}')) ORDER BY 1)"
            "  FROM added WHERE t.id = added.task_id AND t.state IN ('open', 'claimed')"
            "  RETURNING t.id, t.community_id, t.group_id, t.member_id),"
            " noted AS (INSERT INTO tasks_taskstep (org_id, task_id, member_id, at, by, kind, detail, text,"
            "  mentions) SELECT %(org)s, c.id, c.member_id, %(at)s, %(by)s,"
            "  CASE WHEN r.role = '' THEN 'reminded' ELSE 'escalated' END, r.role, '', '{}'"
            "  FROM changed c JOIN rung r ON r.task_id = c.id)"
            " SELECT c.id, c.community_id, c.group_id, c.member_id, r.role"
            " FROM changed c JOIN rung r ON r.task_id = c.id ORDER BY c.id, r.role",
            {"org": scope.org_id(), "at": at, "most": most, "by": SYSTEM.code},
        )
        rung = [_Rung(*row) for row in cursor.fetchall()]
    log.append([_draft(one, at) for one in rung], by=SYSTEM)
    return len(rung)


def _draft(one: _Rung, at: datetime) -> Draft:
    fact: Fact = TaskEscalated(one.task, one.role) if one.role else TaskReminded(one.task)
    return Draft(fact=fact, occurred_at=at, community=one.community, group=one.group, member=one.member)
