"""Upkeep of segments: who hears from the team how often, and who did not lately."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Seat
from linli.people.care.models import Upkeep
from linli.people.care.queries.caring import LAST_CONTACT, NoSuchCare, Reach
from linli.people.segments.queries import listing


@dataclass(frozen=True)
class UpkeepLine:
    """The upkeep of a segment in a community: of `people`, so many were `seen` in the last `every_days`."""

    id: int
    segment_id: int
    segment: str
    community_id: int
    community: str
    every_days: int
    step: str
    carer: str
    people: int
    seen: int


@dataclass(frozen=True)
class Unseen:
    """Somebody in a segment with upkeep whom nobody was in touch with for too long."""

    member_id: int
    name: str
    contact_on: date | None


_PEOPLE = f"""
FROM segments_place p
JOIN members_member m ON m.id = p.member_id AND NOT m.is_operator AND m.erased_at IS NULL
LEFT JOIN LATERAL ({LAST_CONTACT.format(member="p.member_id", community="p.community_id")}) last ON true
WHERE p.segment_id = u.segment_id AND p.community_id = u.community_id
"""
_LINES = f"""
SELECT u.id, u.segment_id, s.name, u.community_id, k.name, u.every_days, u.step, coalesce(f.name, ''),
  counted.people, counted.seen
FROM care_upkeep u JOIN segments_segment s ON s.id = u.segment_id
JOIN communities_community k ON k.id = u.community_id
LEFT JOIN orgs_seat seat ON seat.id = u.seat_id LEFT JOIN orgs_staff f ON f.id = seat.staff_id
LEFT JOIN LATERAL (
  SELECT count(*)::int AS people,
    count(*) FILTER (WHERE last.on_day > %(today)s::date - u.every_days)::int AS seen
  {_PEOPLE}
) counted ON true
WHERE u.org_id = %(org)s AND u.ended_at IS NULL
  AND (%(reach)s::bigint[] IS NULL OR u.community_id = ANY(%(reach)s))
ORDER BY k.name, s.name, u.id
"""
_UNSEEN = f"""
SELECT found.id, found.name, found.on_day FROM care_upkeep u
CROSS JOIN LATERAL (SELECT m.id, m.name, m.sort_key, last.on_day {_PEOPLE}) found
WHERE u.id = %(upkeep)s AND u.org_id = %(org)s
  AND (found.on_day IS NULL OR found.on_day <= %(today)s::date - u.every_days)
ORDER BY found.on_day NULLS FIRST, found.sort_key, found.id LIMIT %(limit)s
"""


def upkeep_lines(*, reach: Reach, today: date) -> list[UpkeepLine]:
    """Every upkeep in the communities reached. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _LINES,
            {"org": scope.org_id(), "today": today, "reach": None if reach is None else sorted(reach)},
        )
        return [_line(row) for row in cursor.fetchall()]


def unseen_people(upkeep_id: int, *, today: date, limit: int = 50) -> list[Unseen]:
    """Whom nobody was in touch with for the upkeep's days. The caller checked the reach."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSEEN, {"org": scope.org_id(), "upkeep": upkeep_id, "today": today, "limit": limit})
        return [Unseen(row[0], row[1], row[2]) for row in cursor.fetchall()]


def access_upkeep(seat: Seat, upkeep_id: int) -> Upkeep:
    """An upkeep in a community the seat reaches, or NoSuchCare."""
    found = Upkeep.objects.filter(id=upkeep_id, org_id=seat.org_id, ended_at=None).first()
    if found is None or (seat.reach is not None and found.community_id not in seat.reach):
        raise NoSuchCare
    upkeep: Upkeep = found
    return upkeep


def segment_choices(reach: Reach) -> list[tuple[str, str]]:
    """Segments an upkeep can be set for: (id, name)."""
    return [(str(one.id), one.name) for one in listing.tabs(reach)]


def _line(row: Any) -> UpkeepLine:
    return UpkeepLine(*row)
