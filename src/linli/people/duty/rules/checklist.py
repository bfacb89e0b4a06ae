"""What is done in a term and when, and the bounds of everything that is typed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MAX_TITLE = 80
MAX_BODY = 1000
MAX_NOTE = 2000
MAX_REWARD = 200
MOST_ITEMS = 20


class Every(StrEnum):
    """On which days of a term something is done."""

    FIRST_DAY = "first_day"
    DAILY = "daily"
    WORKDAYS = "workdays"
    LAST_DAY = "last_day"


class RewardKind(StrEnum):
    """What a reward is. Only words and certificates are no reward: they are refused."""

    GOODS = "goods"
    MONEY = "money"
    FREE_FEE = "free_fee"
    COUPON = "coupon"
    POINTS = "points"


HANDOVER = "handover"


@dataclass(frozen=True)
class Item:
    """A line of the checklist. `code` names a ready-made one ("" for the community's own)."""

    id: int
    code: str
    title: str
    body: str
    every: Every
    minutes: int


def is_due_on(every: Every, day: date, days: list[date]) -> bool:
    """Is something of this kind done on a day of a term with these days?"""
    match every:
        case Every.FIRST_DAY:
            return day == days[0]
        case Every.LAST_DAY:
            return day == days[-1]
        case Every.WORKDAYS:
            return day.weekday() < 5
        case Every.DAILY:
            return True


def due_at(day: date, until: time, *, starts_at: datetime, ends_at: datetime, zone: str) -> datetime:
    """When something of a day must be done: at `until` of the day, never after the term.

    On a day the term begins later than `until`, or within the hour before it, an hour after it began.
    """
    due = datetime.combine(day, until, tzinfo=ZoneInfo(zone))
    return min(max(due, starts_at + timedelta(hours=1)), ends_at)
