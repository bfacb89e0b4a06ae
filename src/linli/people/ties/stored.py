"""The log's deeds as the pure rules want them: what was said in a window, and the ties kept of all time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.communities import queries as communities
from linli.people.ties import rules, speech
from linli.people.ties.deeds import Deeds, Reacted, Remark, Strand

MOST_REMARKS = 1_000_000
"""Of a longer window the newest are counted."""

_PERSON = "coalesce(m.merged_into_id, m.id)"


def deeds_of(community: int, *, since: datetime, until: datetime) -> Deeds:
    """What members of a community did in a window, merged records joined."""
    first_seen, left_out, operators = _people(community)
    return Deeds(
        remarks=_remarks(community, since, until),
        reacted=_reacted(community, since),
        first_seen=first_seen,
        names=_names(list(first_seen)),
        left_out=left_out,
        operators=operators,
        zone_offset=_zone_offset(community, until),
    )


def strands_of(community: int, *, at: datetime) -> list[Strand]:
    """The kept ties of a community, each worth what is left of it at a moment, merged records joined."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(a.merged_into_id, a.id), coalesce(b.merged_into_id, b.id), t.kind,"
            " sum(t.count)::int, sum(t.weight), extract(epoch FROM max(t.last_at))::float8"
            " FROM ties_tie t JOIN members_member a ON a.id = t.member_id"
            " JOIN members_member b ON b.id = t.other_member_id"
            " WHERE t.org_id = %s AND t.community_id = %s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            [scope.org_id(), community],
        )
        return [
            Strand(member, other, kind, count, rules.weight_at(weight, at), last_at)
            for member, other, kind, count, weight, last_at in cursor.fetchall()
            if member != other
        ]


def circles_of(community: int) -> dict[int, int]:
    """The circle of each member in the graph as last computed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT member_id, circle FROM ties_standing"
            " WHERE org_id = %s AND community_id = %s AND circle > 0",
            [scope.org_id(), community],
        )
        return dict(cursor.fetchall())


def _people(community: int) -> tuple[dict[int, float], frozenset[int], frozenset[int]]:
    """Since when each is known who is in the community or spoke in it; bots and the team; the team."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_PERSON}, extract(epoch FROM min(s.joined_at))::float8,"
            " bool_or(coalesce(k.is_bot, m.is_bot)), bool_or(coalesce(k.is_operator, m.is_operator))"
            " FROM members_membership s JOIN members_member m ON m.id = s.member_id"
            " LEFT JOIN members_member k ON k.id = m.merged_into_id"
            " WHERE s.org_id = %s AND s.community_id = %s AND m.erased_at IS NULL"
            " GROUP BY 1 HAVING bool_or(s.left_at IS NULL) OR max(s.last_spoke_at) IS NOT NULL",
            [scope.org_id(), community],
        )
        rows = cursor.fetchall()
    return (
        {row[0]: row[1] for row in rows},
        frozenset(row[0] for row in rows if row[2] or row[3]),
        frozenset(row[0] for row in rows if row[3] and not row[2]),
    )


def _remarks(community: int, since: datetime, until: datetime) -> list[Remark]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_PERSON}, extract(epoch FROM s.at)::float8, s.group_id, s.message, s.reply_to,"
            " s.thread, s.addressed, s.marks, s.size, s.reactions FROM ties_said s"
            " JOIN members_member m ON m.id = s.member_id"
            " WHERE s.org_id = %s AND s.community_id = %s AND s.at >= %s AND s.at <= %s"
            " ORDER BY s.at DESC, s.message LIMIT %s",
            [scope.org_id(), community, since, until, MOST_REMARKS],
        )
        found = [Remark(*row) for row in cursor.fetchall()]
    found.reverse()
    return found


def _reacted(community: int, since: datetime) -> list[Reacted]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT {_PERSON}, r.group_id, r.message FROM ties_reacted r"
            " JOIN members_member m ON m.id = r.member_id"
            " JOIN ties_said s ON s.group_id = r.group_id AND s.message = r.message"
            " WHERE r.org_id = %s AND r.community_id = %s AND s.at >= %s ORDER BY 2, 3, 1",
            [scope.org_id(), community, since],
        )
        return [Reacted(*row) for row in cursor.fetchall()]


def _names(member_ids: list[int]) -> dict[int, int]:
    """Digest of each name members have had -> who is called so; a name of two people is nobody's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name FROM members_member WHERE org_id = %s AND id = ANY(%s)"
            " UNION SELECT member_id, name FROM members_nickname WHERE org_id = %s AND member_id = ANY(%s)",
            [scope.org_id(), member_ids, scope.org_id(), member_ids],
        )
        rows = cursor.fetchall()
    found: dict[int, int] = {}
    for member, name in rows:
        mark = speech.digest_of_name(name)
        if mark:
            found[mark] = member if found.get(mark, member) == member else 0
    return {mark: member for mark, member in found.items() if member}


def _zone_offset(community: int, at: datetime) -> int:
    zone = communities.zones_of([community]).get(community, "Asia/Shanghai")
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) if offset else 0
