"""Which members a seat may act on, and where each of many is now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.members.models import Member
from linli.people.members.queries import people
from linli.people.members.queries.people import Search

MOST_AT_ONCE = 10_000


@dataclass(frozen=True)
class Whereabouts:
    """The groups somebody is in now, by name, and when they last spoke in one of them."""

    groups: tuple[str, ...]
    last_spoke_at: datetime | None


def found_ids(search: Search) -> list[int]:
    """The ids of everybody a search finds, at most MOST_AT_ONCE."""
    return [line.id for line in people.member_page(search, limit=MOST_AT_ONCE).lines]


def reachable(member_ids: Collection[int], *, reach: frozenset[int] | None) -> list[int]:
    """Those of these members who are or were in the communities of a seat (None = all of them)."""
    found = Member.objects.filter(id__in=member_ids).order_by("id")
    if reach is not None:
        found = found.filter(memberships__community_id__in=reach).distinct()
    return list(found.values_list("id", flat=True))


def whereabouts_of(
    member_ids: Sequence[int], *, reach: frozenset[int] | None = None
) -> dict[int, Whereabouts]:
    """Where each of these members is now, in the communities a seat reaches; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.member_id, array_agg(g.name ORDER BY g.name, g.id), max(m.last_spoke_at)"
            " FROM members_membership m JOIN communities_group g ON g.id = m.group_id"
            " WHERE m.org_id = %s AND m.member_id = ANY(%s) AND m.left_at IS NULL"
            " AND (%s::bigint[] IS NULL OR m.community_id = ANY(%s)) GROUP BY m.member_id",
            [scope.org_id(), list(member_ids), *[None if reach is None else sorted(reach)] * 2],
        )
        return {row[0]: Whereabouts(tuple(row[1]), row[2]) for row in cursor.fetchall()}


def sources_of(member_ids: Sequence[int]) -> dict[int, str]:
    """The channel on which each of these members was first met, by its name; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (i.member_id) i.member_id, c.name FROM gateway_identity i"
            " JOIN gateway_channel c ON c.id = i.channel_id WHERE i.org_id = %s AND i.member_id = ANY(%s)"
            " ORDER BY i.member_id, i.first_seen_at, i.id",
            [scope.org_id(), list(member_ids)],
        )
        return dict(cursor.fetchall())
