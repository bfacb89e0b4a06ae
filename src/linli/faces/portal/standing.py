"""Where a member stands: points, check-ins, what today can bring, the leaderboard; growth in words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from linli.faces.portal import bubbles
from linli.faces.ui.components.portal import CheckInDay, Place
from linli.faces.ui.components.tabs import Tab
from linli.run.growth.queries import check_ins, earning, leaderboards, ledger
from linli.run.growth.queries.ledger import Funds, HistoryLine
from linli.run.growth.rules import ranking, streaks

PERIODS = ranking.PERIODS


@dataclass(frozen=True)
class CheckInCard:
    """The week's row and the button: `points` is what checking in now would bring."""

    days: list[CheckInDay]
    streak: int
    is_done: bool
    is_on: bool
    points: int


@dataclass(frozen=True)
class Task:
    """Something that brings points today; `done` of `most` points are earned (most 0: no limit)."""

    title: str
    icon: str
    hue: str
    points: int
    note: str
    is_done: bool
    action: str = ""
    url: str = ""


@dataclass(frozen=True)
class Board:
    """The podium, the rest, and one's own row when it stands below the list."""

    podium: list[Place]
    rest: list[Place]
    own: Place | None
    total: int


def greeting(now: datetime, name: str) -> str:
    """Good morning, by the clock of the community."""
    hour = timezone.localtime(now).hour
    if 5 <= hour < 12:
        return _("Good morning, {name}").format(name=name)
    if 12 <= hour < 18:
        return _("Good afternoon, {name}").format(name=name)
    return _("Good evening, {name}").format(name=name)


def funds(member_ids: list[int]) -> Funds:
    """What a person has, all their records together."""
    found = ledger.funds_of(member_ids).values()
    return Funds(sum(one.available for one in found), sum(one.pending for one in found))


def check_in(member_ids: list[int], *, community: int, today: date) -> CheckInCard:
    """Seven days of check-ins, today last."""
    first = today - timedelta(days=6)
    done = set(check_ins.days_checked_in(member_ids, community=community, first=first, last=today))
    streak = check_ins.get_streak(member_ids, community=community, today=today)
    rule = earning.rules_for("check_in").of(community)
    is_on = rule is not None or not earning.has_rules()
    points = streaks.ladder_points(rule.ladder, streak + 1) if rule and today not in done else 0
    days = [_day(first + timedelta(days=n), today, done, points) for n in range(7)]
    return CheckInCard(days, streak, today in done, is_on, points)


def tasks(member_ids: list[int], *, community: int, today: date) -> list[Task]:
    """What brings points today besides checking in: only what the rules of the community really pay."""
    rule = earning.rules_for("message").of(community)
    if rule is None or not rule.points:
        return []
    pairs = [(member, today) for member in member_ids]
    so_far = earning.earned_so_far(pairs, reason="message", currency=rule.currency_id)
    earned = sum(one.points for one in so_far.values())
    is_done = bool(rule.day_cap) and earned >= rule.day_cap
    note = _("today {done} of {most}").format(done=earned, most=rule.day_cap) if rule.day_cap else ""
    return [
        Task(
            title=_("Say something in the group"),
            icon="message-square-text",
            hue="green",
            points=rule.points,
            note=note,
            is_done=is_done,
            action=_("Go"),
            url=reverse("portal:rooms"),
        )
    ]


def place(member_ids: list[int], *, community: int, today: date) -> leaderboards.OwnPlace | None:
    """One's own place this week."""
    return leaderboards.leaderboard(
        period="week", today=today, community=community, member_ids=member_ids, limit=1
    ).own


def board(member_ids: list[int], *, community: int, period: str, today: date) -> Board:
    """The leaderboard of a community in words."""
    found = leaderboards.leaderboard(
        period=period, today=today, community=community, member_ids=member_ids, limit=30
    )
    running = check_ins.streaks_of([one.member for one in found.places], community=community, today=today)
    own, mine = found.own, frozenset(member_ids)
    to_next = _to_next(own)
    drawn = [
        Place(
            one.rank,
            one.name,
            one.points,
            to_next if one.member in mine else _streak(running.get(one.member, 0)),
            one.member in mine,
        )
        for one in found.places
    ]
    is_listed = any(one.is_me for one in drawn)
    below = None
    if own is not None and not is_listed:
        below = Place(own.rank or 0, "", own.points, to_next, True)
    return Board(drawn[:3], drawn[3:], below, found.total)


def periods(current: str) -> list[Tab]:
    """The switch above the podium."""
    names = {
        "today": pgettext("period", "Today"),
        "week": pgettext("period", "Week"),
        "month": pgettext("period", "Month"),
        "all": pgettext("period", "All time"),
    }
    address = reverse("portal:ranking")
    return [Tab(names.get(one, one), f"{address}?period={one}", one == current) for one in PERIODS]


def history(member_ids: list[int], *, before: datetime | None, limit: int) -> list[HistoryLine]:
    """Movements of points, newest first."""
    return ledger.history(member_ids, before=before, limit=limit)


def reason_words(line: HistoryLine) -> str:
    """Why points moved, in words; a reason staff wrote stands as they wrote it."""
    known = {
        "check_in": _("Check-in"),
        "message": _("Speaking in the group"),
        "sanction": _("A message was removed"),
    }
    return known.get(line.reason, line.reason)


def moment(text: str) -> datetime | None:
    """A moment from an address; None when it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _day(day: date, today: date, done: set[date], points: int) -> CheckInDay:
    noon = timezone.make_aware(datetime(day.year, day.month, day.day, 12))
    label = pgettext("day", "Today") if day == today else bubbles.short_weekday(noon)
    return CheckInDay(label, day in done, day == today, points if day == today else 0)


def _streak(days: int) -> str:
    return ngettext("{n} day in a row", "{n} days in a row", days).format(n=days) if days else ""


def _to_next(own: leaderboards.OwnPlace | None) -> str:
    if own is None:
        return ""
    if own.rank == 1:
        return _("first place")
    if own.to_next is None:
        return ""
    if own.rank is None:
        return ngettext("{n} point to get on the list", "{n} points to get on the list", own.to_next).format(
            n=own.to_next
        )
    return ngettext("{n} point to the next place", "{n} points to the next place", own.to_next).format(
        n=own.to_next
    )
