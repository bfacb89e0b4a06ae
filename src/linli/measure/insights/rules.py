"""The arithmetic of the figures as pure functions over plain numbers: shares, inequality, decay."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta


def ratio(part: float, whole: float) -> float | None:
    """Part of a whole, or None where there is no whole: nothing out of nothing is not zero."""
    return part / whole if whole else None


def top_share(counts: Sequence[int], people: int) -> float | None:
    """Share of everything that the `people` busiest have."""
    return ratio(sum(sorted(counts, reverse=True)[:people]), sum(counts))


def busiest(people: int, per_cent: int) -> int:
    """How many people the busiest `per_cent` are: rounded down, at least one."""
    return max(1, people * per_cent // 100)


def gini(counts: Sequence[int], *, silent: int = 0) -> float | None:
    """Inequality of counts: 0 when all have the same, near 1 when one has everything.

    `silent` people with nothing are added to the counted ones.
    """
    total, people = sum(counts), len(counts) + silent
    if not total:
        return None
    weighted = sum(rank * count for rank, count in enumerate(sorted(counts), start=silent + 1))
    return 2 * weighted / (people * total) - (people + 1) / people


def absence_factor(counts: Sequence[int], *, share: float = 0.5) -> int | None:
    """The smallest number of people who together made at least `share` of all contributions."""
    total, reached = sum(counts), 0
    for people, count in enumerate(sorted(counts, reverse=True), start=1):
        reached += count
        if reached >= share * total > 0:
            return people
    return None


def heat_by_week(daily: Sequence[int]) -> list[float | None]:
    """Mean a day of each complete week after opening, divided by the first week's.

    `daily` is messages a day from the opening day on. Week 1 is 1.0 by definition; None throughout where the
    first week was silent.
    """
    weeks = [sum(daily[start : start + 7]) for start in range(0, len(daily) - 6, 7)]
    return [ratio(week, weeks[0]) for week in weeks]


def days_between(start: datetime, end: datetime) -> list[date]:
    """Every calendar day touched by [start, end)."""
    if end <= start:
        return []
    last = (end - timedelta(microseconds=1)).date()
    return [start.date() + timedelta(days=n) for n in range((last - start.date()).days + 1)]
