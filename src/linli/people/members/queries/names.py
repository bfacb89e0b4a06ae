"""What members are called, many at a time."""

from collections.abc import Collection

from django.db import connection

from linli.kernel.orgs import scope


def names_of(member_ids: Collection[int]) -> dict[int, str]:
    """The names of members of the organisation in scope; a merged record has that of the one it became."""
    if not member_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.id, coalesce(k.name, m.name) FROM members_member m"
            " LEFT JOIN members_member k ON k.id = m.merged_into_id"
            " WHERE m.id = ANY(%s) AND m.org_id = %s",
            [list(member_ids), scope.org_id()],
        )
        return dict(cursor.fetchall())
