"""Communities in numbers, many at once: from memberships and the last word said in each.

The members and belonging rooms stand above this one, so their tables are read here by name, filtered by the
organisation, and never written.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.communities.deciding import lifecycle
from linli.people.communities.deciding.lifecycle import Counts, Life, Suggestion
from linli.people.communities.deciding.splitting import Person
from linli.people.communities.models import Community

_DAYS_7, _DAYS_30 = timedelta(days=7), timedelta(days=30)
_COUNTS = """
SELECT c, count(*) FILTER (WHERE is_in AND NOT is_team),
       count(*) FILTER (WHERE joined_at >= %(month)s AND NOT is_team),
       count(*) FILTER (WHERE NOT is_in AND left_at >= %(month)s AND NOT is_team),
       count(*) FILTER (WHERE is_in AND spoke_at >= %(week)s AND NOT is_team),
       count(*) FILTER (WHERE is_in AND spoke_at >= %(month)s AND NOT is_team),
       max(spoke_at), count(*) FILTER (WHERE is_in AND is_team)
FROM (SELECT s.community_id AS c, s.member_id, min(s.joined_at) AS joined_at, max(s.left_at) AS left_at,
             bool_or(s.left_at IS NULL) AS is_in, max(s.last_spoke_at) AS spoke_at,
             bool_or(m.is_operator) AS is_team
      FROM members_membership s JOIN members_member m ON m.id = s.member_id
      WHERE s.org_id = %(org)s AND s.community_id = ANY(%(ids)s) AND NOT m.is_bot AND s.joined_at <= %(now)s
      GROUP BY 1, 2) people
GROUP BY c"""


@dataclass(frozen=True)
class Platform:
    """A community on one channel: its open groups there and the people in them."""

    channel: str
    adapter: str
    groups: int
    members: int
    spoke_30: int
    joined_30: int


def counts_of(communities: Sequence[Community], *, at: datetime) -> dict[int, Counts]:
    """The numbers of each community, by id; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTS,
            {
                "org": scope.org_id(),
                "ids": [one.id for one in communities],
                "now": at,
                "week": at - _DAYS_7,
                "month": at - _DAYS_30,
            },
        )
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    return {one.id: _counts(one, rows.get(one.id), at) for one in communities}


def suggestions(counts: dict[int, Counts], communities: Sequence[Community]) -> dict[int, Suggestion]:
    """A better stage for those communities whose numbers say so."""
    found = {one.id: lifecycle.suggestion(counts[one.id], stage=one.stage) for one in communities}
    return {id: one for id, one in found.items() if one is not None}


def life_of(community: Community, *, at: datetime) -> Life:
    """Planned and lived, counted from the planned opening where that came later, in the community's zone."""
    zone = ZoneInfo(community.zone)
    began = community.opened_at.astimezone(zone).date()
    if community.planned_opening and community.planned_opening > began:
        began = community.planned_opening
    until = (community.closed_at or at).astimezone(zone).date()
    return lifecycle.life(began=began, today=until, planned_days=community.lifespan_days)


def platforms_of(community_id: int, *, at: datetime) -> list[Platform]:
    """A community's presence by channel, the fullest first; closed groups left out. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.name, c.adapter, count(DISTINCT g.id), count(DISTINCT s.member_id)"
            "  FILTER (WHERE s.left_at IS NULL AND NOT m.is_bot),"
            " count(DISTINCT s.member_id) FILTER (WHERE s.left_at IS NULL AND NOT m.is_bot"
            "  AND s.last_spoke_at >= %s),"
            " count(DISTINCT s.member_id) FILTER (WHERE NOT m.is_bot AND s.joined_at >= %s)"
            " FROM communities_group g JOIN gateway_address a ON a.group_id = g.id"
            " JOIN gateway_channel c ON c.id = a.channel_id"
            " LEFT JOIN members_membership s ON s.group_id = g.id"
            " LEFT JOIN members_member m ON m.id = s.member_id"
            " WHERE g.org_id = %s AND g.community_id = %s AND g.closed_at IS NULL"
            " GROUP BY c.id, c.name, c.adapter ORDER BY 4 DESC, 1",
            [at - _DAYS_30, at - _DAYS_30, scope.org_id(), community_id],
        )
        return [Platform(*row) for row in cursor.fetchall()]


def people_in(community_id: int, *, group_id: int | None = None) -> list[Person]:
    """Who is in a community (or a group of it) now, by when they came, with tags; no bots, no team."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.member_id, array_remove(array_agg(DISTINCT t.name), NULL), min(s.joined_at) AS came"
            " FROM members_membership s JOIN members_member m ON m.id = s.member_id"
            " LEFT JOIN members_tag t ON t.member_id = s.member_id"
            " WHERE s.org_id = %s AND s.community_id = %s AND s.left_at IS NULL"
            " AND (%s::bigint IS NULL OR s.group_id = %s) AND NOT m.is_bot AND NOT m.is_operator"
            " GROUP BY s.member_id ORDER BY came, s.member_id",
            [scope.org_id(), community_id, group_id, group_id],
        )
        return [Person(row[0], tags=frozenset(row[1])) for row in cursor.fetchall()]


def kept_members(ids: Collection[int]) -> dict[int, int]:
    """The member each id stands for after merges; ids of nobody here are left out, as are the erased."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.id, k.id FROM members_member m JOIN members_member k"
            " ON k.id = coalesce(m.merged_into_id, m.id)"
            " WHERE m.org_id = %s AND m.id = ANY(%s) AND k.erased_at IS NULL",
            [scope.org_id(), list(ids)],
        )
        return dict(cursor.fetchall())


def _counts(community: Community, row: tuple[object, ...] | None, at: datetime) -> Counts:
    age = max((at - community.opened_at).days, 0)
    if row is None:
        return Counts(age, 0, 0, 0, 0, 0, None)
    members, joined, left, week, month, spoke_at, operators = row
    silent = (at - spoke_at).days if isinstance(spoke_at, datetime) else None
    return Counts(
        age_days=age,
        members=_int(members),
        joined_30=_int(joined),
        left_30=_int(left),
        spoke_7=_int(week),
        spoke_30=_int(month),
        silent_days=silent,
        operators=_int(operators),
    )


def _int(value: object) -> int:
    return int(str(value))
