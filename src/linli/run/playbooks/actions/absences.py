"""Absences: who has gone without a sign for so long becomes a run, once for each absence.

A scan covers the moments since the scan before it, so nobody who was away already when a playbook was
published comes in by it; a person can start it for them by hand.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from linli.kernel.orgs import scope
from linli.run.playbooks.actions import starting
from linli.run.playbooks.actions.entering import Entrant
from linli.run.playbooks.actions.triggering import filled_key
from linli.run.playbooks.document.shapes import Absence
from linli.run.playbooks.queries import compiled as versions
from linli.run.playbooks.queries.absences import Silent, silent
from linli.run.playbooks.queries.compiled import Current
from linli.run.playbooks.rules import Occasion

PIECE = 1_000


def scan(*, at: datetime) -> int:
    """Look for absences that have become long enough, in the organisation in scope; returns how many runs."""
    started = 0
    for current, number, absence in _watched():
        with transaction.atomic():
            since = _claim(current.playbook, number, at)
            if since is None:
                continue
            after = absence.after
            found = silent(current.subject, absence.of, since=since - after, until=at - after)
            entrants = [_entrant(current, number, one, at) for one in found if current.is_in(one.place[2])]
            for start in range(0, len(entrants), PIECE):
                started += starting.admit(entrants[start : start + PIECE]).started
    return started


def _watched() -> Iterator[tuple[Current, int, Absence]]:
    for current in versions.published():
        for number, trigger in enumerate(current.compiled.document.triggers):
            if trigger.absence is not None:
                yield current, number, trigger.absence


def _claim(playbook: int, trigger: int, at: datetime) -> datetime | None:
    """From when on to look; None for the first time, and while another process looks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO playbooks_absencescan (org_id, playbook_id, trigger, until) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (playbook_id, trigger) DO NOTHING",
            [scope.org_id(), playbook, trigger, at],
        )
        cursor.execute(
            "SELECT id, until FROM playbooks_absencescan WHERE org_id = %s AND playbook_id = %s"
            " AND trigger = %s AND until < %s FOR UPDATE SKIP LOCKED",
            [scope.org_id(), playbook, trigger, at],
        )
        row = cursor.fetchone()
        if row is None:
            return None
        cursor.execute("UPDATE playbooks_absencescan SET until = %s WHERE id = %s", [at, row[0]])
    found: datetime = row[1]
    return found


def _entrant(current: Current, number: int, one: Silent, at: datetime) -> Entrant:
    started_on = one.last_at.astimezone(ZoneInfo(one.zone)).date()
    days = (at.astimezone(UTC) - one.last_at).days
    known: dict[str, Any] = {"absence.started_on": started_on.isoformat(), "absence.days": days}
    text = current.compiled.document.triggers[number].key
    key = filled_key(text, one.place, known) if text else f"absence:{number}:{started_on.isoformat()}"
    return Entrant(
        current=current,
        place=one.place,
        at=at,
        key=key,
        occasion=Occasion.ABSENCE,
        trigger=number,
        fields=known,
    )
