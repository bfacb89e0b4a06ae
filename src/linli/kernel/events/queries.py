"""Reads for people: how far delivery is, and what is parked."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from linli.kernel.events.models import ParkedEvent
from linli.kernel.orgs import scope


@dataclass(frozen=True)
class LaneLag:
    """How many events wait in a lane, and since when the oldest of them waits."""

    lane: str
    waiting: int
    oldest_at: datetime | None


def parked_events() -> QuerySet[ParkedEvent]:
    """Events of the organisation in scope that some reaction could not take, newest first."""
    return (
        ParkedEvent.objects.filter(org_id=scope.org_id()).exclude(state="done").order_by("-parked_at", "-id")
    )


def count_parked() -> int:
    """How many of them there are."""
    return parked_events().count()


def lane_lags() -> list[LaneLag]:
    """For every lane: what has been recorded and not yet delivered. For the whole installation."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.lane, coalesce(sum(w.n), 0)::int, min(w.oldest) FROM event_cursors c,"
            " LATERAL (SELECT count(*) n, min(e.recorded_at) oldest FROM events e WHERE e.shard = c.shard"
            "   AND (e.xid, e.position) > (c.xid, c.position)"
            "   AND e.recorded_at >= c.recorded_at - interval '7 days') w"
            " GROUP BY c.lane ORDER BY c.lane"
        )
        return [LaneLag(*row) for row in cursor.fetchall()]
