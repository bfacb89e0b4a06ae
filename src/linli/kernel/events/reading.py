"""Reading the log without ever skipping a row whose transaction commits late.

Rows are read in the order (transaction id, position), and only those whose transaction is older than every
transaction still running. A row of a transaction that is still open therefore lies ahead of every cursor.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection, transaction

from linli.facts import catalogue  # noqa: F401  (makes every kind known)
from linli.facts import fact as facts
from linli.kernel.events.event import Event

# Moments come as microseconds: the driver's own reading of timestamps costs more than all other columns
# together.
COLUMNS = (
    "xid::text::bigint, position, id, org_id, kind,"
    " (extract(epoch FROM occurred_at) * 1000000)::bigint, (extract(epoch FROM recorded_at) *"
    " 1000000)::bigint,"
    " community_id, group_id, member_id, actor, origin, cause, depth, key, data::text"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_decoders: dict[str, msgspec.json.Decoder[Any]] = {}


class Cursor(msgspec.Struct, frozen=True, gc=False):
    """How far a lane has read a shard."""

    xid: int
    position: int
    recorded_at: datetime


def read(lane: str, shards: Sequence[int], *, limit: int) -> tuple[list[Event], dict[int, Cursor]]:
    """The next events of some shards of a lane, at most `limit` of each, and the cursors that follow them.

    Events are in log order shard by shard. A week of slack on recorded_at lets PostgreSQL leave out older
    partitions.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.*, c.shard FROM event_cursors c CROSS JOIN LATERAL ("
            f" SELECT {COLUMNS} FROM events WHERE shard = c.shard AND (xid, position) > (c.xid, c.position)"
            " AND xid < pg_snapshot_xmin(pg_current_snapshot()) AND recorded_at >= c.recorded_at -"
            " interval '7 days'"
            " ORDER BY xid, position LIMIT %s) e WHERE c.lane = %s AND c.shard = ANY(%s) ORDER BY c.shard",
            [limit, lane, list(shards)],
        )
        rows = cursor.fetchall()
    events, reached = [], {}
    for row in rows:
        event = event_of(row[1:])
        events.append(event)
        reached[row[-1]] = Cursor(row[0], row[1], event.recorded_at)
    return events, reached


def find_event(event_id: UUID, *, recorded_at: Any) -> Event | None:
    """One event by its id and the moment it was recorded."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM events WHERE id = %s AND recorded_at = %s", [event_id, recorded_at]
        )
        row = cursor.fetchone()
    return event_of(row[1:]) if row else None


def member_events(org: int, member_ids: list[int], *, before: Any, limit: int) -> list[Event]:
    """A member's newest events before a moment, newest first (ids of merged records included by the
    caller).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM events WHERE org_id = %s AND member_id = ANY(%s) AND occurred_at < %s"
            " ORDER BY occurred_at DESC, position DESC LIMIT %s",
            [org, member_ids, before, limit],
        )
        return [event_of(row[1:]) for row in cursor.fetchall()]


def stream(org: int, *, after_position: int = 0) -> Iterator[Event]:
    """Every committed event of an organisation, in position order, in bounded memory.

    For rebuilds and exports.
    """
    with transaction.atomic(), connection.connection.cursor(name="linli_stream") as cursor:
        cursor.itersize = 5000
        cursor.execute(
            f"SELECT {COLUMNS} FROM events WHERE org_id = %s AND position > %s ORDER BY xid, position",
            [org, after_position],
        )
        for row in cursor:
            yield event_of(row[1:])


def event_of(row: Any) -> Event:
    """A row of the log as an Event; facts of kinds unknown to this version raise UnknownKind."""
    kind, data = row[3], row[14]
    decoder = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.json.Decoder(facts.fact_class(kind))
    return Event(
        position=row[0],
        id=row[1],
        org=row[2],
        kind=kind,
        occurred_at=_EPOCH + timedelta(microseconds=row[4]),
        recorded_at=_EPOCH + timedelta(microseconds=row[5]),
        community=row[6],
        group=row[7],
        member=row[8],
        actor=row[9],
        origin=row[10],
        cause=row[11],
        depth=row[12],
        key=row[13],
        fact=decoder.decode(data),
    )
