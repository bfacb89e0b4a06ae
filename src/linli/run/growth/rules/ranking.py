"""Leaderboards: the span of a period."""

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
