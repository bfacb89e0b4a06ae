"""Common goals of roles, and how much more the roles talked to each other since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Seat
from linli.people.communities.models import Community
from linli.people.roles.models import JointEvent

DAYS = 14
SHOWN = 30


class NoSuchEvent(Refusal):
    """There is no such event, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such event here"))


@dataclass(frozen=True)
class PairLine:
    """Replies between holders of two roles in the DAYS before the event, and in the DAYS from its day on."""

    first: str
    second: str
    before: int
    after: int


@dataclass(frozen=True)
class EventLine:
    """An event with its pairs. `days_counted` of DAYS lie behind it."""

    id: int
    title: str
    goal: str
    on: date
    pairs: tuple[PairLine, ...]
    days_counted: int


def access_event(seat: Seat, event_id: int) -> JointEvent:
    """An event of a community this seat reaches, or NoSuchEvent."""
    found: JointEvent | None = JointEvent.objects.filter(id=event_id, org_id=seat.org_id).first()
    if found is None or (seat.reach is not None and found.community_id not in seat.reach):
        raise NoSuchEvent
    return found


def events_of(community: Community, *, today: date) -> list[EventLine]:
    """The common goals of a community, newest first, with the talk of their roles; two queries."""
    rows = list(JointEvent.objects.filter(community_id=community.id).order_by("-on", "-id")[:SHOWN])
    talk = _talk(community, rows)
    return [
        EventLine(
            id=one.id,
            title=one.title,
            goal=one.goal,
            on=one.on,
            pairs=tuple(PairLine(first, second, *talk[one.id, first, second]) for first, second in one.pairs),
            days_counted=max(0, min(DAYS, (today - one.on).days + 1)),
        )
        for one in rows
    ]


def _talk(community: Community, events: Sequence[JointEvent]) -> dict[tuple[int, str, str], tuple[int, int]]:
    """Replies either way between people who are or were in two roles at that time, before and since."""
    asked = [(event.id, event.on, *pair) for event in events for pair in event.pairs]
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH asked AS (SELECT * FROM unnest(%(ids)s::bigint[], %(days)s::date[], %(one)s::text[],"
            "  %(two)s::text[]) AS a(event, day, first, second)),"
            " held AS (SELECT coalesce(p.id, a.member_id) AS member, a.role, a.since, a.ended_at"
            "  FROM roles_assignment a LEFT JOIN members_member p"
            "  ON p.id = a.member_id OR p.merged_into_id = a.member_id"
            "  WHERE a.org_id = %(org)s AND a.community_id = %(community)s AND a.member_id IS NOT NULL)"
            " SELECT q.event, q.first, q.second,"
            "  count(DISTINCT s.id) FILTER (WHERE (s.at AT TIME ZONE %(zone)s)::date < q.day),"
            "  count(DISTINCT s.id) FILTER (WHERE (s.at AT TIME ZONE %(zone)s)::date >= q.day)"
            " FROM asked q JOIN held x ON x.role = q.first JOIN held y ON y.role = q.second"
            "  AND y.member <> x.member"
            " JOIN ties_said s ON s.org_id = %(org)s AND s.community_id = %(community)s"
            "  AND s.member_id IN (x.member, y.member) AND s.reply_to <> 0"
            "  AND s.at >= (q.day - %(span)s) AND s.at < (q.day + %(span)s + 2)"
            "  AND (s.at AT TIME ZONE %(zone)s)::date >= q.day - %(span)s"
            "  AND (s.at AT TIME ZONE %(zone)s)::date < q.day + %(span)s"
            " JOIN ties_said r ON r.org_id = s.org_id AND r.group_id = s.group_id AND r.message = s.reply_to"
            "  AND r.member_id IN (x.member, y.member) AND r.member_id <> s.member_id"
            " WHERE (x.ended_at IS NULL OR x.ended_at >= s.at) AND (y.ended_at IS NULL OR y.ended_at >= s.at)"
            " GROUP BY q.event, q.first, q.second",
            {
                "ids": [one[0] for one in asked],
                "days": [one[1] for one in asked],
                "one": [one[2] for one in asked],
                "two": [one[3] for one in asked],
                "org": scope.org_id(),
                "community": community.id,
                "zone": community.zone,
                "span": DAYS,
            },
        )
        found = {(row[0], row[1], row[2]): (row[3], row[4]) for row in cursor.fetchall()}
    return {(one[0], one[2], one[3]): found.get((one[0], one[2], one[3]), (0, 0)) for one in asked}
