"""Writes who came into segments and who left: places, counts, days, the lately moved, and the log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from linli.facts.segments import SegmentEntered, SegmentLeft
from linli.kernel.events import log
from linli.kernel.events.event import MAX_DEPTH, Cause, Draft
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.segments.rules import EVERYWHERE, Change


@dataclass(frozen=True)
class Why:
    """What made it so: the event's kind ("" when a person did it here), the event, and when."""

    because: str
    at: datetime
    cause: Cause | None = None


_PLACES = """
WITH change AS (
  SELECT * FROM unnest(%(c)s::bigint[], %(s)s::bigint[], %(m)s::bigint[], %(in)s::boolean[], %(day)s::date[])
    AS u(community_id, segment_id, member_id, is_entry, day)
), came AS (
  INSERT INTO segments_place (org_id, community_id, segment_id, member_id, since)
  SELECT %(org)s, community_id, segment_id, member_id, day FROM change WHERE is_entry ORDER BY 2, 3, 4
  ON CONFLICT DO NOTHING RETURNING community_id, segment_id, member_id
), gone AS (
  DELETE FROM segments_place p USING change u WHERE NOT u.is_entry AND p.community_id = u.community_id
    AND p.segment_id = u.segment_id AND p.member_id = u.member_id
  RETURNING p.community_id, p.segment_id, p.member_id
)
SELECT *, TRUE FROM came UNION ALL SELECT *, FALSE FROM gone
"""
_LOCK_TOTALS = """
INSERT INTO segments_headcount (org_id, segment_id, community_id, people)
SELECT %(org)s, s, %(everywhere)s, 0 FROM (SELECT DISTINCT s FROM unnest(%(s)s::bigint[]) s ORDER BY s) u
ON CONFLICT (segment_id, community_id) DO UPDATE SET people = segments_headcount.people
"""
_COUNTS = """
WITH moved AS MATERIALIZED (
  SELECT * FROM unnest(%(c)s::bigint[], %(s)s::bigint[], %(m)s::bigint[], %(in)s::boolean[], %(day)s::date[],
    %(at)s::timestamptz[], %(because)s::text[])
    AS u(community_id, segment_id, member_id, is_entry, day, at, because)
), noted AS (
  INSERT INTO segments_move (org_id, segment_id, community_id, member_id, is_entry, at, because)
  SELECT %(org)s, segment_id, community_id, member_id, is_entry, at, because FROM moved WHERE at IS NOT NULL
), pair AS (
  SELECT segment_id, max(day) AS day, sum(CASE WHEN is_entry THEN 1 ELSE -1 END) AS gained,
    (SELECT count(*) FROM segments_place p WHERE p.community_id = ANY(ARRAY(
        SELECT k.community_id FROM segments_clock k WHERE k.org_id = %(org)s))
      AND p.segment_id = moved.segment_id AND p.member_id = moved.member_id) AS stands
  FROM moved GROUP BY segment_id, member_id
), delta AS (
  SELECT segment_id, %(everywhere)s::bigint AS community_id, max(day) AS day,
    count(*) FILTER (WHERE stands > 0 AND stands - gained <= 0) AS came,
    count(*) FILTER (WHERE stands = 0 AND gained < 0) AS went
  FROM pair GROUP BY segment_id
  UNION ALL
  SELECT segment_id, community_id, max(day), count(*) FILTER (WHERE is_entry),
    count(*) FILTER (WHERE NOT is_entry)
  FROM moved GROUP BY segment_id, community_id
), counted AS (
  INSERT INTO segments_headcount (org_id, segment_id, community_id, people)
  SELECT %(org)s, segment_id, community_id, came - went FROM delta ORDER BY 2, 3
  ON CONFLICT (segment_id, community_id)
    DO UPDATE SET people = segments_headcount.people + excluded.people
  RETURNING segment_id, community_id, people
)
INSERT INTO segments_segmentday AS d (org_id, segment_id, community_id, day, entered, "left", people)
SELECT %(org)s, segment_id, community_id, day, came, went, people
FROM delta JOIN counted USING (segment_id, community_id) ORDER BY 2, 3
ON CONFLICT (segment_id, community_id, day) DO UPDATE SET entered = d.entered + excluded.entered,
  "left" = d."left" + excluded."left", people = excluded.people
"""


def write(
    changes: Sequence[Change],
    *,
    days: Mapping[int, date],
    versions: Mapping[int, int],
    why: Mapping[tuple[int, int], Why],
    by: Actor = SYSTEM,
) -> list[Change]:
    """Make these changes where they are not made yet, and tell of those that were; returns them.

    days      the day of each community
    versions  the version of each segment
    why       for each (community, member); a change without one is not told in the log
    """
    if not changes:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, _columns(changes, days))
        moved = [Change((row[0], row[1], row[2]), row[3]) for row in sorted(cursor.fetchall())]
    tell(moved, days=days, versions=versions, why=why, by=by)
    return moved


def tell(
    moved: Sequence[Change],
    *,
    days: Mapping[int, date],
    versions: Mapping[int, int],
    why: Mapping[tuple[int, int], Why],
    by: Actor = SYSTEM,
) -> None:
    """Count what moved, note it, and append it to the log."""
    if not moved:
        return
    told = [(one, why[_pair(one)]) for one in moved if _pair(one) in why]
    reasons = [why.get(_pair(one)) for one in moved]
    values = _columns(moved, days) | {
        "at": [one.at if one else None for one in reasons],
        "because": [one.because if one else "" for one in reasons],
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_TOTALS, values)
        cursor.execute(_COUNTS, values)
    log.append(list(_drafts(told, versions)), by=by)


def _pair(change: Change) -> tuple[int, int]:
    return change.place[0], change.place[2]


def _columns(changes: Sequence[Change], days: Mapping[int, date]) -> dict[str, Any]:
    return {
        "org": scope.org_id(),
        "everywhere": EVERYWHERE,
        "c": [one.place[0] for one in changes],
        "s": [one.place[1] for one in changes],
        "m": [one.place[2] for one in changes],
        "in": [one.is_entry for one in changes],
        "day": [days[one.place[0]] for one in changes],
    }


def _drafts(told: Iterable[tuple[Change, Why]], versions: Mapping[int, int]) -> Iterable[Draft]:
    """A chain of causes that is too long ends here: the place is kept, nobody is told."""
    for change, why in told:
        if why.cause is not None and why.cause.depth >= MAX_DEPTH:
            continue
        community, segment, member = change.place
        fact = SegmentEntered if change.is_entry else SegmentLeft
        yield Draft(
            fact=fact(segment=segment, version=versions[segment]),
            occurred_at=why.at,
            community=community,
            member=member,
            cause=why.cause,
        )
