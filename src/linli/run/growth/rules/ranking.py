"""Leaderboards: the span of a period, ranks with ties, the distance to the next one up."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta

PERIODS = ("today", "week", "all")


def first_day(period: str, today: date) -> date | None:
    """The first day of a period that ends today; weeks begin on Monday; None for all time."""
    if period == "today":
        return today
    if period == "week":
        return today - timedelta(days=today.weekday())
    if period == "all":
        return None
    raise ValueError(f"{period!r} is none of {', '.join(PERIODS)}")


def ranks(points: Sequence[int]) -> list[int]:
    """The rank of each score (highest first): equal scores share a rank and the next one is left out: 1, 2,
    2, 4.
    """
    found: list[int] = []
    for index, score in enumerate(points):
        is_tied = index > 0 and points[index - 1] == score
        found.append(found[-1] if is_tied else index + 1)
    return found


def to_next(own: int, rising: Sequence[int]) -> int | None:
    """Points missing to the nearest higher score in a rising list; None when nobody is ahead."""
    place = bisect_left(rising, own + 1)
    return rising[place] - own if place < len(rising) else None
