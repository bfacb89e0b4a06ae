"""The scheduler: wakes runs when their time comes, and sleeps until the next one or until told of one."""

import logging
import threading
from datetime import datetime, timedelta

from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone

from linli.kernel.events.loop import wait_for_notice
from linli.kernel.orgs import scope
from linli.run.playbooks.actions import gathering, pruning
from linli.run.playbooks.actions.advancing import BATCH, advance_due
from linli.run.playbooks.actions.writing import CHANNEL

LONGEST_SLEEP_SECONDS = 0.5
SWEEP_EVERY = timedelta(hours=1)
log = logging.getLogger(__name__)

_ORGS = (
    "SELECT o.id, r.wake_at FROM orgs_organisation o CROSS JOIN LATERAL (SELECT wake_at FROM playbooks_run"
    " WHERE org_id = o.id AND state IN ('waiting', 'ready', 'blocked_task') AND wake_at IS NOT NULL"
    " ORDER BY wake_at LIMIT 1) r ORDER BY r.wake_at"
)


def run(stop: threading.Event) -> None:
    """Advance due runs until `stop` is set. Any number of processes may do this at once."""
    swept_at = timezone.now()
    while not stop.is_set():
        try:
            if advance_all(at=timezone.now()):
                continue
            wait_for_notice(CHANNEL, _sleep_seconds(timezone.now()))
            if timezone.now() - swept_at > SWEEP_EVERY:
                swept_at = timezone.now()
                pruning.prune(at=swept_at)
        except OperationalError:
            log.exception("Cannot advance runs; trying again")
            close_old_connections()
            stop.wait(1.0)


def advance_all(*, at: datetime, limit: int = BATCH) -> int:
    """One batch for each organisation in which a run is due; returns how many runs moved."""
    moved = _close_gatherings(at)
    for org, wake_at in _wakes():
        if wake_at <= at:
            with scope.org(org):
                moved += advance_due(at=at, limit=limit)
    return moved


def _close_gatherings(at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT org_id FROM playbooks_gathering WHERE closed_at IS NULL AND closes_at <= %s",
            [at],
        )
        orgs = [row[0] for row in cursor.fetchall()]
    closed = 0
    for org in sorted(orgs):
        with scope.org(org):
            closed += gathering.close_due(at=at)
    return closed


def _wakes() -> list[tuple[int, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(_ORGS)
        return list(cursor.fetchall())


def _sleep_seconds(at: datetime) -> float:
    seconds = [(wake_at - at).total_seconds() for _org, wake_at in _wakes()]
    return max(0.01, min([LONGEST_SLEEP_SECONDS, *seconds]))
