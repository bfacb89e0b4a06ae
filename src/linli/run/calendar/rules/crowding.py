"""Where the calendar is too full or too empty: posts that clash, days over a cap, weeks off their pace."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Period(StrEnum):
    """What a pace counts in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Placed:
    """A post at its time in its groups; `day` is the local day of its community."""

    id: int
    groups: frozenset[int]
    at: datetime
    day: date


@dataclass(frozen=True)
class OffPace:
    """A period with fewer or more posts than wanted."""

    first: date
    last: date
    found: int
    least: int
    most: int

    @property
    def is_short(self) -> bool:
        """Are there too few?"""
        return self.found < self.least


def clashes(posts: Iterable[Placed], within: timedelta) -> dict[int, int]:
    """For each post nearer than `within` to another one in a shared group, that other one."""
    found: dict[int, int] = {}
    by_group: dict[int, list[Placed]] = defaultdict(list)
    for one in sorted(posts, key=lambda post: (post.at, post.id)):
        for group in one.groups:
            before = by_group[group][-1] if by_group[group] else None
            if before is not None and one.at - before.at < within:
                found.setdefault(one.id, before.id)
                found.setdefault(before.id, one.id)
            by_group[group].append(one)
    return found


def over_cap(posts: Iterable[Placed], limit: int) -> dict[int, int]:
    """For each post that is more than a group's `limit` on its day, how many there are on that day."""
    by_day: dict[tuple[int, date], list[Placed]] = defaultdict(list)
    for one in sorted(posts, key=lambda post: (post.at, post.id)):
        for group in one.groups:
            by_day[group, one.day].append(one)
    found: dict[int, int] = {}
    for listed in by_day.values():
        for one in listed[limit:]:
            found[one.id] = max(found.get(one.id, 0), len(listed))
    return found


def periods(period: Period, first: date, last: date) -> list[tuple[date, date]]:
    """The whole days, weeks from Monday, or months that begin between `first` and `last`."""
    found = []
    start = _start(period, first)
    while start <= last:
        following = _next(period, start)
        if start >= first:
            found.append((start, following - timedelta(days=1)))
        start = following
    return found


def off_pace(
    days: Collection[date], spans: Sequence[tuple[date, date]], *, least: int, most: int
) -> list[OffPace]:
    """Which spans have fewer than `least` or more than `most` posts (0: no upper bound)."""
    counted: Mapping[date, int] = Counter(days)
    found = []
    for first, last in spans:
        n = sum(count for day, count in counted.items() if first <= day <= last)
        if n < least or (most and n > most):
            found.append(OffPace(first, last, n, least, most))
    return found


def _start(period: Period, day: date) -> date:
    if period is Period.DAY:
        return day
    return day - timedelta(days=day.weekday()) if period is Period.WEEK else day.replace(day=1)


def _next(period: Period, start: date) -> date:
    if period is Period.MONTH:
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1)
    return start + timedelta(days=1 if period is Period.DAY else 7)
