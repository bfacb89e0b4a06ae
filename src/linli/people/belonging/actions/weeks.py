"""Weeks of stages: how many members went from which stage to which, counted as of the end of each week.

Counted from the traces, so that imported history has its weeks, too; by the thresholds in force when counted.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import connection, transaction

from linli.kernel.orgs import scope
from linli.people.belonging.models import CommunityDay, StageWeek
from linli.people.belonging.queries import places
from linli.people.belonging.queries.places import Place

WEEKS = 26
WEEK = timedelta(days=7)
Line = tuple[date, str, str, int]

_SQL = """
WITH week AS (
  SELECT generate_series(%(first)s::date, %(last)s::date, interval '7 days')::date AS day
), person AS MATERIALIZED (
  SELECT b.member_id AS id, b.joined_on, b.left_at IS NULL AS is_in,
    (b.left_at AT TIME ZONE %(zone)s)::date AS left_on, (b.came_at AT TIME ZONE %(zone)s)::date AS came_on
  FROM belonging_belonging b JOIN members_member m ON m.id = b.member_id AND NOT m.is_operator
  WHERE b.org_id = %(org)s AND b.community_id = %(community)s
), sign AS (
  SELECT coalesce(m.merged_into_id, a.member_id) AS id, a.day, true AS is_active
  FROM belonging_activeday a LEFT JOIN members_member m ON m.id = a.member_id
  WHERE a.org_id = %(org)s AND a.community_id = %(community)s AND a.day <= %(last)s
  UNION ALL SELECT id, joined_on, false FROM person
  UNION ALL SELECT id, came_on, false FROM person WHERE came_on <= %(last)s
), daily AS (
  SELECT id, day, bool_or(is_active) AS is_active FROM sign GROUP BY id, day
), walked AS (
  SELECT *, day - lag(day) OVER (PARTITION BY id ORDER BY day) AS gap FROM daily
), weekly AS (
  SELECT id, greatest(%(first)s, day + (%(last)s - day) %% 7) AS week, max(day) AS last_sign,
    max(day) FILTER (WHERE gap >= %(silent_days)s) AS back_on, bool_or(is_active) AS is_active
  FROM walked GROUP BY 1, 2
), stood AS (
  SELECT p.id, w.day, p.joined_on, p.is_in OR p.left_on > w.day AS is_in,
    max(k.last_sign) OVER so_far AS last_sign, max(k.back_on) OVER so_far AS back_on,
    coalesce(bool_or(k.is_active) OVER so_far, false) AS is_active
  FROM person p JOIN week w ON w.day >= p.joined_on LEFT JOIN weekly k ON k.id = p.id AND k.week = w.day
  WINDOW so_far AS (PARTITION BY p.id ORDER BY w.day)
), staged AS (
  SELECT id, day, CASE
    WHEN NOT is_in OR day - last_sign >= %(lost_days)s THEN 'lost'
    WHEN day - last_sign >= %(silent_days)s THEN 'silent'
    WHEN day - back_on < %(returned_days)s THEN 'returned'
    WHEN day - joined_on < %(new_days)s THEN 'new'
    WHEN day - last_sign >= %(at_risk_days)s OR NOT is_active THEN 'at_risk'
    ELSE 'active' END AS stage
  FROM stood
), moved AS (
  SELECT day, coalesce(lag(stage) OVER (PARTITION BY id ORDER BY day), '') AS before, stage AS after
  FROM staged
)
SELECT day, before, after, count(*)::int FROM moved WHERE day >= %(wanted)s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def count_weeks(*, community_id: int) -> int:
    """Count the weeks of a community that are missing or stale; returns how many were counted."""
    known = CommunityDay.objects.filter(community_id=community_id).first()
    if known is None:
        return 0
    last = known.day - timedelta(days=known.day.isoweekday())
    first = last - (WEEKS - 1) * WEEK
    newest = StageWeek.objects.filter(community_id=community_id).order_by("-day").first()
    wanted = max(first, newest.day + WEEK) if newest is not None else first
    if known.weeks_stale_from is not None:
        wanted = min(wanted, max(first, _sunday(known.weeks_stale_from)))
    if wanted > last:
        return 0
    place = places.places_on({community_id: known.day})[community_id]
    lines = _counted(place, wanted=wanted, last=last)
    _save(community_id, lines, wanted, known.weeks_stale_from)
    weeks: int = (last - wanted).days // 7 + 1
    return weeks


def _sunday(day: date) -> date:
    """The end of the day's week."""
    return day + timedelta(days=7 - day.isoweekday())


def _counted(place: Place, *, wanted: date, last: date) -> list[Line]:
    values: dict[str, int | str | date] = {
        "org": scope.org_id(),
        "community": place.community_id,
        "zone": place.zone,
        "first": wanted - WEEK,
        "wanted": wanted,
        "last": last,
        "new_days": place.thresholds.new_days,
        "at_risk_days": place.thresholds.at_risk_days,
        "silent_days": place.thresholds.silent_days,
        "lost_days": place.thresholds.lost_days,
        "returned_days": place.thresholds.returned_days,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        return [(row[0], row[1], row[2], row[3]) for row in cursor.fetchall()]


@transaction.atomic
def _save(community_id: int, lines: Sequence[Line], wanted: date, stale: date | None) -> None:
    StageWeek.objects.filter(community_id=community_id, day__gte=wanted).delete()
    StageWeek.objects.bulk_create(
        [
            StageWeek(community_id=community_id, day=day, before=before, after=after, members=members)
            for day, before, after, members in lines
        ]
    )
    CommunityDay.objects.filter(community_id=community_id, weeks_stale_from=stale).update(
        weeks_stale_from=None
    )
