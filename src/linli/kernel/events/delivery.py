"""Delivery: events to reactions, each batch in one transaction with the cursor that says it was done.

A worker takes a shard of a lane by an advisory lock that ends with its transaction, so a killed worker's
shard is
free at once and its batch is simply taken again: effects and cursor were never apart.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from django.db import DatabaseError, OperationalError, connection, transaction

from linli.kernel import logs
from linli.kernel.events import parking, reading
from linli.kernel.events.event import Event
from linli.kernel.events.reactions import Reaction, lanes
from linli.kernel.orgs import scope

BATCH = 4000
# Standing of people is computed for each person a batch names: the larger the batch, the fewer times.
LARGER = {"people": 16_000}
SHARDS_AT_ONCE = 8
PAUSE_SECONDS = 0.02
log = logging.getLogger(__name__)


def deliver_all(*, at: datetime, limit: int | None = None, patience_seconds: float = 5.0) -> int:
    """Deliver until every lane has been read to its end; returns the events delivered.

    Events that an open transaction or another worker holds back are waited for, but not for ever.
    """
    total, deadline = 0, time.monotonic() + patience_seconds
    while True:
        delivered = sum(deliver_round(lane, at=at, limit=limit) for lane in lanes())
        total += delivered
        if delivered:
            continue
        if time.monotonic() >= deadline or not _is_behind():
            return total
        time.sleep(PAUSE_SECONDS)


@transaction.atomic
def deliver_round(lane: str, *, at: datetime, limit: int | None = None) -> int:
    """One batch from some shards of a lane that have news and that no other worker reads.

    About `limit` events; None: as many as the lane takes at once. Returns how many were delivered; 0 when
    there is no news or others are at it.
    """
    shards = _lock_shards_with_news(lane)
    if not shards:
        return 0
    most = limit or LARGER.get(lane, BATCH)
    events, reached = reading.read(lane, shards, limit=max(1, most // len(shards)))
    for org, batch in groupby(sorted(events, key=_org), key=_org):
        with scope.org(org):
            _react(list(batch), lanes()[lane], at=at)
    _move_cursors(lane, reached)
    return len(events)


def _org(event: Event) -> int:
    return event.org


def _react(batch: Sequence[Event], reactions: Sequence[Reaction], *, at: datetime) -> None:
    for reaction in reactions:
        wanted = [event for event in batch if event.kind in reaction.kinds]
        if wanted and not _succeeds(reaction, wanted):
            _one_by_one(reaction, wanted, at=at)


def _succeeds(reaction: Reaction, events: Sequence[Event]) -> bool:
    return _error_of(reaction, events) is None


def _error_of(reaction: Reaction, events: Sequence[Event]) -> Exception | None:
    """Run a reaction in a savepoint. Trouble of the connection or a deadlock goes up: the whole batch comes
    again.
    """
    try:
        with transaction.atomic():
            reaction.run(events)
    except OperationalError:
        raise
    except Exception as error:
        if isinstance(error, DatabaseError) and not connection.is_usable():
            raise
        return error
    return None


def _one_by_one(reaction: Reaction, events: Sequence[Event], *, at: datetime) -> None:
    """A batch failed: find the events that poison it, park them, and let all others through."""
    for event in events:
        error = _error_of(reaction, [event])
        if error is not None:
            log.warning("Parked %s %s for %s: %s", event.kind, event.id, reaction.name, logs.kind(error))
            parking.park(event, reaction=reaction.name, error=error, at=at)


def _lock_shards_with_news(lane: str) -> list[int]:
    """Shards with events to read, longest unread first, locked until the transaction ends.

    At most half of them, so that another worker finds some too. Cursors are read after this, in a newer
    snapshot.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.shard FROM event_cursors c WHERE c.lane = %s AND EXISTS ("
            " SELECT 1 FROM events e WHERE e.shard = c.shard AND (e.xid, e.position) > (c.xid, c.position)"
            " AND e.xid < pg_snapshot_xmin(pg_current_snapshot())"
            " AND e.recorded_at >= c.recorded_at - interval '7 days') ORDER BY c.moved_at, c.shard",
            [lane],
        )
        wanted = [row[0] for row in cursor.fetchall()]
        at_most = min(SHARDS_AT_ONCE, (len(wanted) + 1) // 2)
        locked: list[int] = []
        while wanted and len(locked) < at_most:
            cursor.execute(
                "SELECT s FROM unnest(%s::int[]) s WHERE pg_try_advisory_xact_lock(hashtext(%s), s)",
                [wanted[: at_most - len(locked)], f"linli.lane.{lane}"],
            )
            wanted = wanted[at_most - len(locked) :]
            locked += [row[0] for row in cursor.fetchall()]
    return locked


def _is_behind() -> bool:
    """Is anything committed, by others or before, that a lane has not read?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM event_cursors c WHERE c.lane = ANY(%s) AND EXISTS ("
            " SELECT 1 FROM events e WHERE e.shard = c.shard AND (e.xid, e.position) > (c.xid, c.position)"
            " AND e.xid IS DISTINCT FROM pg_current_xact_id_if_assigned()"
            " AND e.recorded_at >= c.recorded_at - interval '7 days'))",
            [list(lanes())],
        )
        return bool(cursor.fetchone()[0])


def _move_cursors(lane: str, reached: Mapping[int, reading.Cursor]) -> None:
    rows = sorted(reached.items())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE event_cursors c SET xid = u.xid::xid8, position = u.position, recorded_at ="
            " u.recorded_at,"
            " moved_at = now() FROM unnest(%s::int[], %s::text[], %s::bigint[], %s::timestamptz[])"
            " AS u(shard, xid, position, recorded_at) WHERE c.lane = %s AND c.shard = u.shard",
            [
                [shard for shard, _ in rows],
                [str(one.xid) for _, one in rows],
                [one.position for _, one in rows],
                [one.recorded_at for _, one in rows],
                lane,
            ],
        )
