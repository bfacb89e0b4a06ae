"""What happened lately, for people: a look at the newest end of the log, bounded however long it is."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection

from linli.kernel.events.event import Event
from linli.kernel.events.log import shard_of
from linli.kernel.events.reading import event_of
from linli.kernel.orgs import scope

LOOKED_AT = 150
LOOKED_BACK = timedelta(days=31)
_COLUMNS = (
    "position, id, org_id, kind, (extract(epoch FROM occurred_at) * 1000000)::bigint,"
    " (extract(epoch FROM recorded_at) * 1000000)::bigint, community_id, group_id, member_id, actor, origin,"
    " cause, depth, key, data::text"
)


def recent_events(
    *, kinds: Collection[str], communities: Collection[int], at: datetime, limit: int = 10
) -> list[Event]:
    """Events of some kinds in some communities of the organisation in scope, newest first.

    Looks only at the LOOKED_AT newest events beside each community's: among a flood of others it finds few.
    """
    org, since = scope.org_id(), at - LOOKED_BACK
    shards = sorted({shard_of(org, community) for community in communities})
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM unnest(%s::int[]) s, LATERAL (SELECT * FROM events WHERE shard = s"
            " AND recorded_at >= %s ORDER BY xid DESC, position DESC LIMIT %s) e"
            " WHERE org_id = %s AND kind = ANY(%s) AND community_id = ANY(%s)"
            " ORDER BY e.occurred_at DESC, e.position DESC LIMIT %s",
            [
                shards,
                since,
                LOOKED_AT,
                org,
                list(kinds),
                list(communities),
                limit,
            ],
        )
        return [event_of(row) for row in cursor.fetchall()]
