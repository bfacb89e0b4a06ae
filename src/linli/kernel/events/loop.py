"""The worker's delivery loop: woken by NOTIFY, and by a clock in case a notice was lost."""

import logging
import threading

from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone

from linli.kernel.events import parking, setup
from linli.kernel.events.delivery import deliver_all
from linli.kernel.events.log import CHANNEL

PAUSE_SECONDS = 0.25
SWEEP_SECONDS = 10.0
log = logging.getLogger(__name__)


def run(stop: threading.Event) -> None:
    """Deliver until `stop` is set."""
    setup.prepare(at=timezone.now())
    swept_at = timezone.now()
    while not stop.is_set():
        try:
            delivered = deliver_all(at=timezone.now(), patience_seconds=0)
            if (timezone.now() - swept_at).total_seconds() > SWEEP_SECONDS:
                swept_at = timezone.now()
                setup.prepare(at=swept_at)
                parking.retry_due(at=swept_at)
            if not delivered:
                wait_for_notice(CHANNEL, PAUSE_SECONDS)
        except OperationalError:
            log.exception("Cannot deliver events; trying again")
            close_old_connections()
            stop.wait(1.0)


def wait_for_notice(channel: str, seconds: float) -> None:
    """Sleep until somebody notifies `channel`, at most `seconds`."""
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {channel}")
    for _notice in connection.connection.notifies(timeout=seconds, stop_after=1):
        return
