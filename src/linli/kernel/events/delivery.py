"""Delivery: events to reactions, each batch in one transaction with the cursor that says it was done.

A worker takes a shard of a lane by an advisory lock that ends with its transaction, so a killed worker's
shard is
free at once and its batch is simply taken again: effects and cursor were never apart.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from django.db import DatabaseError, OperationalError, connection, transaction

from linli.kernel.events import parking, reading
from linli.kernel.events.event import Event
from linli.kernel.events.reactions import Reaction, lanes
from linli.kernel.orgs import scope

BATCH = 2000
log = logging.getLogger(__name__)


def deliver_all(*, at: datetime, limit: int = BATCH) -> int:
    """Deliver until every lane this process can lock has been read to its end; returns the events
    delivered.
    """
    total = 0
    while True:
        round_total = sum(deliver_round(lane, at=at, limit=limit) for lane in lanes())
        if round_total == 0:
            return total
        total += round_total


def deliver_round(lane: str, *, at: datetime, limit: int = BATCH) -> int:
    """One batch of each shard of a lane that has news and is not being read by another worker."""
    return sum(deliver_shard(lane, shard, at=at, limit=limit) for shard in _shards_with_news(lane))


def deliver_shard(lane: str, shard: int, *, at: datetime, limit: int = BATCH) -> int:
    """The next batch of one shard to every reaction of the lane.

    0 when there is none or another worker has it.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)", [f"linli.lane.{lane}", shard]
            )
            if not cursor.fetchone()[0]:
                return 0
            cursor.execute(
                "SELECT xid::text::bigint, position, recorded_at FROM event_cursors WHERE lane = %s AND"
                " shard = %s",
                [lane, shard],
            )
            xid, position, since = cursor.fetchone()
        after = reading.Cursor(xid, position)
        events, reached = reading.read(shard=shard, after=after, since=since, limit=limit)
        if not events:
            return 0
        for org, batch in groupby(sorted(events, key=_org), key=_org):
            with scope.org(org):
                _react(list(batch), lanes()[lane], at=at)
        _move_cursor(lane, shard, reached, events[-1].recorded_at)
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
            log.warning("Parked %s %s for %s: %s", event.kind, event.id, reaction.name, error)
            parking.park(event, reaction=reaction.name, error=error, at=at)


def _shards_with_news(lane: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.shard FROM event_cursors c WHERE c.lane = %s AND EXISTS ("
            "  SELECT 1 FROM events e WHERE e.shard = c.shard AND (e.xid, e.position) > (c.xid, c.position)"
            "  AND e.xid < pg_snapshot_xmin(pg_current_snapshot()) AND e.recorded_at >= c.recorded_at -"
            " interval '7 days')"
            " ORDER BY c.moved_at, c.shard",
            [lane],
        )
        return [row[0] for row in cursor.fetchall()]


def _move_cursor(lane: str, shard: int, reached: reading.Cursor, recorded_at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE event_cursors SET xid = %s::text::xid8, position = %s, recorded_at = %s, moved_at = now()"
            " WHERE lane = %s AND shard = %s",
            [str(reached.xid), reached.position, recorded_at, lane, shard],
        )
