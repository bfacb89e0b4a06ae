"""What playbooks said on the days before, and what waits on the days ahead."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection

from linli.kernel.orgs import scope
from linli.run.playbooks.models import DUE


@dataclass
class PlaybookDay:
    """A day of a playbook: what was sent, what failed, runs that wake by step, times of its schedule."""

    sent: int = 0
    failed: int = 0
    waking: dict[str, int] = field(default_factory=dict)
    occurrences: list[datetime] = field(default_factory=list)


Days = dict[tuple[int, date], PlaybookDay]


def week(codes: dict[int, str], *, days: Sequence[date], start: datetime, zone: str) -> Days:
    """Playbooks (id to code) by day of the zone, from the moment `start` at which the first day begins.

    Three queries; days on which nothing is to be told are left out.
    """
    until = start + timedelta(days=len(days))
    found: Days = {}
    senders = {f"playbook {code}": id for id, code in codes.items()}
    for sender, day, state, count in _said(list(senders), start, until, zone):
        told = found.setdefault((senders[sender], day), PlaybookDay())
        if state == "sent":
            told.sent += count
        else:
            told.failed += count
    for playbook, step, day, count in _waking(list(codes), start, until, zone):
        found.setdefault((playbook, day), PlaybookDay()).waking[step] = count
    for playbook, day, at in _ticking(list(codes), start, until, zone):
        found.setdefault((playbook, day), PlaybookDay()).occurrences.append(at)
    return found


def _said(
    senders: list[str], start: datetime, until: datetime, zone: str
) -> list[tuple[str, date, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sender, (finished_at AT TIME ZONE %s)::date, state, count(*) FROM gateway_effect"
            " WHERE org_id = %s AND sender = ANY(%s) AND finished_at >= %s AND finished_at < %s"
            " AND state IN ('sent', 'failed') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            [zone, scope.org_id(), senders, start, until],
        )
        return list(cursor.fetchall())


def _waking(
    playbooks: list[int], start: datetime, until: datetime, zone: str
) -> list[tuple[int, str, date, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT playbook_id, step, (wake_at AT TIME ZONE %s)::date, count(*) FROM playbooks_run"
            " WHERE org_id = %s AND playbook_id = ANY(%s) AND state = ANY(%s) AND NOT is_test"
            " AND wake_at >= %s AND wake_at < %s GROUP BY 1, 2, 3 ORDER BY 1, 3, 4 DESC, 2",
            [zone, scope.org_id(), playbooks, list(DUE), start, until],
        )
        return list(cursor.fetchall())


def _ticking(
    playbooks: list[int], start: datetime, until: datetime, zone: str
) -> list[tuple[int, date, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT playbook_id, (due_at AT TIME ZONE %s)::date, min(due_at) FROM playbooks_ticker"
            " WHERE org_id = %s AND playbook_id = ANY(%s) AND due_at >= %s AND due_at < %s"
            " GROUP BY 1, 2 ORDER BY 1, 2",
            [zone, scope.org_id(), playbooks, start, until],
        )
        return list(cursor.fetchall())
