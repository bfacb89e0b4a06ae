"""The segments a seat sees, how many they hold, and who: every count is of people, each counted once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Seat
from linli.kernel.verbs.fragment import Fragment
from linli.people.communities import queries as communities
from linli.people.segments import fields
from linli.people.segments.models import Headcount, Pick, Segment, SegmentDay, Wording
from linli.people.segments.rules import EVERYWHERE, Kind

Reach = frozenset[int] | None
SegmentRow = Segment  # what faces call a row they were handed


class NoSuchSegment(Refusal):
    """There is no such segment, or it is of a community this seat does not reach."""

    def __init__(self) -> None:
        super().__init__(_("there is no such segment here"))


@dataclass(frozen=True)
class Tab:
    """A segment as one of many: its number, its name, and how many people the seat sees in it."""

    id: int
    name: str
    count: int


@dataclass(frozen=True)
class SegmentLine:
    """A segment in a list. `entered` and `left` are of the last seven days.

    community   "" for all; `owner` "" where nobody answers for it
    is_daily    some of what it asks is only looked at at the turn of the day; `is_broken`: it cannot be kept
    """

    id: int
    name: str
    purpose: str
    strategy: str
    resource: str
    kind: str
    hue: str
    scheme: str
    community_id: int | None
    community: str
    owner: str
    owner_seat_id: int | None
    condition: str
    version: int
    counts_left: bool
    archived_at: datetime | None
    people: int
    entered: int
    left: int
    is_daily: bool
    is_broken: bool


@dataclass(frozen=True)
class DayCount:
    """How many a segment held at the end of a day, and who came and went on it."""

    day: date
    people: int
    entered: int
    left: int


def access_segment(seat: Seat, segment_id: int) -> Segment:
    """A segment this seat may see, or NoSuchSegment: the one door for ids that come from outside."""
    segment = Segment.objects.filter(id=segment_id, org_id=seat.org_id).first()
    is_beyond = (
        segment is not None
        and segment.community_id is not None
        and seat.reach is not None
        and segment.community_id not in seat.reach
    )
    if segment is None or is_beyond:
        raise NoSuchSegment
    found: Segment = segment
    return found


def may_change(seat: Seat, segment: Segment) -> bool:
    """A seat limited to some communities changes their segments only, not those of the whole organisation."""
    return seat.reach is None or (segment.community_id is not None and segment.community_id in seat.reach)


def get_segment(segment_id: int) -> Segment:
    """A segment of the organisation in scope, or NoSuchSegment."""
    segment = Segment.objects.filter(id=segment_id).first()
    if segment is None:
        raise NoSuchSegment
    found: Segment = segment
    return found


def get_segment_named(name: str) -> Segment:
    """A segment that is not put away, by its exact name, or NoSuchSegment."""
    segment = Segment.objects.filter(name=name, archived_at=None).first()
    if segment is None:
        raise NoSuchSegment
    found: Segment = segment
    return found


def tabs(reach: Reach = None) -> list[Tab]:
    """The segments of a seat's reach (None = all) with their numbers of people, by name."""
    rows = list(_seen(reach).filter(archived_at=None).order_by("name", "id").values_list("id", "name"))
    counts = counts_of([id for id, _name in rows], reach)
    return [Tab(id, name, counts.get(id, 0)) for id, name in rows]


def segment_lines(
    reach: Reach = None, *, today: date, archived: bool = False, ids: Collection[int] | None = None
) -> list[SegmentLine]:
    """The same with all that is said about them; five queries however many there are."""
    found = _seen(reach).filter(archived_at__isnull=not archived).order_by("name", "id")
    if ids is not None:
        found = _seen(reach).filter(id__in=ids).order_by("name", "id")
    segments = list(found)
    numbers = [one.id for one in segments]
    counts, moved = counts_of(numbers, reach), _moved(numbers, reach, since=today - timedelta(days=6))
    names = dict(communities.communities().values_list("id", "name"))
    owners = {seat.id: seat.staff.name for seat in orgs.staff_of(scope.org_id())} if segments else {}
    return [_line(one, counts, moved, names, owners) for one in segments]


def counts_of(segment_ids: Collection[int], reach: Reach = None) -> dict[int, int]:
    """People in each segment, of the communities reached; kept counts, unless several are reached."""
    if reach is not None and len(reach) > 1:
        return _counted(segment_ids, reach)
    where = EVERYWHERE if reach is None else next(iter(reach), -1)
    rows = Headcount.objects.filter(segment_id__in=segment_ids, community_id=where)
    return dict(rows.values_list("segment_id", "people"))


def history(segment_id: int, *, reach: Reach = None, since: date) -> list[DayCount]:
    """The days of a segment on which something was noted, oldest first; over several communities added up."""
    places = [EVERYWHERE] if reach is None else sorted(reach)
    rows = SegmentDay.objects.filter(segment_id=segment_id, community_id__in=places, day__gte=since)
    days: dict[date, DayCount] = {}
    for day, people, entered, left in rows.order_by("day", "id").values_list(
        "day", "people", "entered", "left"
    ):
        known = days.get(day, DayCount(day, 0, 0, 0))
        days[day] = DayCount(day, known.people + people, known.entered + entered, known.left + left)
    return [days[day] for day in sorted(days)]


def days_of(segment_ids: Collection[int], reach: Reach, *, since: date) -> list[tuple[int, date, int, int]]:
    """Segment, day, entered and left, for every day on which something was noted."""
    places = [EVERYWHERE] if reach is None else sorted(reach)
    rows = SegmentDay.objects.filter(segment_id__in=segment_ids, community_id__in=places, day__gte=since)
    return list(rows.values_list("segment_id", "day", "entered", "left"))


def wordings(segment: Segment) -> list[Wording]:
    """What a segment's condition was, newest first."""
    return list(Wording.objects.filter(segment=segment).order_by("-version"))


def picked_ids(segment: Segment) -> list[int]:
    """Who was picked by hand, in the order of being picked."""
    return list(Pick.objects.filter(segment=segment).order_by("id").values_list("member_id", flat=True))


def people_in(segment_id: int, reach: Reach = None) -> Fragment:
    """A subquery of the ids of the members in a segment: `WHERE m.id IN (…)`."""
    if reach is not None:
        return Fragment(
            "SELECT p.member_id FROM segments_place p WHERE p.community_id = ANY(%s) AND p.segment_id = %s",
            (sorted(reach), segment_id),
        )
    return Fragment(
        "SELECT p.member_id FROM segments_place p WHERE p.segment_id = %s AND p.community_id ="
        " ANY(ARRAY(SELECT k.community_id FROM segments_clock k WHERE k.org_id = %s))",
        (segment_id, scope.org_id()),
    )


def segments_of(member_id: int, reach: Reach = None) -> list[Tab]:
    """The segments a member is in, by name; `count` is 1."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT s.id, s.name FROM segments_place p JOIN segments_segment s"
            " ON s.id = p.segment_id WHERE s.org_id = %(org)s AND s.archived_at IS NULL"
            " AND p.member_id = %(member)s AND p.segment_id = ANY(ARRAY("
            "   SELECT id FROM segments_segment WHERE org_id = %(org)s AND archived_at IS NULL))"
            " AND p.community_id = ANY(ARRAY(SELECT b.community_id FROM belonging_belonging b"
            "   WHERE b.member_id = %(member)s AND b.org_id = %(org)s"
            "   AND (%(reach)s::bigint[] IS NULL OR b.community_id = ANY(%(reach)s)))) ORDER BY s.name, s.id",
            {
                "org": scope.org_id(),
                "member": member_id,
                "reach": None if reach is None else sorted(reach),
            },
        )
        return [Tab(id, name, 1) for id, name in cursor.fetchall()]


def names_of(member_ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """The names of the segments each member is in."""
    found: dict[int, list[str]] = {id: [] for id in member_ids}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT b.member_id, s.name FROM belonging_belonging b JOIN segments_segment s"
            " ON s.org_id = b.org_id AND s.archived_at IS NULL JOIN segments_place p"
            " ON p.community_id = b.community_id AND p.segment_id = s.id AND p.member_id = b.member_id"
            " WHERE b.org_id = %s AND b.member_id = ANY(%s) ORDER BY 2",
            [scope.org_id(), list(member_ids)],
        )
        for member, name in cursor.fetchall():
            found[member].append(name)
    return found


def _seen(reach: Reach) -> QuerySet[Segment]:
    found = Segment.objects.all()
    if reach is None:
        return found
    return found.filter(Q(community_id=None) | Q(community_id__in=reach))


def _counted(segment_ids: Collection[int], reach: Collection[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT segment_id, count(DISTINCT member_id) FROM segments_place WHERE org_id = %s"
            " AND community_id = ANY(%s) AND segment_id = ANY(%s) GROUP BY segment_id",
            [scope.org_id(), sorted(reach), list(segment_ids)],
        )
        return dict(cursor.fetchall())


def _moved(segment_ids: Collection[int], reach: Reach, *, since: date) -> dict[int, tuple[int, int]]:
    places = [EVERYWHERE] if reach is None else sorted(reach)
    rows = SegmentDay.objects.filter(
        segment_id__in=segment_ids, community_id__in=places, day__gte=since
    ).order_by()
    summed = rows.values("segment_id").annotate(came=Sum("entered"), went=Sum("left"))
    return {row["segment_id"]: (row["came"], row["went"]) for row in summed}


def _line(
    segment: Segment,
    counts: Mapping[int, int],
    moved: Mapping[int, tuple[int, int]],
    names: Mapping[int, str],
    owners: Mapping[int, str],
) -> SegmentLine:
    ready = fields.ready(segment.condition) if segment.kind == Kind.CONDITION else None
    entered, left = moved.get(segment.id, (0, 0))
    return SegmentLine(
        id=segment.id,
        name=segment.name,
        purpose=segment.purpose,
        strategy=segment.strategy,
        resource=segment.resource,
        kind=segment.kind,
        hue=segment.hue,
        scheme=segment.scheme,
        community_id=segment.community_id,
        community=names.get(segment.community_id or 0, ""),
        owner=owners.get(segment.owner_seat_id or 0, ""),
        owner_seat_id=segment.owner_seat_id,
        condition=segment.condition,
        version=segment.version,
        counts_left=segment.counts_left,
        archived_at=segment.archived_at,
        people=counts.get(segment.id, 0),
        entered=entered,
        left=left,
        is_daily=ready is not None and ready.is_daily,
        is_broken=segment.kind == Kind.CONDITION and ready is None,
    )
