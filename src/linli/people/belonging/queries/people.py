"""Whose records are whose: the person behind an id the log uses, and where persons have left traces."""

from collections.abc import Collection

from django.db import connection

from linli.kernel.orgs import scope

Pair = tuple[int, int]  # member (kept), community


def pairs_of_persons(member_ids: Collection[int]) -> list[Pair]:
    """Every community in which these members, or records merged into them, have traces or a belonging."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH person AS (SELECT unnest(%(ids)s::bigint[]) AS id), record AS ("
            "  SELECT id AS person, id FROM person"
            "  UNION SELECT m.merged_into_id, m.id FROM members_member m"
            "  JOIN person p ON p.id = m.merged_into_id)"
            " SELECT r.person, f.community_id FROM record r JOIN belonging_footprint f ON f.member_id = r.id"
            " WHERE f.org_id = %(org)s"
            " UNION SELECT b.member_id, b.community_id FROM belonging_belonging b"
            " WHERE b.org_id = %(org)s AND b.member_id = ANY(%(ids)s) ORDER BY 2, 1",
            {"ids": sorted(member_ids), "org": scope.org_id()},
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


def pairs_of_community(community_id: int, *, after: int, limit: int) -> tuple[list[Pair], int]:
    """The persons behind the next records of a community, and the last record read (0: there are no more).

    A person whose records are far apart comes several times.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH record AS (SELECT f.member_id AS id FROM belonging_footprint f WHERE f.org_id = %(org)s"
            "  AND f.community_id = %(community)s AND f.member_id > %(after)s"
            "  ORDER BY f.member_id LIMIT %(limit)s)"
            " SELECT DISTINCT coalesce(m.merged_into_id, r.id), (SELECT max(id) FROM record)"
            " FROM record r LEFT JOIN members_member m ON m.id = r.id ORDER BY 1",
            {"org": scope.org_id(), "community": community_id, "after": after, "limit": limit},
        )
        rows = cursor.fetchall()
    return [(row[0], community_id) for row in rows], rows[0][1] if rows else 0
