"""`linli worker`: runs the loops of WORKER_LOOPS, a thread each, and gives a sign of life."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from importlib import import_module
from types import FrameType

import psycopg
from django.conf import settings
from django.db import connections

from linli.kernel.database import heartbeat
from linli.kernel.database.connection import dsn_of

LONGEST_PAUSE_SECONDS = 30.0
STOP_PATIENCE_SECONDS = 20.0

Loop = Callable[[threading.Event], None]

logger = logging.getLogger(__name__)


def worker() -> None:
    """React to events, send what is due and do background work, until told to stop."""
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    threads = [
        threading.Thread(target=keep_running, args=(path, stop), name=path, daemon=True)
        for path in settings.WORKER_LOOPS
    ]
    for thread in threads:
        thread.start()
    beat_until(stop, dsn_of(settings.DATABASES["default"]))
    for thread in threads:
        thread.join(STOP_PATIENCE_SECONDS)
    if stuck := [thread.name for thread in threads if thread.is_alive()]:
        logger.warning("Cannot end in good order, still busy: %s", ", ".join(stuck))
        os._exit(1)


def load(path: str) -> Loop:
    """The function that `module:attribute` names."""
    module, _, attribute = path.partition(":")
    loop: Loop = getattr(import_module(module), attribute)
    return loop


def keep_running(path: str, stop: threading.Event) -> None:
    """Run the loop that `path` names, again whenever it breaks, after growing pauses.

    It starts again on new connections: what broke it may have been the database going away.
    """
    pause = 0.5
    while not stop.is_set():
        try:
            load(path)(stop)
            return
        except Exception:
            logger.exception("Cannot go on with %s; it starts again in %.1f s", path, pause)
            connections.close_all()
        stop.wait(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


def beat_until(stop: threading.Event, dsn: str) -> None:
    """Give a sign of life every two seconds, through any trouble of the database."""
    sign = heartbeat.own("worker")
    while not stop.is_set():
        try:
            with psycopg.connect(dsn, connect_timeout=5, autocommit=True) as connection:
                while not stop.is_set():
                    heartbeat.beat(connection, sign)
                    stop.wait(heartbeat.BEAT_SECONDS)
                heartbeat.leave(connection, sign)
        except psycopg.Error as trouble:
            logger.warning("Cannot give a sign of life: %s", str(trouble).strip())
            stop.wait(1)
