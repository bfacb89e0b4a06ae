"""The rhythm a community is expected to have: its active hours, and what silence in them means (C126)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOOKED_BACK = timedelta(days=14)


@dataclass(frozen=True)
class Window:
    """Active hours on some weekdays (0 is Monday); an end at or before its beginning is on the next day."""

    days: tuple[int, ...]
    begins: time
    ends: time


def is_active(windows: Sequence[Window], *, at: datetime, zone: str) -> bool:
    """Is a moment within active hours?"""
    clock = ZoneInfo(zone)
    today = at.astimezone(clock).date()
    return any(
        _span(window, today - timedelta(days=back), clock)[0]
        <= at
        < _span(window, today - timedelta(days=back), clock)[1]
        for back in (0, 1)
        for window in windows
        if (today - timedelta(days=back)).weekday() in window.days
    )


def active_between(windows: Sequence[Window], *, since: datetime, until: datetime, zone: str) -> timedelta:
    """How much of a stretch lies within active hours; overlapping windows count once."""
    clock = ZoneInfo(zone)
    day = since.astimezone(clock).date() - timedelta(days=1)
    last = until.astimezone(clock).date()
    spans = []
    while day <= last:
        for window in windows:
            if day.weekday() in window.days:
                begins, ends = _span(window, day, clock)
                if ends > since and begins < until:
                    spans.append((max(begins, since), min(ends, until)))
        day += timedelta(days=1)
    return _union(spans)


def is_too_quiet(
    windows: Sequence[Window], *, last_said_at: datetime | None, at: datetime, after: timedelta, zone: str
) -> bool:
    """Is it time to say something? Only silence of more than `after`, seen in an active hour, counts."""
    if not is_active(windows, at=at, zone=zone):
        return False
    return last_said_at is None or at - last_said_at > after


def _span(window: Window, day: date, clock: ZoneInfo) -> tuple[datetime, datetime]:
    ends_on = day + timedelta(days=1) if window.ends <= window.begins else day
    return (
        datetime.combine(day, window.begins, tzinfo=clock),
        datetime.combine(ends_on, window.ends, tzinfo=clock),
    )


def _union(spans: list[tuple[datetime, datetime]]) -> timedelta:
    total, reached = timedelta(), None
    for begins, ends in sorted(spans):
        start = begins if reached is None or begins > reached else reached
        if ends > start:
            total += ends - start
            reached = ends
    return total
