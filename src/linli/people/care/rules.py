"""Decisions about care: how valuable a silent member is, what to try next, who is due today."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

CAME_BACK_DAYS = 14  # who did something within these days after being reached out to came back
SEEN_DAYS = 7  # whoever has a carer is in touch with them at least this often
ANNIVERSARY_DAYS = 100


class Kind(StrEnum):
    """What a line of a member's log is about."""

    LIFE = "life"
    DIFFICULTY = "difficulty"
    PREFERENCE = "preference"
    DONE = "done"


class Way(StrEnum):
    """How a silent member is reached out to."""

    MESSAGE = "message"
    TASK = "task"
    GIFT = "gift"
    ROLE = "role"


class Answer(StrEnum):
    """What came of it, as far as the team knows; whether they came back is counted."""

    NONE = ""
    ANSWERED = "answered"
    DECLINED = "declined"


@dataclass(frozen=True)
class Worth:
    """What a member gave so far; `points` and `roles` where those rooms know."""

    messages: int
    active_days: int
    replies: int
    relation: str
    points: int = 0
    roles: int = 0
    is_vip: bool = False


@dataclass(frozen=True)
class Value:
    """Between 0 and 100, and what it is made of: (code, points), the heaviest first."""

    total: int
    reasons: tuple[tuple[str, int], ...]


def value_of(worth: Worth) -> Value:
    """Activity counts up to 60, closeness, roles and points for the rest."""
    parts = {
        "messages": min(20, worth.messages // 5),
        "active_days": min(20, worth.active_days),
        "replies": min(20, worth.replies),
        "relation": {"trusted": 15, "familiar": 7}.get(worth.relation, 0),
        "roles": min(10, 10 * worth.roles),
        "points": min(5, worth.points // 100),
        "vip": 10 if worth.is_vip else 0,
    }
    reasons = sorted(((code, points) for code, points in parts.items() if points), key=lambda one: -one[1])
    return Value(min(100, sum(parts.values())), tuple(reasons))


def suggest(worth: Worth, tried: tuple[str, ...]) -> Way | None:
    """The next thing to try, what was tried before left out; None: leave them in peace.

    A trusted member is written to first; who helped others is asked to help again; then a small gift.
    """
    order = [Way.MESSAGE, Way.TASK, Way.GIFT]
    if worth.replies >= 5 or worth.roles:
        order.insert(1, Way.ROLE)
    return next((way for way in order if way not in tried), None)


def outcome(*, made_on: date, came_back_on: date | None, today: date) -> str:
    """What came of reaching out: "back", "waiting" or "silent"."""
    if came_back_on is not None and came_back_on <= made_on + timedelta(days=CAME_BACK_DAYS):
        return "back"
    return "waiting" if today <= made_on + timedelta(days=CAME_BACK_DAYS) else "silent"


def is_answer_due(
    *, spoke_at: datetime | None, contact_at: datetime | None, hours: int | None, now: datetime
) -> bool:
    """Did somebody with a response target speak, wait longer than it for their carer, and not yet a week?"""
    if hours is None or spoke_at is None or (contact_at is not None and contact_at >= spoke_at):
        return False
    return timedelta(hours=hours) <= now - spoke_at <= timedelta(days=SEEN_DAYS)


def is_unseen(*, contact_on: date | None, since: date, today: date, every_days: int = SEEN_DAYS) -> bool:
    """Was nobody in touch with them for so long? `since` is when care began."""
    return (today - (contact_on or since)).days >= every_days


def anniversary(joined_on: date, today: date) -> int | None:
    """How many days or years with us are round today: years as negative numbers, 100 days as 100."""
    days = (today - joined_on).days
    if days == ANNIVERSARY_DAYS:
        return days
    years = today.year - joined_on.year
    return -years if years > 0 and is_day_of(joined_on, today) else None


def is_day_of(day: date, today: date) -> bool:
    """Is it that day of the year? The 29th of February is the 28th in other years."""
    if (day.month, day.day) == (2, 29) and not _is_leap(today.year):
        return (today.month, today.day) == (2, 28)
    return (day.month, day.day) == (today.month, today.day)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
