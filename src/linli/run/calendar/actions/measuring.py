"""What came of posts within a day: counted once from the log, kept beside the post."""

import json
from datetime import datetime, timedelta

from django.db import connection, transaction

from linli.connect.gateway.models import Effect
from linli.kernel.events import log
from linli.kernel.orgs import scope
from linli.run.calendar.models import Slot
from linli.run.calendar.queries import standing
from linli.run.calendar.rules.words import State

WINDOW = timedelta(hours=24)
BATCH = 500

_COUNT = """
SELECT s.id,
    count(*) FILTER (WHERE e.kind = 'message.posted'),
    count(DISTINCT e.member_id) FILTER (WHERE e.kind = 'message.posted'),
    count(*) FILTER (WHERE e.kind = 'message.posted' AND s.posts ? (e.data->>'reply_to')),
    count(*) FILTER (WHERE e.kind = 'reaction.added' AND s.posts ? (e.data->>'message'))
FROM json_to_recordset(%(slots)s) AS s(id bigint, shard smallint, community bigint, since timestamptz,
    groups jsonb, posts jsonb)
JOIN events e ON e.shard = s.shard AND e.org_id = %(org)s AND e.community_id = s.community
    AND e.recorded_at >= s.since AND e.recorded_at < s.since + %(window)s::interval
    AND e.recorded_at >= %(first)s AND e.recorded_at < %(last)s
    AND s.groups @> to_jsonb(e.group_id)
    AND e.kind IN ('message.posted', 'reaction.added')
    AND (e.data->>'is_bot')::boolean IS NOT TRUE
GROUP BY s.id
"""


@transaction.atomic
def measure_posts(*, at: datetime) -> int:
    """Count for the posts whose day is over; returns how many that were. Two at once count them once."""
    found = list(
        Slot.objects.select_for_update(skip_locked=True)
        .filter(state=State.SENT, measured_at=None, sent_at__lte=at - WINDOW)
        .order_by("sent_at", "id")[:BATCH]
    )
    if not found:
        return 0
    counted = _counted(found)
    for one in found:
        numbers = counted.get(one.id, (0, 0, 0, 0))
        one.messages, one.speakers, one.replies, one.reactions = numbers
        one.measured_at = at
    Slot.objects.bulk_update(found, ["messages", "speakers", "replies", "reactions", "measured_at"])
    return len(found)


def _counted(found: list[Slot]) -> dict[int, tuple[int, int, int, int]]:
    groups = standing.open_groups({one.community_id for one in found})
    posts = _external_ids(found)
    org = scope.org_id()
    times = [one.sent_at for one in found if one.sent_at is not None]
    rows = [
        {
            "id": one.id,
            "shard": log.shard_of(org, one.community_id),
            "community": one.community_id,
            "since": one.sent_at.isoformat() if one.sent_at else None,
            "groups": one.group_ids or sorted(groups.get(one.community_id, ())),
            "posts": posts.get(one.id, []),
        }
        for one in found
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "slots": json.dumps(rows),
                "org": org,
                "window": f"{WINDOW.total_seconds()} seconds",
                "first": min(times),
                "last": max(times) + WINDOW,
            },
        )
        return {row[0]: row[1:] for row in cursor.fetchall()}


def _external_ids(found: list[Slot]) -> dict[int, list[str]]:
    rows = Effect.objects.filter(origin__in=[f"slot:{one.id}" for one in found]).exclude(external_id="")
    result: dict[int, list[str]] = {}
    for origin, external in rows.values_list("origin", "external_id"):
        result.setdefault(int(origin.partition(":")[2]), []).append(external)
    return result
