"""The day that segments see in a community, and who may write its places meanwhile."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.segments.queries import standing
from linli.people.segments.queries.standing import Day

_LOCK = """
SELECT CASE WHEN alone THEN pg_advisory_xact_lock(hashtextextended('linli.segments', c))
  ELSE pg_advisory_xact_lock_shared(hashtextextended('linli.segments', c)) END
FROM (SELECT * FROM unnest(%s::bigint[], %s::boolean[]) AS u(c, alone) ORDER BY c) s
"""


def lock(*, alone: Collection[int] = (), shared: Collection[int] = ()) -> None:
    """Hold these communities until the transaction ends.

    `alone`, to compute one as a whole; `shared`, to keep some of its people.

    One statement in one order, so that two who want several never wait for each other. Wordings of segments
    are read after this: they only change under it.
    """
    wanted = {**dict.fromkeys(shared, False), **dict.fromkeys(alone, True)}
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [list(wanted), list(wanted.values())])


def days(community_ids: Collection[int], *, at: datetime) -> dict[int, Day]:
    """The day of each community. One that never turned begins where its belongings are, or at `at`."""
    known = standing.days_of(community_ids)
    missing = sorted(set(community_ids) - set(known))
    if missing:
        _start(missing, at)
        known |= standing.days_of(missing)
    return known


def turn(community: int, day: date) -> bool:
    """Move a community to a day; False when it is there or further already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO segments_clock (org_id, community_id, day) VALUES (%s, %s, %s)"
            " ON CONFLICT (community_id) DO UPDATE SET day = excluded.day WHERE segments_clock.day <"
            " excluded.day",
            [scope.org_id(), community, day],
        )
        return bool(cursor.rowcount)


def _start(communities: Collection[int], at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO segments_clock (org_id, community_id, day) SELECT c.org_id, c.id, coalesce("
            " (SELECT max(b.counted_on) FROM belonging_belonging b WHERE b.community_id = c.id),"
            " (%s AT TIME ZONE c.zone)::date) FROM communities_community c"
            " WHERE c.org_id = %s AND c.id = ANY(%s) ORDER BY c.id ON CONFLICT DO NOTHING",
            [at, scope.org_id(), list(communities)],
        )
