"""Reads for pages: from roll-ups and snapshots only, never from the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum

from linli.measure.insights.models import GroupDay, MemberDay, Snapshot


@dataclass(frozen=True)
class Window:
    """Totals of some days, and the same number of days before them.

    Series have one value a day, oldest first; `active` adds up each group's distinct members.
    """

    days: tuple[date, ...]
    messages: tuple[int, ...]
    joins: tuple[int, ...]
    exits: tuple[int, ...]
    checkins: tuple[int, ...]
    active: tuple[int, ...]
    before_messages: int
    before_joins: int
    before_exits: int
    before_checkins: int
    before_active: int


@dataclass(frozen=True)
class GroupPulse:
    """How a group did in a window: `active` is the sum of daily active members."""

    group_id: int
    community_id: int
    messages: int
    joins: int
    exits: int
    active: int
    last_message_at: datetime | None


def window(*, until: date, days: int, communities: frozenset[int] | None = None) -> Window:
    """The `days` days ending with `until`, for the communities given or (None) all of the organisation."""
    first, before = until - timedelta(days=days - 1), until - timedelta(days=2 * days - 1)
    rows = (
        _days(before, until, communities)
        .values("day")
        .annotate(
            messages=Sum("messages"),
            joins=Sum("joins"),
            exits=Sum("exits"),
            checkins=Sum("checkins"),
            active=Sum("active"),
        )
    )
    by_day = {row["day"]: dict[str, Any](row) for row in rows}
    shown = tuple(first + timedelta(days=number) for number in range(days))
    earlier = tuple(before + timedelta(days=number) for number in range(days))

    def series(name: str) -> tuple[int, ...]:
        return tuple(by_day[day][name] if day in by_day else 0 for day in shown)

    def total_before(name: str) -> int:
        return sum(by_day[day][name] for day in earlier if day in by_day)

    return Window(
        days=shown,
        messages=series("messages"),
        joins=series("joins"),
        exits=series("exits"),
        checkins=series("checkins"),
        active=series("active"),
        before_messages=total_before("messages"),
        before_joins=total_before("joins"),
        before_exits=total_before("exits"),
        before_checkins=total_before("checkins"),
        before_active=total_before("active"),
    )


def count_active(first: date, last: date, communities: frozenset[int] | None = None) -> int:
    """Distinct members with an event from `first` to `last`, both included (M12)."""
    found = MemberDay.objects.filter(day__range=(first, last))
    if communities is not None:
        found = found.filter(community_id__in=communities)
    counted: int = found.aggregate(n=Count("member_id", distinct=True))["n"]
    return counted


def group_pulses(
    *, until: date, days: int, communities: frozenset[int] | None = None, limit: int = 500
) -> list[GroupPulse]:
    """Groups with anything in the window, quietest first."""
    rows = (
        _days(until - timedelta(days=days - 1), until, communities)
        .values("group_id", "community_id")
        .annotate(
            messages=Sum("messages"),
            joins=Sum("joins"),
            exits=Sum("exits"),
            active=Sum("active"),
            last_message_at=Max("last_message_at"),
        )
        .order_by("messages", "group_id")[:limit]
    )
    return [GroupPulse(**row) for row in rows]


def find_snapshot(community_id: int) -> Snapshot | None:
    """The figures last computed for a community."""
    found: Snapshot | None = Snapshot.objects.filter(community_id=community_id).first()
    return found


def snapshots(community_ids: Sequence[int]) -> dict[int, Snapshot]:
    """The figures last computed for several communities, by community."""
    return {one.community_id: one for one in Snapshot.objects.filter(community_id__in=community_ids)}


def _days(first: date, last: date, communities: frozenset[int] | None) -> QuerySet[GroupDay]:
    found: QuerySet[GroupDay] = GroupDay.objects.filter(day__range=(first, last)).order_by()
    return found if communities is None else found.filter(community_id__in=communities)
