"""Decisions about runs: when they wake, who may enter again, how long a failed one rests."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from linli.run.playbooks.document.shapes import Entry
from linli.run.playbooks.document.step_shapes import UntilLocal, Wait

MOST_VISITS = 20
MOST_ATTEMPTS = 6
REMEMBERED_EVENTS = 20


class Entrance(StrEnum):
    """What comes of a trigger. All but the first two are reasons why no run starts."""

    START = "start"
    RESUME = "resume"
    RUNNING = "running"
    ONCE_ONLY = "once_only"
    TOO_SOON = "too_soon"
    TOO_OFTEN = "too_often"


@dataclass(frozen=True)
class Past:
    """The last run of a subject, and how many there were. `has_left`: it was stopped because they left."""

    runs: int
    is_alive: bool
    ended_at: datetime | None
    has_left: bool


def entrance(entry: Entry, past: Past | None, *, at: datetime) -> Entrance:
    """May a subject come in (again) at a moment?"""
    if past is None:
        return Entrance.START
    if past.is_alive:
        return Entrance.RUNNING
    since = at - (past.ended_at or at)
    if past.has_left and entry.resume_within is not None and since <= entry.resume_within:
        return Entrance.RESUME
    if entry.again_after is None:
        return Entrance.ONCE_ONLY
    if past.runs >= entry.most_runs:
        return Entrance.TOO_OFTEN
    return Entrance.START if since >= entry.again_after else Entrance.TOO_SOON


def sleep_until(wait: Wait, *, at: datetime, started_at: datetime, zone: str) -> datetime:
    """When a wait that begins now ends by itself; not after `at` when there is nothing to wait for."""
    if wait.duration is not None:
        return at + wait.duration
    if wait.until_local is not None:
        return local_moment(wait.until_local, at=at, started_at=started_at, zone=zone)
    return at + (wait.at_most or timedelta())


def local_moment(until: UntilLocal, *, at: datetime, started_at: datetime, zone: str) -> datetime:
    """The time of day on a day of the run, or the next time the clock shows it.

    A time that the clock skips is moved by the jump; of one that it shows twice the first counts.
    """
    clock = ZoneInfo(zone)
    if until.day_of_run is not None:
        day = started_at.astimezone(clock).date() + timedelta(days=until.day_of_run - 1)
        return datetime.combine(day, until.at, tzinfo=clock).astimezone(at.tzinfo)
    day = at.astimezone(clock).date()
    for days in range(3):
        moment = datetime.combine(day + timedelta(days=days), until.at, tzinfo=clock).astimezone(at.tzinfo)
        if moment > at:
            return moment
    return at


def rest(attempts: int) -> timedelta:
    """How long a run rests after the n-th failure in a row: 5 s, then five times as long, 1 h at most."""
    return min(timedelta(seconds=5 * 5 ** max(0, attempts - 1)), timedelta(hours=1))
