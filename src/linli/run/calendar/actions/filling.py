"""Posts of columns are made four weeks ahead, once for each day, however often this runs."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from linli.connect.gateway.policy import rules as hours
from linli.facts.calendar import SlotScheduled
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.communities import queries as communities
from linli.run.calendar.models import Column, Slot
from linli.run.calendar.queries import columns
from linli.run.calendar.rules import rhythm
from linli.run.calendar.rules.words import AHEAD, ColumnState, State

HORIZON = timedelta(days=28)


def fill_columns(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Make the posts of all active columns of the organisation in scope; returns how many are new."""
    found = columns.columns()
    zones = communities.zones_of([one.community_id for one in found])
    made = 0
    for column in found:
        if column.state == ColumnState.ACTIVE:
            with transaction.atomic():
                made += _make(column, ZoneInfo(zones[column.community_id]), by=by, at=at)
    return made


def refill_column(column: Column, *, by: Actor, at: datetime) -> int:
    """After a change, in the caller's transaction: posts nobody touched go, and are made anew."""
    zone = ZoneInfo(communities.zones_of([column.community_id])[column.community_id])
    Slot.objects.filter(column=column, is_touched=False, state__in=AHEAD, starts_at__gt=at).delete()
    return _make(column, zone, by=by, at=at) if column.state == ColumnState.ACTIVE else 0


def _make(column: Column, zone: ZoneInfo, *, by: Actor, at: datetime) -> int:
    """The posts of a column that are not there yet; one that would begin in the past is not made."""
    today = at.astimezone(zone).date()
    wanted = rhythm.days(columns.rhythm_of(column), today, (at + HORIZON).astimezone(zone).date())
    known = set(
        Slot.objects.filter(column=column, occurrence__gte=today).values_list("occurrence", flat=True)
    )
    drafts = [_slot(column, day, zone, by) for day in wanted if day not in known]
    fresh = [one for one in drafts if one.starts_at > at]
    Slot.objects.bulk_create(fresh, ignore_conflicts=True)
    _tell(column, [one.occurrence for one in fresh if one.state == State.SCHEDULED], by=by, at=at)
    return len(fresh)


def _slot(column: Column, day: date, zone: ZoneInfo, by: Actor) -> Slot:
    starts_at = hours.instant(day, column.at_time, zone)
    has_words = bool(column.text.strip()) or column.item_id is not None
    state = State.DRAFT if has_words else State.IDEA
    return Slot(
        column=column,
        occurrence=day,
        community_id=column.community_id,
        group_ids=column.group_ids,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=column.minutes),
        title=column.name,
        text=column.text,
        item_id=column.item_id,
        category=column.category,
        aim=column.aim,
        owner_seat_id=column.host_seat_id,
        state=State.SCHEDULED if column.is_automatic else state,
        needs_approval=column.needs_approval,
        late_minutes=column.late_minutes,
        author=by.code if has_words else "",
    )


def _tell(column: Column, days: Sequence[date | None], *, by: Actor, at: datetime) -> None:
    """Two fillings at once both tell; the key lets one of them through."""
    found = Slot.objects.filter(column=column, occurrence__in=days, state=State.SCHEDULED)
    drafts = [
        Draft(
            fact=SlotScheduled(id, column.id),
            occurred_at=at,
            community=column.community_id,
            key=f"slot/{id}/scheduled/1",
        )
        for id in found.values_list("id", flat=True)
    ]
    if drafts:
        log.append(drafts, by=by)
