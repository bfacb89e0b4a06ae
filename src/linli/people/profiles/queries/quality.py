"""What was collected and whether it is any good: asked, answered, stale, doubtful, used."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.profiles.queries import fields as known
from linli.people.profiles.queries.fields import FieldLine
from linli.people.profiles.queries.people import PRESENT, within

_COUNTED = f"""
WITH present AS ({PRESENT}), asked AS (
    SELECT k.community_id, k.member_id FROM profiles_asking k JOIN present p ON p.id = k.member_id
)
SELECT f.id,
    (SELECT count(*) FROM (SELECT k.member_id FROM asked k
        WHERE f.is_asked AND (f.community_id IS NULL OR k.community_id = f.community_id)
        UNION SELECT a.member_id FROM profiles_answer a JOIN present p ON p.id = a.member_id
        WHERE a.field_id = f.id) AS every),
    count(a.id), count(a.id) FILTER (WHERE a.doubt <> ''),
    count(a.id) FILTER (WHERE f.stale_after_days IS NOT NULL
        AND a.confirmed_at < %(now)s - make_interval(days => f.stale_after_days))
FROM profiles_field f
    LEFT JOIN (SELECT a.* FROM profiles_answer a JOIN present p ON p.id = a.member_id) a ON a.field_id = f.id
WHERE f.org_id = %(org)s AND f.archived_at IS NULL GROUP BY f.id
"""
_USED = """
SELECT u.field_id, sum(u.times), max(u.last_at), array_agg(DISTINCT u.purpose) FROM profiles_fielduse u
WHERE u.org_id = %s GROUP BY u.field_id
"""
_COMPLETE = f"""
WITH present AS ({PRESENT}), fields AS (
    SELECT id FROM profiles_field WHERE org_id = %(org)s AND archived_at IS NULL AND is_asked
        AND (community_id IS NULL OR community_id = %(community)s))
SELECT count(*), avg(filled * 100.0 / nullif((SELECT count(*) FROM fields), 0)),
    count(*) FILTER (WHERE filled = 0)
FROM (SELECT p.id, (SELECT count(*) FROM profiles_answer a WHERE a.member_id = p.id
    AND a.field_id IN (SELECT id FROM fields)) AS filled FROM present p) AS people
"""


@dataclass(frozen=True)
class FieldQuality:
    """How a field does: people asked, answered, answers in doubt and stale, and how often it was used."""

    field: FieldLine
    asked: int
    answered: int
    doubtful: int
    stale: int
    used: int
    last_used_at: datetime | None
    purposes: tuple[str, ...]

    @property
    def is_unused(self) -> bool:
        """Was it answered, and for nothing?"""
        return self.answered > 0 and self.used == 0

    @property
    def percent(self) -> int:
        """The share of those asked who answered."""
        return 100 * self.answered // self.asked if self.asked else 0


@dataclass(frozen=True)
class Completeness:
    """How full the profiles of people are: `percent` None where there is nobody or nothing to ask."""

    people: int
    percent: int | None
    without_any: int


def field_qualities(
    *, community_id: int | None = None, reach: Collection[int] | None = None, now: datetime
) -> list[FieldQuality]:
    """Every field with its figures, in order; four queries. Use is counted for the whole organisation."""
    fields = known.fields_for(community_id) if community_id is not None else known.all_fields(reach=reach)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {**within(community_id, reach), "now": now})
        counted = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_USED, [scope.org_id()])
        used = {row[0]: row[1:] for row in cursor.fetchall()}
    return [_quality(one, counted.get(one.id), used.get(one.id)) for one in fields]


def completeness(community_id: int | None = None, *, reach: Collection[int] | None = None) -> Completeness:
    """How much of the template the people of a community (or of all) have answered, on average."""
    with connection.cursor() as cursor:
        cursor.execute(_COMPLETE, {**within(community_id, reach), "community": community_id})
        people, percent, without_any = cursor.fetchone()
    return Completeness(people, None if percent is None else int(percent), without_any)


def _quality(
    field: FieldLine,
    counted: tuple[int, int, int, int] | None,
    used: tuple[int, datetime, list[str]] | None,
) -> FieldQuality:
    asked, answered, doubtful, stale = counted or (0, 0, 0, 0)
    times, last_used_at, purposes = used or (0, None, [])
    return FieldQuality(field, asked, answered, doubtful, stale, int(times), last_used_at, tuple(purposes))
