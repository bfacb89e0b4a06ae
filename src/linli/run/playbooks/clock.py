"""What playbooks do by the clock: occurrences of schedules, absences, and tickers that are put right.

A loop of its own, so that a schedule for many members does not hold up runs that are due.
"""

import logging
import threading
from datetime import datetime, timedelta

from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone

from linli.kernel import logs
from linli.kernel.events.loop import wait_for_notice
from linli.kernel.jobs.rounds import in_every_organisation
from linli.kernel.orgs import scope
from linli.run.playbooks.actions import absences, tickers, ticking

SYNC_EVERY = timedelta(minutes=1)
SCAN_EVERY = timedelta(minutes=10)
LONGEST_SLEEP_SECONDS = 1.0
log = logging.getLogger(__name__)

_ORGS = (
    "SELECT o.id, t.due_at FROM orgs_organisation o CROSS JOIN LATERAL (SELECT due_at FROM playbooks_ticker"
    " WHERE org_id = o.id AND due_at IS NOT NULL ORDER BY due_at LIMIT 1) t ORDER BY t.due_at"
)


def run(stop: threading.Event) -> None:
    """Tick until `stop` is set. Any number of processes may do this at once."""
    synced_at = scanned_at = timezone.now() - SCAN_EVERY
    while not stop.is_set():
        try:
            at = timezone.now()
            if at - synced_at >= SYNC_EVERY:
                synced_at = at
                sync_all(at=at)
            if at - scanned_at >= SCAN_EVERY:
                scanned_at = at
                scan_all(at=at)
            if not tick_all(at=timezone.now()):
                wait_for_notice(tickers.CHANNEL, _sleep_seconds(timezone.now()))
        except Exception as error:
            log.exception("Cannot tick: %s; trying again", logs.kind(error))
            if isinstance(error, OperationalError):
                close_old_connections()
            stop.wait(1.0)


def sync_all(*, at: datetime) -> int:
    """Put the tickers of every organisation right; returns how many changed."""
    return in_every_organisation(lambda: tickers.sync(at=at))


def scan_all(*, at: datetime) -> int:
    """Look for absences in every organisation; returns how many runs began."""
    return in_every_organisation(lambda: absences.scan(at=at))


def tick_all(*, at: datetime) -> int:
    """One batch for each organisation in which an occurrence is due; returns how many tickers it was."""
    ticked = 0
    for org, due_at in _due():
        if due_at <= at:
            with scope.org(org):
                ticked += ticking.tick_due(at=at)
    return ticked


def _due() -> list[tuple[int, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(_ORGS)
        return list(cursor.fetchall())


def _sleep_seconds(at: datetime) -> float:
    seconds = [(due_at - at).total_seconds() for _org, due_at in _due()]
    return max(0.01, min([LONGEST_SLEEP_SECONDS, *seconds]))
