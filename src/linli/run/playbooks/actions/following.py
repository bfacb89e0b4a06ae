"""Runs of people whose records were merged or erased."""

from datetime import datetime
from typing import Any

from django.db import connection

from linli.facts.members import MemberErased, MembersMerged
from linli.kernel.events.event import Event
from linli.kernel.orgs import scope
from linli.run.playbooks.actions.advancing import advance
from linli.run.playbooks.actions.moves import Impulse
from linli.run.playbooks.models import ALIVE, Assignment, Run, Skip

_KEPT = ("outcome", "go", "arm", "effect", "event", "task", "entry", "run", "fallback")
"""What a visit's result keeps of somebody who was erased: codes and numbers."""


def follow(event: Event) -> None:
    """One merge or erasure."""
    at = event.recorded_at
    if isinstance(event.fact, MembersMerged):
        _stop_doubled(event.fact.merged, event.fact.into, event, at)
        _hand_over(event.fact.merged, event.fact.into)
    elif isinstance(event.fact, MemberErased) and event.member is not None:
        alive = Run.objects.filter(member_id=event.member, state__in=ALIVE).order_by("id")
        advance(_stops(list(alive.values_list("id", flat=True)), "erased", event, at))
        _forget([event.member, *event.fact.merged])


def _stop_doubled(merged: int, into: int, event: Event, at: datetime) -> None:
    """Where both records are under way in one playbook and place, the merged one's run ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT r.id FROM playbooks_run r JOIN playbooks_run k ON k.playbook_id = r.playbook_id"
            " AND k.group_id IS NOT DISTINCT FROM r.group_id AND k.member_id = %s AND k.state = ANY(%s)"
            " WHERE r.org_id = %s AND r.member_id = %s AND r.state = ANY(%s) ORDER BY r.id",
            [into, list(ALIVE), scope.org_id(), merged, list(ALIVE)],
        )
        doubled = [row[0] for row in cursor.fetchall()]
    advance(_stops(doubled, "merged", event, at))


# Numbered after the runs that the kept record had, those under way last; a key both had gets a mark.
_HAND_OVER = """
WITH moving AS (
  SELECT r.id, r.playbook_id, r.key, CASE WHEN r.group_id IS NULL THEN concat('person:', %(into)s::bigint)
    ELSE concat('membership:', %(into)s::bigint, ':', r.group_id) END AS subject,
    row_number() OVER (PARTITION BY r.playbook_id, r.group_id
      ORDER BY r.state = ANY(%(alive)s), r.started_at, r.id) AS n
  FROM playbooks_run r WHERE r.org_id = %(org)s AND r.member_id = %(merged)s
)
UPDATE playbooks_run r SET member_id = %(into)s, subject = m.subject,
  run_no = m.n + coalesce((SELECT max(k.run_no) FROM playbooks_run k
    WHERE k.playbook_id = m.playbook_id AND k.subject = m.subject), 0),
  key = CASE WHEN EXISTS (SELECT FROM playbooks_run k WHERE k.playbook_id = m.playbook_id
    AND k.subject = m.subject AND k.key = m.key) THEN concat(left(m.key, 90), '/merged:', r.id) ELSE m.key END
FROM moving m WHERE r.id = m.id RETURNING r.id
"""


def _hand_over(merged: int, into: int) -> None:
    """Runs, reasons and arms of experiments go over to the kept record; the arm it had stays."""
    values: dict[str, Any] = {"org": scope.org_id(), "merged": merged, "into": into, "alive": list(ALIVE)}
    with connection.cursor() as cursor:
        cursor.execute(_HAND_OVER, values)
        moved = [row[0] for row in cursor.fetchall()]
        cursor.execute("UPDATE playbooks_wait SET member_id = %s WHERE run_id = ANY(%s)", [into, moved])
        cursor.execute(
            "UPDATE playbooks_skip SET member_id = %(into)s"
            " WHERE org_id = %(org)s AND member_id = %(merged)s",
            values,
        )
        cursor.execute(
            "UPDATE playbooks_assignment a SET member_id = %(into)s,"
            " unit = concat('person:', %(into)s::bigint) WHERE a.org_id = %(org)s"
            " AND a.member_id = %(merged)s AND NOT EXISTS (SELECT FROM playbooks_assignment k"
            "  WHERE k.org_id = a.org_id AND k.experiment = a.experiment"
            "  AND k.unit = concat('person:', %(into)s::bigint))",
            values,
        )


def _forget(members: list[int]) -> None:
    """What conditions read and people wrote leaves runs, visits and reasons; arms go altogether."""
    Skip.objects.filter(member_id__in=members).delete()
    Assignment.objects.filter(member_id__in=members).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE playbooks_stepvisit v SET inputs = '{}', result = coalesce((SELECT jsonb_object_agg(k, o)"
            "  FROM jsonb_each(v.result) AS e(k, o) WHERE k = ANY(%s)), '{}') FROM playbooks_run r"
            " WHERE r.id = v.run_id AND r.org_id = %s AND r.member_id = ANY(%s)",
            [list(_KEPT), scope.org_id(), members],
        )
        cursor.execute(
            "UPDATE playbooks_run SET context = coalesce((SELECT jsonb_object_agg(k, o)"
            "  FROM jsonb_each(context) AS e(k, o) WHERE k = ANY(%s)), '{}')"
            " WHERE org_id = %s AND member_id = ANY(%s)",
            [
                ["used", "began", "visits", "arms", "holdout", "stopped_in", "stopped_by"],
                scope.org_id(),
                members,
            ],
        )


def _stops(runs: list[int], outcome: str, event: Event, at: datetime) -> list[Impulse]:
    return [Impulse(run=run, at=at, since=at, event=event, stop=outcome) for run in runs]
