"""Decisions about runs: when they wake, who may enter again, how long a failed one rests."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from linli.run.playbooks.document.shapes import Entry
from linli.run.playbooks.document.step_shapes import UntilDate, UntilLocal, Wait
from linli.run.playbooks.timetable import instant

MOST_VISITS = 20
MOST_ATTEMPTS = 6
MOST_DEPTH = 3
REMEMBERED_EVENTS = 20
LOOK_AGAIN = timedelta(seconds=60)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Entrance(StrEnum):
    """What comes of a trigger. All but the first three are reasons why no run starts."""

    START = "start"
    RESUME = "resume"
    MERGE = "merge"
    RUNNING = "running"
    ONCE_ONLY = "once_only"
    TOO_SOON = "too_soon"
    TOO_OFTEN = "too_often"
    COOLING = "cooling"


class Occasion(StrEnum):
    """Why somebody would come in now."""

    EVENT = "event"
    TICK = "tick"
    ABSENCE = "absence"
    HAND = "hand"


@dataclass(frozen=True)
class Past:
    """What a subject has had of a playbook so far.

    alive       how many runs are under way, `is_alive` when any
    ended_at    when the last run ended; `has_left`: it was stopped because they left
    started_at  when the last run began
    """

    runs: int
    is_alive: bool
    ended_at: datetime | None
    has_left: bool
    alive: int = 0
    started_at: datetime | None = None


def entrance(
    entry: Entry,
    past: Past | None,
    *,
    at: datetime,
    occasion: Occasion = Occasion.EVENT,
    overlaps: bool = False,
) -> Entrance:
    """May a subject come in (again) at a moment?

    A schedule or a person brings somebody in again whatever `re_enter` says, unless it says how; a schedule
    that `overlaps` does not mind runs under way.
    """
    if past is None:
        return Entrance.START
    alive = past.alive or int(past.is_alive)
    if alive and entry.merges:
        return Entrance.MERGE
    if alive >= entry.concurrent and not overlaps:
        return Entrance.RUNNING
    if _resumes(entry, past, at) and occasion is Occasion.EVENT:
        return Entrance.RESUME
    if entry.cool_down is not None and past.started_at and at - past.started_at < entry.cool_down:
        return Entrance.COOLING
    if entry.again_after is None:
        is_repeated = occasion in (Occasion.TICK, Occasion.HAND)
        repeats = is_repeated or entry.concurrent > 1 or entry.cool_down is not None
        return Entrance.START if repeats else Entrance.ONCE_ONLY
    if occasion is Occasion.HAND:
        return Entrance.START
    return _again(entry, past, at, is_alone=not alive)


def _resumes(entry: Entry, past: Past, at: datetime) -> bool:
    if past.is_alive or not past.has_left or entry.resume_within is None:
        return False
    return at - (past.ended_at or at) <= entry.resume_within


def _again(entry: Entry, past: Past, at: datetime, *, is_alone: bool) -> Entrance:
    if past.runs >= entry.most_runs:
        return Entrance.TOO_OFTEN
    since = at - (past.ended_at or at)
    is_late_enough = not is_alone or entry.again_after is None or since >= entry.again_after
    return Entrance.START if is_late_enough else Entrance.TOO_SOON


def sleep_until(
    wait: Wait, *, at: datetime, started_at: datetime, zone: str, known: object = None
) -> datetime:
    """When a wait that begins now ends by itself; not after `at` when there is nothing to wait for.

    `known` is the value of the field that `until_date` names. For events and conditions: the limit.
    """
    if wait.duration is not None:
        return at + wait.duration
    if wait.until_local is not None:
        return local_moment(wait.until_local, at=at, started_at=started_at, zone=zone)
    if wait.until_date is not None:
        return dated_moment(wait.until_date, known, at=at, zone=zone) or at
    return at + (wait.at_most or timedelta())


def local_moment(until: UntilLocal, *, at: datetime, started_at: datetime, zone: str) -> datetime:
    """The time of day on a day of the run, on the next such weekday, or the next time the clock shows it.

    A time that the clock skips is the first moment after the jump; of one it shows twice the first counts.
    """
    clock = ZoneInfo(zone)
    if until.day_of_run is not None:
        day = started_at.astimezone(clock).date() + timedelta(days=until.day_of_run - 1)
        return instant(day, until.at, clock)
    today = at.astimezone(clock).date()
    for days in range(10):
        day = today + timedelta(days=days)
        if until.weekday and _WEEKDAYS[day.weekday()] != until.weekday:
            continue
        moment = instant(day, until.at, clock)
        if moment > at:
            return moment
    return at


def dated_moment(until: UntilDate, known: object, *, at: datetime, zone: str) -> datetime | None:
    """The moment that a known date or time means, with its offset; None when nothing usable is known.

    Whole days of the offset are days of the calendar. `yearly`: its first return after `at`; who was born on
    29 February has the 28th in other years.
    """
    clock = ZoneInfo(zone)
    moment = _moment(known)
    if moment is not None and not until.yearly:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=clock)
        local = aware.astimezone(clock)
        days, rest_of = _split(until.offset)
        return instant(local.date() + days, local.time(), clock) + rest_of
    day = moment.astimezone(clock).date() if moment is not None else _day(known, at.astimezone(clock).year)
    if day is None:
        return None
    if not until.yearly:
        return _on(day, until, clock)
    year = at.astimezone(clock).year
    returns = (_on(_in_year(day, year + more), until, clock) for more in (-1, 0, 1, 2))
    return next(one for one in returns if one > at)


def _on(day: date, until: UntilDate, clock: ZoneInfo) -> datetime:
    days, rest_of = _split(until.offset)
    start = until.at or datetime.min.time()
    return instant(day + days, start, clock) + rest_of


def _split(offset: timedelta) -> tuple[timedelta, timedelta]:
    days = timedelta(days=offset.days)
    return days, offset - days


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def _moment(known: object) -> datetime | None:
    if isinstance(known, datetime):
        return known
    if isinstance(known, str) and ("T" in known or ":" in known):
        try:
            return datetime.fromisoformat(known.strip())
        except ValueError:
            return None
    return None


def _day(known: object, year: int) -> date | None:
    """A date, "2026-11-23", or "11-23" without its year."""
    if isinstance(known, date):
        return known
    if not isinstance(known, str):
        return None
    text = known.strip()
    for written in (text, f"{year}-{text}", f"2024-{text}"):
        try:
            return date.fromisoformat(written)
        except ValueError:
            continue
    return None


def rest(attempts: int) -> timedelta:
    """How long a run rests after the n-th failure in a row: 5 s, then five times as long, 1 h at most."""
    return min(timedelta(seconds=5 * 5 ** max(0, attempts - 1)), timedelta(hours=1))
