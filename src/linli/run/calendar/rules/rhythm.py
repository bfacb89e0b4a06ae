"""On which days a column appears. Days are local days of its community; nothing here knows a clock."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LAST_DAY = 32
LONGEST_LOOK = timedelta(days=366 * 6)


class Repeats(StrEnum):
    """How often."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True)
class Rhythm:
    """Every `every` days, weeks or months from the one `starts_on` lies in.

    weekdays    0 is Monday; of a weekly rhythm (none: the weekday of `starts_on`), and for a daily one the
                only weekdays it keeps to (none: all)
    month_days  1 to 31, and LAST_DAY for the last one; a day that a month does not have is left out
    """

    repeats: Repeats
    starts_on: date
    ends_on: date | None = None
    every: int = 1
    weekdays: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()


def days(rhythm: Rhythm, first: date, last: date) -> list[date]:
    """The days from `first` to `last`, both included, on which it appears; six years at most."""
    low = max(first, rhythm.starts_on)
    high = min(last, low + LONGEST_LOOK, rhythm.ends_on or date.max)
    return [day for day in _every_day(low, high) if _is_on(rhythm, day)]


def next_day(rhythm: Rhythm, after: date) -> date | None:
    """The first day after one on which it appears; None when there is none in six years."""
    low = max(after + timedelta(days=1), rhythm.starts_on)
    high = min(low + LONGEST_LOOK, rhythm.ends_on or date.max)
    return next((day for day in _every_day(low, high) if _is_on(rhythm, day)), None)


def _every_day(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _is_on(rhythm: Rhythm, day: date) -> bool:
    if rhythm.repeats is Repeats.DAILY:
        wanted = not rhythm.weekdays or day.weekday() in rhythm.weekdays
        return wanted and (day - rhythm.starts_on).days % rhythm.every == 0
    if rhythm.repeats is Repeats.WEEKLY:
        weekdays = rhythm.weekdays or {rhythm.starts_on.weekday()}
        weeks = (_monday(day) - _monday(rhythm.starts_on)).days // 7
        return day.weekday() in weekdays and weeks % rhythm.every == 0
    return _is_day_of_month(rhythm, day)


def _is_day_of_month(rhythm: Rhythm, day: date) -> bool:
    months = (day.year - rhythm.starts_on.year) * 12 + day.month - rhythm.starts_on.month
    if months % rhythm.every:
        return False
    wanted = rhythm.month_days or {rhythm.starts_on.day}
    is_last = day.day == monthrange(day.year, day.month)[1]
    return day.day in wanted or (is_last and LAST_DAY in wanted)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
