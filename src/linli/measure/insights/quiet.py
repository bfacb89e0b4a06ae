"""Groups by risk: the quietest first, those in which nothing happened at all included."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.db import connection

from linli.kernel.orgs import scope

Sign = Literal["silent", "leaving", "falling", "steady"]


@dataclass(frozen=True)
class QuietGroup:
    """An open group in a window of days and (`before`) in as many days before it.

    members   people in it now; `active_a_day` how many did something on an average day
    """

    group_id: int
    name: str
    community_id: int
    community: str
    messages: int
    messages_before: int
    joins: int
    exits: int
    active_a_day: float
    last_message_at: datetime | None
    members: int

    @property
    def activity(self) -> float | None:
        """Share of the members who did something on an average day; None for an empty group."""
        return min(1.0, self.active_a_day / self.members) if self.members else None

    @property
    def sign(self) -> Sign:
        """The worst that can be said of it."""
        if self.messages == 0:
            return "silent"
        if self.exits > self.joins:
            return "leaving"
        return "falling" if self.messages * 2 <= self.messages_before else "steady"


_SQL = """
WITH counted AS (
  SELECT group_id, sum(messages) FILTER (WHERE day >= %(first)s) AS messages,
    sum(messages) FILTER (WHERE day < %(first)s) AS messages_before,
    sum(joins) FILTER (WHERE day >= %(first)s) AS joins, sum(exits) FILTER (WHERE day >= %(first)s) AS exits,
    sum(active) FILTER (WHERE day >= %(first)s) AS active, max(last_message_at) AS last_message_at
  FROM insights_groupday WHERE org_id = %(org)s AND day BETWEEN %(before)s AND %(until)s
    AND (%(communities)s::bigint[] IS NULL OR community_id = ANY(%(communities)s)) GROUP BY group_id
), quiet AS (
  SELECT g.id, g.name, c.id AS community_id, c.name AS community, coalesce(k.messages, 0)::int AS messages,
    coalesce(k.messages_before, 0)::int AS messages_before, coalesce(k.joins, 0)::int AS joins,
    coalesce(k.exits, 0)::int AS exits, coalesce(k.active, 0)::float / %(days)s AS active_a_day,
    k.last_message_at
  FROM communities_group g JOIN communities_community c ON c.id = g.community_id
  LEFT JOIN counted k ON k.group_id = g.id
  WHERE g.org_id = %(org)s AND g.closed_at IS NULL
    AND (%(communities)s::bigint[] IS NULL OR g.community_id = ANY(%(communities)s))
  ORDER BY coalesce(k.messages, 0), k.last_message_at NULLS FIRST, g.id LIMIT %(limit)s
)
SELECT q.*, (SELECT count(*) FROM members_membership m WHERE m.group_id = q.id AND m.left_at IS NULL)
FROM quiet q ORDER BY q.messages, q.last_message_at NULLS FIRST, q.id
"""


def quietest_groups(
    *, until: date, days: int, communities: frozenset[int] | None = None, limit: int = 8
) -> list[QuietGroup]:
    """Open groups, fewest messages in the `days` days ending with `until` first; one query."""
    values: dict[str, int | date | list[int] | None] = {
        "org": scope.org_id(),
        "first": until - timedelta(days=days - 1),
        "before": until - timedelta(days=2 * days - 1),
        "until": until,
        "days": days,
        "communities": None if communities is None else sorted(communities),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        return [QuietGroup(*row) for row in cursor.fetchall()]
