"""What a simulation starts from: who was where, what they had said, and the tags they had, at a moment."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from django.db import connection

from linli.kernel.orgs import scope

LOOKS_BACK = timedelta(days=90)


class Stay(msgspec.Struct, frozen=True, gc=False):
    """A member in a group from `joined_at` on; `left_at` None: still."""

    id: int
    member: int
    group: int
    community: int
    number: int
    joined_at: datetime
    left_at: datetime | None


class Spoken(msgspec.Struct):
    """What a member had said before: when last in each group, how often ever, and on which days lately."""

    last: dict[int, datetime] = {}
    total: int = 0
    days: dict[date, int] = {}


def stays(*, until: datetime, community: int | None) -> list[Stay]:
    """Every stay that began before a moment, the oldest first."""
    return [
        Stay(*row)
        for row in _rows(
            "SELECT s.id, s.member_id, s.group_id, s.community_id, s.stay, s.joined_at, s.left_at"
            " FROM members_membership s WHERE s.org_id = %s AND s.joined_at < %s"
            " AND (%s::bigint IS NULL OR s.community_id = %s) ORDER BY s.joined_at, s.id",
            [until, community, community],
        )
    ]


def merged() -> Mapping[int, int]:
    """Records that were merged into another, and into which."""
    rows = _rows("SELECT id, merged_into_id FROM members_member WHERE org_id = %s AND merged_into_id > 0", [])
    return {member: into for member, into in rows}


def spoken(*, before: datetime, community: int | None) -> dict[int, Spoken]:
    """By member what they had said before a moment."""
    found: dict[int, Spoken] = defaultdict(Spoken)
    rows = _rows(
        "SELECT member_id, group_id, (occurred_at AT TIME ZONE 'UTC')::date, count(*), max(occurred_at)"
        " FROM events WHERE org_id = %s AND kind = 'message.posted' AND occurred_at < %s"
        " AND member_id IS NOT NULL AND (%s::bigint IS NULL OR community_id = %s) GROUP BY 1, 2, 3",
        [before, community, community],
    )
    oldest = (before - LOOKS_BACK).date()
    for member, group, day, count, last in rows:
        one = found[member]
        one.total += count
        if day >= oldest:
            one.days[day] = one.days.get(day, 0) + count
        if group is not None and (group not in one.last or last > one.last[group]):
            one.last[group] = last
    return found


def tags(*, at: datetime) -> dict[int, set[str]]:
    """The tags members had at a moment: those of today, with everything since taken back."""
    found: dict[int, set[str]] = defaultdict(set)
    for member, name in _rows("SELECT member_id, name FROM members_tag WHERE org_id = %s", []):
        found[member].add(name)
    changes = _rows(
        "SELECT DISTINCT ON (member_id, data->>'tag') member_id, data->>'tag', kind FROM events"
        " WHERE org_id = %s AND kind IN ('member.tagged', 'member.untagged') AND occurred_at >= %s"
        " AND member_id IS NOT NULL ORDER BY member_id, data->>'tag', occurred_at, position",
        [at],
    )
    for member, tag, kind in changes:
        if kind == "member.tagged":
            found[member].discard(tag)
        else:
            found[member].add(tag)
    return found


def points_since(*, at: datetime) -> dict[int, int]:
    """By member the points that were given and taken from a moment on."""
    return dict(
        _rows(
            "SELECT member_id, sum((data->>'points')::bigint)::bigint FROM events WHERE org_id = %s"
            " AND kind = 'points.awarded' AND occurred_at >= %s AND member_id IS NOT NULL GROUP BY 1",
            [at],
        )
    )


def belongings(community: int | None) -> dict[tuple[int, int], int]:
    """By member and community the row of their belonging."""
    return {
        (member, place): id
        for member, place, id in _rows(
            "SELECT member_id, community_id, id FROM belonging_belonging WHERE org_id = %s"
            " AND (%s::bigint IS NULL OR community_id = %s)",
            [community, community],
        )
    }


class Use(msgspec.Struct, frozen=True, gc=False):
    """Something that really was sent."""

    at: datetime
    surface: str
    message_class: str
    member: int | None
    group: int | None
    community: int


def sent(*, since: datetime, until: datetime, community: int | None, sender: str) -> list[Use]:
    """What others than this sender sent in a stretch of time."""
    return [
        Use(*row)
        for row in _rows(
            "SELECT finished_at, surface, message_class, member_id, group_id, coalesce(community_id, 0)"
            " FROM gateway_effect WHERE org_id = %s AND state = 'sent' AND verb = 'send_message'"
            " AND finished_at >= %s AND finished_at < %s"
            " AND (%s::bigint IS NULL OR community_id = %s) AND sender <> %s ORDER BY finished_at",
            [since, until, community, community, sender],
        )
    ]


def arms(experiment: str) -> dict[str, str]:
    """The arms that units have come into already."""
    return dict(
        _rows(
            "SELECT unit, arm FROM playbooks_assignment WHERE org_id = %s AND experiment = %s", [experiment]
        )
    )


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [scope.org_id(), *params])
        return list(cursor.fetchall())
