"""The worker's outbox loop: woken by NOTIFY, by the next due effect, and by a clock."""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from linli.connect.gateway.outbox import dispatch, reconciling, sweeping
from linli.connect.gateway.outbox.claiming import claim, next_due_at
from linli.connect.gateway.outbox.planning import CHANNEL
from linli.connect.gateway.outbox.rows import Claim
from linli.kernel.events.loop import wait_for_notice

THREADS = 4
SWEEP_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 1.0
SHORTEST_PAUSE_SECONDS = 0.05
log = logging.getLogger(__name__)


def run(stop: threading.Event) -> None:
    """Send what is due until `stop` is set; then wait for what is on its way."""
    try:
        with ThreadPoolExecutor(THREADS, thread_name_prefix="linli-outbox") as pool:
            couriers = Couriers(pool)
            while not stop.is_set():
                _turn(couriers, stop)
    finally:
        connections.close_all()


def _turn(couriers: "Couriers", stop: threading.Event) -> None:
    try:
        couriers.tidy(at=timezone.now())
        if couriers.send_out() == 0:
            pause(stop)
    except DatabaseError:
        log.exception("Cannot send; trying again")
        close_old_connections()
        stop.wait(LONGEST_PAUSE_SECONDS)


class Couriers:
    """Threads that each serve one channel, so that a slow platform holds up nobody else."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._under_way: dict[int, Future[None]] = {}
        self._tidying: Future[None] | None = None
        self._tidied_at: datetime | None = None

    def send_out(self) -> int:
        """Claim what is due for channels nobody is on the way to; returns how many effects that were."""
        self._under_way = {channel: one for channel, one in self._under_way.items() if not one.done()}
        if len(self._under_way) >= THREADS:
            return 0
        claims = claim(at=timezone.now(), busy=list(self._under_way))
        for channel, found in dispatch.by_channel(claims).items():
            self._under_way[channel] = self._pool.submit(_drain, channel, found)
        return len(claims)

    def tidy(self, *, at: datetime) -> None:
        """Every ten seconds: sweep, and read unknown effects back beside the sending."""
        if self._tidied_at is not None and (at - self._tidied_at).total_seconds() < SWEEP_SECONDS:
            return
        self._tidied_at = at
        sweeping.sweep(at=at)
        if self._tidying is None or self._tidying.done():
            self._tidying = self._pool.submit(_reconcile)


def pause(stop: threading.Event) -> None:
    """Sleep until the next effect is due or somebody plans one, a second at most."""
    due_at = next_due_at()
    seconds = LONGEST_PAUSE_SECONDS
    if due_at is not None:
        seconds = min(seconds, max(SHORTEST_PAUSE_SECONDS, (due_at - timezone.now()).total_seconds()))
    if not stop.is_set():
        wait_for_notice(CHANNEL, seconds)


def _drain(channel: int, claims: Sequence[Claim]) -> None:
    try:
        dispatch.drain(channel, claims, clock=timezone.now)
    except Exception:
        log.exception(
            "Cannot deliver to channel %s; its effects are taken up again when their lease ends", channel
        )
    finally:
        connections.close_all()


def _reconcile() -> None:
    try:
        reconciling.reconcile(clock=timezone.now)
    except Exception:
        log.exception("Cannot read effects back")
    finally:
        connections.close_all()
