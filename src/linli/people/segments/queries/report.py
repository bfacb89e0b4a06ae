"""Segment by segment: what is done for its people, and whether it does them good."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.segments.queries import listing
from linli.people.segments.queries.listing import Reach, SegmentLine

WEEKS = 4
SETTLED_DAYS = 28


@dataclass(frozen=True)
class Activity:
    """Belongings: how many, messages in 30 days for each, the share active in 30 days.

    stayed   of those in it for SETTLED_DAYS, the share active in the last 30 days; None where there are none
    """

    belongings: int
    messages: float | None
    active: float | None
    stayed: float | None


@dataclass(frozen=True)
class ReportLine:
    """A segment with the people inside and, for comparison, everybody else it looks at.

    weeks   (entered, left) of the last WEEKS weeks, oldest first
    """

    segment: SegmentLine
    weeks: tuple[tuple[int, int], ...]
    inside: Activity
    others: Activity


_INSIDE = """
SELECT p.segment_id, count(*), sum(b.messages_30), count(*) FILTER (WHERE b.active_days_30 > 0),
  count(*) FILTER (WHERE p.since <= %(settled)s),
  count(*) FILTER (WHERE p.since <= %(settled)s AND b.active_days_30 > 0 AND b.left_at IS NULL)
FROM segments_place p JOIN belonging_belonging b
  ON b.community_id = p.community_id AND b.member_id = p.member_id
WHERE p.org_id = %(org)s AND p.community_id = ANY(%(communities)s) GROUP BY p.segment_id
"""
_ALL = """
SELECT b.community_id, b.left_at IS NOT NULL, count(*), sum(b.messages_30),
  count(*) FILTER (WHERE b.active_days_30 > 0),
  count(*) FILTER (WHERE b.joined_at::date <= %(settled)s),
  count(*) FILTER (WHERE b.joined_at::date <= %(settled)s AND b.active_days_30 > 0 AND b.left_at IS NULL)
FROM belonging_belonging b JOIN members_member m ON m.id = b.member_id
WHERE b.org_id = %(org)s AND b.community_id = ANY(%(communities)s) AND NOT m.is_bot
GROUP BY b.community_id, b.left_at IS NOT NULL
"""
_Sums = tuple[int, int, int, int, int]


def report(reach: Reach = None, *, today: date) -> list[ReportLine]:
    """Every segment of a reach; a handful of queries however many there are."""
    lines = listing.segment_lines(reach, today=today)
    inside, everybody = _sums(reach, today)
    weeks = _weeks([line.id for line in lines], reach, today)
    made = []
    for line in lines:
        whole = _added(
            [
                sums
                for (community, has_left), sums in everybody.items()
                if line.community_id in (None, community) and (line.counts_left or not has_left)
            ]
        )
        part = inside.get(line.id, (0, 0, 0, 0, 0))
        rest = tuple(max(all_ - some, 0) for all_, some in zip(whole, part, strict=True))
        made.append(ReportLine(line, weeks[line.id], _activity(part), _activity((*rest,))))
    return made


def _sums(reach: Reach, today: date) -> tuple[dict[int, _Sums], dict[tuple[int, bool], _Sums]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM communities_community WHERE org_id = %s", [scope.org_id()])
        known = [row[0] for row in cursor.fetchall() if reach is None or row[0] in reach]
        values: dict[str, Any] = {
            "org": scope.org_id(),
            "communities": known,
            "settled": today - timedelta(days=SETTLED_DAYS),
        }
        cursor.execute(_INSIDE, values)
        inside = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_ALL, values)
        return inside, {(row[0], row[1]): row[2:] for row in cursor.fetchall()}


def _weeks(ids: list[int], reach: Reach, today: date) -> Mapping[int, tuple[tuple[int, int], ...]]:
    first = today - timedelta(days=7 * WEEKS - 1)
    found = {id: [(0, 0)] * WEEKS for id in ids}
    for id, day, entered, left in listing.days_of(ids, reach, since=first):
        week = min((day - first).days // 7, WEEKS - 1)
        known = found[id][week]
        found[id][week] = (known[0] + entered, known[1] + left)
    return {id: tuple(weeks) for id, weeks in found.items()}


def _added(parts: list[_Sums]) -> _Sums:
    count, messages, active, settled, stayed = (sum(one) for one in zip(*parts, strict=True)) if parts else (
        0, 0, 0, 0, 0,
    )  # fmt: skip
    return count, messages, active, settled, stayed


def _activity(sums: tuple[int, ...]) -> Activity:
    count, messages, active, settled, stayed = sums
    return Activity(
        belongings=count,
        messages=messages / count if count else None,
        active=active / count if count else None,
        stayed=stayed / settled if settled else None,
    )
