"""A sign of life of each long-running process, kept in the database so that health is seen from any machine.

Written over a connection of its own, outside Django: it goes on while the process's other work is busy.
"""

import dataclasses
import os
import socket
from typing import Any

import psycopg

BEAT_SECONDS = 2.0
SILENT_AFTER_SECONDS = 8.0


@dataclasses.dataclass(frozen=True)
class Beat:
    """Who is alive: a part of Linli (`worker`), on a machine, as a process."""

    part: str
    host: str
    pid: int


def own(part: str) -> Beat:
    """The sign of life of this process."""
    return Beat(part, socket.gethostname(), os.getpid())


def beat(connection: psycopg.Connection[Any], sign: Beat) -> None:
    """Say that this process is alive now, by the database's clock. The connection commits by itself."""
    connection.execute(
        "insert into database_heartbeat (part, host, pid, beat_at) values (%s, %s, %s, now())"
        " on conflict (part, host, pid) do update set beat_at = excluded.beat_at",
        [sign.part, sign.host, sign.pid],
    )


def leave(connection: psycopg.Connection[Any], sign: Beat) -> None:
    """Say that this process has ended in good order."""
    connection.execute(
        "delete from database_heartbeat where (part = %s and host = %s and pid = %s)"
        " or beat_at < now() - interval '1 day'",
        [sign.part, sign.host, sign.pid],
    )


def forget_host(connection: psycopg.Connection[Any]) -> None:
    """Drop what earlier processes on this machine said; those that live say it again within two seconds."""
    connection.execute("delete from database_heartbeat where host = %s", [socket.gethostname()])


def is_beating(connection: psycopg.Connection[Any], *, part: str) -> bool:
    """Whether any process of this part has given a sign of life lately."""
    found = connection.execute(
        "select 1 from database_heartbeat"
        " where part = %s and beat_at > now() - make_interval(secs => %s) limit 1",
        [part, SILENT_AFTER_SECONDS],
    ).fetchone()
    return found is not None
