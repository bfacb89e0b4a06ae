"""The arithmetic of quiet hours and caps in local time. Pure: no ORM, clock or I/O.

A local time that a clock change skips stands for the first instant after the gap; one that comes twice stands
for its first occurrence. Windows are `[from, to)`; one whose end is not after its start ends on the next day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

LONGEST_QUIET = timedelta(hours=20)
SEARCH_LIMIT = timedelta(days=8)

Calendar = Literal["day", "week", "month"]


@dataclass(frozen=True)
class Window:
    """A stretch of every day in local time. Equal ends mean a whole day, which no document may ask for."""

    start: time
    end: time

    @property
    def length(self) -> timedelta:
        """How long it is on a day without a clock change."""
        minutes = (self.end.hour - self.start.hour) * 60 + self.end.minute - self.start.minute
        return timedelta(minutes=minutes if minutes > 0 else minutes + 24 * 60)


@dataclass(frozen=True)
class CalendarWindow:
    """A cap counts from local midnight, from Monday, or from the first of the month."""

    calendar: Calendar


@dataclass(frozen=True)
class RollingWindow:
    """A cap counts over this much time before now."""

    length: timedelta


ZonedWindow = tuple[Window, ZoneInfo]


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment (UTC) when a clock in `zone` first shows this time, or the first after it if skipped."""
    wanted = datetime.combine(day, at)
    early = wanted.replace(tzinfo=zone).astimezone(UTC)
    if early.astimezone(zone).replace(tzinfo=None) == wanted:
        return early
    return _end_of_gap(wanted, zone)


def is_quiet(at: datetime, windows: Sequence[Window], zone: ZoneInfo) -> bool:
    """Does a moment lie in one of the windows?"""
    return _latest_end(at, [(window, zone) for window in windows]) is not None


def next_open(at: datetime, windows: Sequence[Window], zone: ZoneInfo) -> datetime | None:
    """The first moment not before `at` outside every window; None when there is none in eight days."""
    return first_open(at, [(window, zone) for window in windows])


def first_open(at: datetime, windows: Sequence[ZonedWindow]) -> datetime | None:
    """The same for windows of several zones at once: a member's night and the group's."""
    moment = at
    while (end := _latest_end(moment, windows)) is not None:
        moment = end
        if moment - at > SEARCH_LIMIT:
            return None
    return moment


def period_start(at: datetime, calendar: Calendar, zone: ZoneInfo) -> date:
    """The local day on which the calendar window around a moment began."""
    today = at.astimezone(zone).date()
    return _period_of(today, calendar)


def period_end(at: datetime, calendar: Calendar, zone: ZoneInfo) -> datetime:
    """The moment at which the next calendar window begins."""
    return instant(_next_period(period_start(at, calendar, zone), calendar), time(), zone)


def later_period(at: datetime, calendar: Calendar, zone: ZoneInfo, periods: int) -> datetime:
    """The moment at which the window `periods` after the one around `at` begins (1 is the next one)."""
    day = period_start(at, calendar, zone)
    for _ in range(periods):
        day = _next_period(day, calendar)
    return instant(day, time(), zone)


def rolling_slot(uses: Sequence[datetime], *, limit: int, length: timedelta, waiting: int) -> datetime:
    """When a rolling cap of `limit` lets the next effect through, `waiting` others being before it.

    `uses` are the moments already counted, at least `limit` of them. Each use frees its place when it leaves
    the window, and whoever takes the place holds it for the length again.
    """
    newest = sorted(uses)[-limit:]
    rounds, place = divmod(waiting, limit)
    return newest[place] + length * (rounds + 1)


def _latest_end(at: datetime, windows: Sequence[ZonedWindow]) -> datetime | None:
    ends = [end for window, zone in windows if (end := _end_around(at, window, zone)) is not None]
    return max(ends) if ends else None


def _end_around(at: datetime, window: Window, zone: ZoneInfo) -> datetime | None:
    """The end of the occurrence of a window that holds `at`; yesterday's may still be running."""
    today = at.astimezone(zone).date()
    days = 0 if window.end > window.start else 1
    for day in (today - timedelta(days=1), today):
        start = instant(day, window.start, zone)
        end = instant(day + timedelta(days=days), window.end, zone)
        if start <= at < end:
            return end
    return None


def _end_of_gap(wanted: datetime, zone: ZoneInfo) -> datetime:
    """The instant of the clock change that skipped a local time (fold 0 has the offset of before it)."""
    before, after = (wanted.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    assert before is not None and after is not None  # noqa: S101, PT018 - a ZoneInfo always has an offset
    low = (wanted - after).replace(tzinfo=UTC)
    high = (wanted - before).replace(tzinfo=UTC)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        is_over = middle.astimezone(zone).utcoffset() == after
        low, high = (low, middle) if is_over else (middle, high)
    return high.replace(microsecond=0)


def _period_of(day: date, calendar: Calendar) -> date:
    if calendar == "day":
        return day
    if calendar == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1)


def _next_period(start: date, calendar: Calendar) -> date:
    if calendar == "day":
        return start + timedelta(days=1)
    if calendar == "week":
        return start + timedelta(days=7)
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1)
