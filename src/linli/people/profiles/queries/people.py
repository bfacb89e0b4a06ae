"""Whose answers a number is about: the people who are in a community now, without bots and the team."""

from collections.abc import Collection

from django.db import connection

from linli.kernel.orgs import scope

PRESENT = """
SELECT m.id FROM members_member m WHERE m.org_id = %(org)s AND m.merged_into_id IS NULL
    AND m.erased_at IS NULL AND NOT m.is_bot AND NOT m.is_operator
    AND (%(within)s::bigint[] IS NULL OR EXISTS (SELECT 1 FROM members_membership s
        WHERE s.member_id = m.id AND s.left_at IS NULL AND s.community_id = ANY(%(within)s)))
"""


def within(community_id: int | None, reach: Collection[int] | None) -> dict[str, int | list[int] | None]:
    """The parameters PRESENT wants: one community, those a seat reaches, or (both None) everywhere."""
    chosen = [community_id] if community_id is not None else None if reach is None else sorted(reach)
    return {"org": scope.org_id(), "within": chosen}


def present_ids(community_id: int | None = None, *, reach: Collection[int] | None = None) -> list[int]:
    """Their ids, in order."""
    with connection.cursor() as cursor:
        cursor.execute(f"{PRESENT} ORDER BY m.id", within(community_id, reach))
        return [row[0] for row in cursor.fetchall()]


def count_present(community_id: int | None = None, *, reach: Collection[int] | None = None) -> int:
    """How many people are there now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({PRESENT}) AS present", within(community_id, reach))
        count: int = cursor.fetchone()[0]
    return count
