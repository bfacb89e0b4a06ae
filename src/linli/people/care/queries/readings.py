"""Readings of many belongings at once, for probes."""

from collections.abc import Mapping, Sequence

from django.db import connection

from linli.people.care.queries.caring import LAST_CONTACT

IS_VIP = (
    "EXISTS (SELECT 1 FROM care_care c WHERE c.member_id = belonging.member_id"
    " AND c.community_id = belonging.community_id AND c.is_vip AND c.ended_at IS NULL)"
)
DAYS_SINCE = (
    "(SELECT belonging.counted_on - last.on_day FROM ("
    + LAST_CONTACT.format(member="belonging.member_id", community="belonging.community_id")
    + ") last)"
)


def is_vip(subjects: Sequence[int]) -> Mapping[int, bool]:
    """Whether each is a VIP of the community."""
    return {id: bool(value) for id, value in _read(IS_VIP, subjects)}


def days_since_care(subjects: Sequence[int]) -> Mapping[int, int]:
    """Days since the team was last in touch; nothing where it never was."""
    return {id: int(value) for id, value in _read(DAYS_SINCE, subjects) if isinstance(value, int)}


def _read(value: str, subjects: Sequence[int]) -> list[tuple[int, object]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT belonging.id, {value} FROM belonging_belonging belonging WHERE belonging.id = ANY(%s)",
            [list(subjects)],
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]
