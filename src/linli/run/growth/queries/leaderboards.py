"""Who earned most: today, this week, ever; in a community or in the whole organisation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from linli.kernel.orgs import scope
from linli.run.growth.queries.ledger import DEFAULT_CURRENCY
from linli.run.growth.rules.ranking import first_day


@dataclass(frozen=True)
class Place:
    """A line of a leaderboard; equal points share a rank."""

    rank: int
    member: int
    name: str
    points: int


@dataclass(frozen=True)
class OwnPlace:
    """Where somebody stands: `rank` None when they earned nothing; `to_next` points to the next one up."""

    rank: int | None
    points: int
    to_next: int | None


@dataclass(frozen=True)
class Leaderboard:
    """The first places of a period, one's own, and how many earned anything."""

    places: tuple[Place, ...]
    own: OwnPlace | None
    total: int


_SCORES = """
WITH scores AS (
    SELECT coalesce(m.merged_into_id, m.id) AS member, sum(t.points)::bigint AS points
    FROM growth_tally t
    JOIN growth_currency c ON c.id = t.currency_id AND c.code = %(currency)s
    JOIN members_member m ON m.id = t.member_id
    WHERE t.org_id = %(org)s
      AND (%(community)s::bigint IS NULL OR t.community_id = %(community)s)
      AND (%(first)s::date IS NULL OR t.day >= %(first)s) AND t.day <= %(last)s
    GROUP BY 1 HAVING sum(t.points) > 0
), ranked AS (
    SELECT s.member, n.name, s.points, rank() OVER (ORDER BY s.points DESC) AS rank
    FROM scores s JOIN members_member n ON n.id = s.member
    WHERE NOT n.is_bot AND NOT n.is_operator AND n.erased_at IS NULL
)
"""


def leaderboard(
    *,
    period: str,
    today: date,
    community: int | None = None,
    member_ids: Collection[int] = (),
    limit: int = 20,
    currency: str = DEFAULT_CURRENCY,
) -> Leaderboard:
    """The leaderboard of "today", "week" or "all" up to a day; `member_ids` (one person's) asks for one's
    own place.

    Points count where and when they were earned; spending them does not lower a rank. Operators, programs and
    erased members are left out; merged records count for the member they were merged into.
    """
    values: dict[str, Any] = {
        "org": scope.org_id(),
        "currency": currency,
        "community": community,
        "first": first_day(period, today),
        "last": today,
        "limit": limit,
        "own": list(member_ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            _SCORES + "SELECT rank, member, name, points FROM ranked ORDER BY rank, member LIMIT %(limit)s",
            values,
        )
        places = tuple(Place(*row) for row in cursor.fetchall())
        cursor.execute(
            _SCORES + "SELECT (SELECT count(*) FROM ranked), o.rank, o.points,"
            " (SELECT min(r.points) FROM ranked r WHERE r.points > coalesce(o.points, 0))"
            " - coalesce(o.points, 0)"
            " FROM (SELECT 1) one LEFT JOIN ranked o ON o.member = ANY(%(own)s::bigint[])"
            " ORDER BY o.rank LIMIT 1",
            values,
        )
        total, rank, points, to_next = cursor.fetchone()
    own = OwnPlace(rank, points or 0, to_next) if member_ids else None
    return Leaderboard(places, own, total)
