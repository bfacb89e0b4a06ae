"""Whom the team looks after: on what terms, when last in touch, and what the log of each says."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Seat
from linli.people.care import rules
from linli.people.care.models import Care, CareNote
from linli.people.communities import queries as communities

Reach = frozenset[int] | None
MOST = 500


class NoSuchCare(Refusal):
    """There is no such care, note or attempt, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("there is nothing like that here"))


@dataclass(frozen=True)
class CareLine:
    """Somebody who is looked after; `waiting_since`: they spoke, and got no answer in time."""

    member_id: int
    name: str
    community_id: int
    community: str
    seat_id: int | None
    carer: str
    is_vip: bool
    response_hours: int | None
    plan: str
    next_on: date | None
    next_step: str
    began_on: date
    stage: str
    contact_on: date | None
    joined_on: date
    is_unseen: bool
    waiting_since: datetime | None


@dataclass(frozen=True)
class NoteLine:
    """A line of a log."""

    id: int
    kind: str
    text: str
    happened_on: date
    written_by: str
    remind_on: date | None
    reminded_at: datetime | None


LAST_CONTACT = """
  SELECT max(t.on_day) AS on_day, max(t.at) AS at FROM (
    SELECT n.happened_on AS on_day, n.written_at AS at FROM care_carenote n
    WHERE n.member_id = {member} AND n.community_id = {community} AND n.kind = 'done'
    UNION ALL SELECT o.made_on, o.made_at FROM care_outreach o
    WHERE o.member_id = {member} AND o.community_id = {community}
  ) t
"""
_LINES = f"""
SELECT c.member_id, m.name, c.community_id, k.name, c.seat_id, coalesce(f.name, ''), c.is_vip,
  c.response_hours, c.plan, c.next_on, c.next_step, c.began_on, b.stage, last.on_day, b.joined_on,
  last.at, b.last_spoke_at, k.zone
FROM care_care c JOIN members_member m ON m.id = c.member_id AND m.erased_at IS NULL
JOIN communities_community k ON k.id = c.community_id
JOIN belonging_belonging b ON b.member_id = c.member_id AND b.community_id = c.community_id
LEFT JOIN orgs_seat s ON s.id = c.seat_id LEFT JOIN orgs_staff f ON f.id = s.staff_id
LEFT JOIN LATERAL ({LAST_CONTACT.format(member="c.member_id", community="c.community_id")}) last ON true
WHERE c.org_id = %(org)s AND c.ended_at IS NULL
  AND (%(reach)s::bigint[] IS NULL OR c.community_id = ANY(%(reach)s))
  AND (%(seat)s::bigint IS NULL OR c.seat_id = %(seat)s)
  AND (NOT %(vip)s OR c.is_vip)
  AND (%(member)s::bigint IS NULL OR c.member_id = %(member)s)
ORDER BY c.is_vip DESC, c.next_on NULLS LAST, m.sort_key, c.id LIMIT %(limit)s
"""


def care_lines(
    *,
    reach: Reach,
    now: datetime,
    seat: int | None = None,
    member: int | None = None,
    only_vip: bool = False,
    limit: int = MOST,
) -> list[CareLine]:
    """Who is looked after in the communities reached (by one seat; one member), VIPs first. One query."""
    values: dict[str, int | bool | list[int] | None] = {
        "org": scope.org_id(),
        "reach": None if reach is None else sorted(reach),
        "seat": seat,
        "vip": only_vip,
        "member": member,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LINES, values)
        return [_line(row, now) for row in cursor.fetchall()]


def access_care(seat: Seat, member_id: int, community_id: int) -> Care:
    """The care for a member in a community the seat reaches, ended or not; or NoSuchCare."""
    community = communities.access_community(seat, community_id)
    found = Care.objects.filter(member_id=member_id, community_id=community.id).first()
    if found is None:
        raise NoSuchCare
    care: Care = found
    return care


def access_note(seat: Seat, note_id: int) -> CareNote:
    """A note in a community the seat reaches, or NoSuchCare."""
    note = CareNote.objects.filter(id=note_id, org_id=seat.org_id).first()
    if note is None or (seat.reach is not None and note.community_id not in seat.reach):
        raise NoSuchCare
    found: CareNote = note
    return found


def notes_of(member_id: int, *, reach: Reach, limit: int = 100) -> list[NoteLine]:
    """A member's log in the communities reached, newest first."""
    found = CareNote.objects.filter(member_id=member_id).order_by("-happened_on", "-id")
    if reach is not None:
        found = found.filter(community_id__in=reach)
    return [_note(one) for one in found[:limit]]


def carers(community_id: int) -> list[tuple[int, str]]:
    """Seats that reach a community, by name: (id, name)."""
    found = Seat.objects.select_related("staff").filter(staff__is_active=True)
    named = [(int(one.id), str(one.staff.name)) for one in found if _reaches(one, community_id)]
    return sorted(named, key=lambda one: one[1])


def _reaches(seat: Seat, community_id: int) -> bool:
    return seat.reach is None or community_id in seat.reach


def _note(one: CareNote) -> NoteLine:
    return NoteLine(
        one.id, one.kind, one.text, one.happened_on, one.written_by, one.remind_on, one.reminded_at
    )


def _line(row: tuple[Any, ...], now: datetime) -> CareLine:
    shown, (contact_at, spoke_at, zone) = row[:15], row[15:]
    hours, began_on, contact_on = shown[7], shown[11], shown[13]
    today = now.astimezone(ZoneInfo(zone)).date()
    is_due = rules.is_answer_due(spoke_at=spoke_at, contact_at=contact_at, hours=hours, now=now)
    is_unseen = rules.is_unseen(contact_on=contact_on, since=began_on, today=today)
    return CareLine(*(*shown, is_unseen, spoke_at if is_due else None))
