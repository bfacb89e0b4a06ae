"""Taking due effects out of their queues: every queue gets its turn, urgent ones half of every round."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from linli.connect.gateway.outbox.rows import Claim
from linli.connect.gateway.outbox.rules import LANES, URGENT_LANES

BATCH = 500
HOLD = timedelta(minutes=5)

_WAITING = f"""
WITH lanes AS (
    SELECT n::smallint AS lane, n < {URGENT_LANES} AS is_urgent FROM generate_series(0, {LANES - 1}) n
    WHERE EXISTS (SELECT 1 FROM gateway_effect e WHERE e.state = 'planned' AND e.lane = n::smallint
                  AND e.due_at <= %(at)s AND e.channel_id <> ALL(%(busy)s))
), shares AS (
    SELECT is_urgent, ceil(%(limit)s::numeric / (SELECT count(DISTINCT is_urgent) FROM lanes) / count(*))::int
    AS share FROM lanes GROUP BY is_urgent
), picked AS (
    SELECT due.id, lanes.is_urgent FROM lanes JOIN shares USING (is_urgent) CROSS JOIN LATERAL (
        SELECT e.id FROM gateway_effect e
        WHERE e.state = 'planned' AND e.lane = lanes.lane AND e.due_at <= %(at)s
          AND e.channel_id <> ALL(%(busy)s)
        ORDER BY e.due_at, e.id LIMIT shares.share FOR UPDATE SKIP LOCKED
    ) due
)
UPDATE gateway_effect e SET state = 'reserved', lease_until = %(until)s, fence = e.fence + 1
FROM picked WHERE e.id = picked.id
RETURNING e.id, e.fence, e.channel_id, picked.is_urgent, e.priority, e.due_at
"""


def claim(*, at: datetime, limit: int = BATCH, busy: Sequence[int] = ()) -> list[Claim]:
    """Reserve about `limit` due effects for the caller, in the order they should be taken up.

    Effects of the channels in `busy` are left alone. Claims that nobody takes up are free again after HOLD.
    Claims take turns: two at once would lock rows that the other has just claimed, and so hide them from it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('linli.outbox.claim'))")
        cursor.execute(_WAITING, {"at": at, "until": at + HOLD, "limit": limit, "busy": list(busy)})
        claims = [Claim(*row) for row in cursor.fetchall()]
    return sorted(claims, key=lambda one: one.turn)


def release(claims: Sequence[Claim]) -> None:
    """Give back what was not taken up: somebody held the row, or the channel is closed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gateway_effect e SET state = 'planned', lease_until = NULL"
            " FROM unnest(%s::bigint[], %s::int[]) AS t(id, fence)"
            " WHERE e.id = t.id AND e.fence = t.fence AND e.state = 'reserved'",
            [[one.id for one in claims], [one.fence for one in claims]],
        )


def next_due_at() -> datetime | None:
    """When the next planned effect is due; may be in the past."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT min(first.due_at) FROM generate_series(0, {LANES - 1}) n CROSS JOIN LATERAL ("
            "  SELECT e.due_at FROM gateway_effect e WHERE e.state = 'planned' AND e.lane = n::smallint"
            "  ORDER BY e.due_at LIMIT 1) first"
        )
        row = cursor.fetchone()
    found: datetime | None = row[0] if row else None
    return found
