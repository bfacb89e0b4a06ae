"""Runs of people whose records were merged or erased."""

from datetime import datetime

from django.db import connection

from linli.facts.members import MemberErased, MembersMerged
from linli.kernel.events.event import Event
from linli.kernel.orgs import scope
from linli.run.playbooks.actions.advancing import advance
from linli.run.playbooks.actions.moves import Impulse
from linli.run.playbooks.models import ALIVE, Run, Skip, StepVisit


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
    """Where both records are under way in one playbook and group, the merged one's run ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id FROM playbooks_run r JOIN playbooks_run k ON k.playbook_id = r.playbook_id"
            " AND k.group_id = r.group_id AND k.member_id = %s AND k.state = ANY(%s)"
            " WHERE r.org_id = %s AND r.member_id = %s AND r.state = ANY(%s) ORDER BY r.id",
            [into, list(ALIVE), scope.org_id(), merged, list(ALIVE)],
        )
        doubled = [row[0] for row in cursor.fetchall()]
    advance(_stops(doubled, "merged", event, at))


def _hand_over(merged: int, into: int) -> None:
    """Runs under way go on for the kept record, numbered after the ones it had."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE playbooks_run r SET member_id = %s,"
            " subject = concat('membership:', %s::bigint, ':', group_id),"
            " run_no = 1 + coalesce((SELECT max(k.run_no) FROM playbooks_run k WHERE k.playbook_id = r.playbook_id AND k.group_id = r.group_id"
            "  AND k.member_id = %s), 0) WHERE r.org_id = %s AND r.member_id = %s AND r.state = ANY(%s)"
            " RETURNING r.id",
            [into, into, into, scope.org_id(), merged, list(ALIVE)],
        )
        moved = [row[0] for row in cursor.fetchall()]
        cursor.execute("UPDATE playbooks_wait SET member_id = %s WHERE run_id = ANY(%s)", [into, moved])


def _forget(members: list[int]) -> None:
    """What conditions read leaves the visits and reasons."""
    runs = Run.objects.filter(member_id__in=members)
    StepVisit.objects.filter(run__in=runs).update(inputs={})
    Skip.objects.filter(member_id__in=members).delete()


def _stops(runs: list[int], outcome: str, event: Event, at: datetime) -> list[Impulse]:
    return [Impulse(run=run, at=at, since=at, event=event, stop=outcome) for run in runs]
