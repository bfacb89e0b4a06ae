"""Columns as a seat sees them, with what came of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, Q
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs.models import Seat
from linli.run.calendar.models import Column, Planning, Slot
from linli.run.calendar.rules.rhythm import Repeats, Rhythm
from linli.run.calendar.rules.words import AHEAD, ColumnState, State

Reach = frozenset[int] | None
ColumnRow = Column  # what faces call a row they were handed
LOOK_BACK = timedelta(days=28)


class NoSuchColumn(Refusal):
    """There is no such column, or it is of a community this seat does not reach."""

    def __init__(self) -> None:
        super().__init__(_("there is no such column here"))


@dataclass(frozen=True)
class ColumnLine:
    """A column with its last four weeks: posts sent and missed, and means per measured post.

    reached   the mean of its own measure, None before the first post is a day old
    """

    column: Column
    next_at: datetime | None
    sent: int
    missed: int
    without_content: int
    messages: float
    speakers: float
    replies: float
    reactions: float
    reached: float | None


def access_column(seat: Seat, column_id: int) -> Column:
    """A column this seat may see, or NoSuchColumn: the one door for ids that come from outside."""
    found: Column | None = Column.objects.filter(id=column_id, org_id=seat.org_id).first()
    if found is None or (seat.reach is not None and found.community_id not in seat.reach):
        raise NoSuchColumn
    return found


def columns(*, reach: Reach = None, community: int | None = None, with_ended: bool = False) -> list[Column]:
    """Columns by community and name."""
    found = Column.objects.order_by("community_id", "name", "id")
    if not with_ended:
        found = found.exclude(state=ColumnState.ENDED)
    if community is not None:
        found = found.filter(community_id=community)
    if reach is not None:
        found = found.filter(community_id__in=reach)
    return list(found)


def column_lines(listed: Collection[Column], *, at: datetime) -> list[ColumnLine]:
    """The same columns with their figures, in one query."""
    recent = Q(state=State.SENT, sent_at__gte=at - LOOK_BACK)
    measured = recent & Q(measured_at__isnull=False)
    rows = (
        Slot.objects.filter(column_id__in=[one.id for one in listed])
        .order_by()
        .values("column_id")
        .annotate(
            sent=Count("id", filter=recent),
            missed=Count("id", filter=Q(state=State.MISSED, starts_at__gte=at - LOOK_BACK)),
            empty=Count("id", filter=Q(state=State.IDEA, starts_at__gte=at)),
            messages=Avg("messages", filter=measured),
            speakers=Avg("speakers", filter=measured),
            replies=Avg("replies", filter=measured),
            reactions=Avg("reactions", filter=measured),
        )
    )
    found = {row["column_id"]: row for row in rows}
    coming = dict(
        Slot.objects.filter(column_id__in=list(found), state__in=AHEAD, starts_at__gte=at)
        .order_by("column_id", "starts_at")
        .distinct("column_id")
        .values_list("column_id", "starts_at")
    )
    return [_line(one, found.get(one.id, {}), coming.get(one.id)) for one in listed]


def _line(column: Column, row: Mapping[str, float | None], next_at: datetime | None) -> ColumnLine:
    return ColumnLine(
        column=column,
        next_at=next_at,
        sent=int(row.get("sent") or 0),
        missed=int(row.get("missed") or 0),
        without_content=int(row.get("empty") or 0),
        messages=row.get("messages") or 0.0,
        speakers=row.get("speakers") or 0.0,
        replies=row.get("replies") or 0.0,
        reactions=row.get("reactions") or 0.0,
        reached=row.get(column.metric),
    )


def rhythm_of(column: Column) -> Rhythm:
    """On which days a column appears."""
    return Rhythm(
        Repeats(column.repeats),
        column.starts_on,
        column.ends_on,
        column.every,
        frozenset(column.weekdays),
        frozenset(column.month_days),
    )


def planning_of(community_id: int) -> Planning:
    """How a community plans; the usual way (not saved) where nobody said."""
    found: Planning | None = Planning.objects.filter(community_id=community_id).first()
    return found or Planning(community_id=community_id)


def plannings(community_ids: Collection[int]) -> dict[int, Planning]:
    """The same for several."""
    known = {one.community_id: one for one in Planning.objects.filter(community_id__in=community_ids)}
    return {id: known.get(id) or Planning(community_id=id) for id in community_ids}
