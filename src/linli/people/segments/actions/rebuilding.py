"""Computes segments as sets, in SQL, and writes the difference to what is there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from linli.facts.segments import SegmentFilled
from linli.kernel.conditions import sql
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.kernel.verbs.fragment import Fragment, joined
from linli.people.segments.actions import clocks, writing
from linli.people.segments.actions.writing import Why
from linli.people.segments.models import Segment
from linli.people.segments.queries import standing
from linli.people.segments.queries.standing import Day, Standing
from linli.people.segments.rules import EVERYWHERE, Change

# The wanted places of a community; then those that are too many, and those that are missing. EXCEPT is
# computed as a whole: an anti-join may be planned as a loop over rows this statement itself is inserting.
_WANTED = """
WITH wanted AS MATERIALIZED (
  SELECT s AS segment_id, x.member_id FROM (
    SELECT belonging.member_id, array_remove(ARRAY[{asked}]::bigint[], NULL) AS found
    FROM belonging_belonging belonging JOIN members_member person ON person.id = belonging.member_id
    WHERE belonging.org_id = %s AND belonging.community_id = %s AND person.merged_into_id IS NULL
      AND person.erased_at IS NULL AND NOT person.is_bot
  ) x CROSS JOIN unnest(x.found) s
), held AS MATERIALIZED (
  SELECT segment_id, member_id FROM segments_place WHERE community_id = %s AND segment_id = ANY(%s)
), extra AS (SELECT * FROM held EXCEPT SELECT * FROM wanted),
missing AS (SELECT * FROM wanted EXCEPT SELECT * FROM held),
gone AS (
  DELETE FROM segments_place p USING extra e
  WHERE p.community_id = %s AND p.segment_id = e.segment_id AND p.member_id = e.member_id
  RETURNING p.segment_id, p.member_id
), came AS (
  INSERT INTO segments_place (org_id, community_id, segment_id, member_id, since)
  SELECT %s, %s, segment_id, member_id, %s FROM missing
  ON CONFLICT DO NOTHING RETURNING segment_id, member_id
)
"""
_TOLD = "SELECT segment_id, member_id, TRUE FROM came UNION ALL SELECT segment_id, member_id, FALSE FROM gone"
_UNTOLD = "SELECT (SELECT count(*) FROM came) + (SELECT count(*) FROM gone)"
_RECOUNT = """
WITH counted AS (
  SELECT segment_id, community_id, count(*) AS people FROM segments_place
  WHERE community_id = ANY(%(communities)s) AND segment_id = ANY(%(segments)s)
  GROUP BY segment_id, community_id
), totals AS (
  SELECT segment_id, %(everywhere)s::bigint AS community_id, count(DISTINCT member_id) AS people
  FROM segments_place WHERE community_id = ANY(%(communities)s) AND segment_id = ANY(%(segments)s)
  GROUP BY segment_id
), cleared AS (
  UPDATE segments_headcount h SET people = 0 WHERE h.segment_id = ANY(%(segments)s) AND h.people <> 0
    AND NOT EXISTS (SELECT 1 FROM counted c WHERE c.segment_id = h.segment_id
      AND h.community_id IN (c.community_id, %(everywhere)s))
)
INSERT INTO segments_headcount (org_id, segment_id, community_id, people)
SELECT %(org)s, * FROM (SELECT * FROM counted UNION ALL SELECT * FROM totals) u ORDER BY 2, 3
ON CONFLICT (segment_id, community_id) DO UPDATE SET people = excluded.people
"""
_SNAPSHOT = """
INSERT INTO segments_segmentday AS d (org_id, segment_id, community_id, day, entered, "left", people)
SELECT h.org_id, h.segment_id, h.community_id, %(day)s, 0, 0, h.people FROM segments_headcount h
WHERE h.segment_id = ANY(%(segments)s) AND h.community_id IN (%(community)s, %(everywhere)s) ORDER BY 2, 3
ON CONFLICT (segment_id, community_id, day) DO UPDATE SET people = excluded.people
"""


@transaction.atomic
def compute(day: Day, segments: Sequence[Standing], *, why: Why | None, by: Actor = SYSTEM) -> int:
    """Make the places of one community in these segments right; returns how many changed.

    The caller holds the community alone and read the segments after that. `why` None: a filling, of which
    nobody is told and after which the caller recounts.
    """
    if not segments:
        return 0
    statement = _statement(day, segments)
    params: list[Any] = list(statement.params)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        if why is None:
            cursor.execute(statement.text + _UNTOLD, params)
            return int(cursor.fetchone()[0])
        cursor.execute(statement.text + _TOLD, params)
        moved = [Change((day.community, row[0], row[1]), row[2]) for row in cursor.fetchall()]
    writing.tell(
        moved,
        days={day.community: day.day},
        versions={one.id: one.version for one in segments},
        why=dict.fromkeys(((day.community, one.place[2]) for one in moved), why),
        by=by,
    )
    return len(moved)


def close_day(day: Day, segments: Sequence[Standing]) -> None:
    """Write down how many each segment holds on this day, whether anybody moved or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SNAPSHOT,
            {
                "segments": [one.id for one in segments],
                "community": day.community,
                "everywhere": EVERYWHERE,
                "day": day.day,
            },
        )


@transaction.atomic
def fill(segment_ids: Sequence[int], communities: Sequence[int], *, by: Actor, at: datetime) -> None:
    """Compute segments whose wording is new, in all these communities; the log is told once a segment."""
    clocks.lock(alone=communities)
    days = clocks.days(communities, at=at)
    segments = standing.standing(segment_ids)
    for community in sorted(days):
        compute(days[community], segments, why=None)
    finish_filling(segments, communities, by=by, at=at)


@transaction.atomic
def rebuild_community(community: int, *, why: Why, by: Actor) -> int:
    """Compute every segment of a community anew and put right what differs; returns how much did."""
    clocks.lock(alone=[community])
    day = clocks.days([community], at=why.at)[community]
    return compute(day, standing.standing(), why=why, by=by)


@transaction.atomic
def fill_community(community: int, segment_ids: Sequence[int], *, at: datetime) -> int:
    """One community of a filling that is done piece by piece; `finish_filling` follows the last."""
    clocks.lock(alone=[community])
    day = clocks.days([community], at=at)[community]
    return compute(day, standing.standing(segment_ids), why=None)


@transaction.atomic
def finish_filling(
    segments: Sequence[Standing], communities: Sequence[int], *, by: Actor, at: datetime
) -> None:
    """Count what a filling made, and say in the log that from here on everything is told."""
    ids = [one.id for one in segments]
    values: dict[str, Any] = {"org": scope.org_id(), "segments": ids, "communities": list(communities)}
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, values | {"everywhere": EVERYWHERE})
        cursor.execute(
            "SELECT segment_id, people FROM segments_headcount WHERE segment_id = ANY(%s)"
            " AND community_id = %s",
            [ids, EVERYWHERE],
        )
        people: dict[int, int] = dict(cursor.fetchall())
    Segment.objects.filter(id__in=ids).update(filled_at=at)
    log.append([_filled(one, people.get(one.id, 0), at) for one in segments], by=by)


def empty(segment_id: int, communities: Sequence[int]) -> None:
    """Nobody is in a segment that was put away."""
    clocks.lock(alone=communities)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM segments_place WHERE community_id = ANY(%s) AND segment_id = %s AND org_id = %s",
            [list(communities), segment_id, scope.org_id()],
        )
        cursor.execute(
            "DELETE FROM segments_headcount WHERE org_id = %s AND segment_id = %s",
            [scope.org_id(), segment_id],
        )


def _filled(segment: Standing, people: int, at: datetime) -> Draft:
    fact = SegmentFilled(segment=segment.id, version=segment.version, people=people)
    return Draft(fact=fact, occurred_at=at, community=segment.community_id)


def _statement(day: Day, segments: Sequence[Standing]) -> Fragment:
    asked = joined(", ", [_asked(one, day) for one in segments if one.is_over(day.community)])
    ids = [one.id for one in segments]
    before, after = _WANTED.split("{asked}")
    org = scope.org_id()
    rest: tuple[Any, ...] = (org, day.community, day.community, ids, day.community)
    rest += (org, day.community, day.day)
    return asked.wrapped(before) + Fragment(after, rest)


def _asked(segment: Standing, day: Day) -> Fragment:
    """The segment's number for who belongs to it, else NULL."""
    return truth(segment, now=day.now).wrapped("CASE WHEN ", f" THEN {segment.id} END")


def truth(segment: Standing, *, now: datetime) -> Fragment:
    """The test of a row `belonging`, `person`, community aside."""
    if segment.ready is None:
        asked = Fragment(
            "EXISTS (SELECT 1 FROM segments_pick k WHERE k.segment_id = %s AND k.member_id = person.id)",
            (segment.id,),
        )
    else:
        asked = sql.where(segment.ready.checked, at=now)
    return asked if segment.counts_left else asked.wrapped("(belonging.left_at IS NULL AND ", ")")
