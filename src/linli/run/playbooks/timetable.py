"""Local times as moments, the days of a schedule, and which of its occurrences still count. Plain Python."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from linli.run.playbooks.document.shapes import Schedule

ANCHOR = date(2024, 1, 1)
"""The Monday from which "every second week" counts where a schedule names no day of its own."""
ON_TIME = timedelta(minutes=2)
MOST_CAUGHT_UP = 500
_PARTS = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL", "WKST"}
_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_LAST_DAY = date(2100, 1, 1)


class NotASchedule(ValueError):
    """A recurrence that cannot be read; `word` is the piece that is wrong."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True)
class Occurrence:
    """One time of a schedule: the intent by the local clock, and the moment it means."""

    day: date
    at: datetime
    local: str


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which a clock shows a time of a day.

    A time that the clock skips is the first moment after the jump; of one it shows twice the first counts.
    """
    shown = datetime.combine(day, clock.replace(fold=0), tzinfo=zone)
    found = shown.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == shown.replace(tzinfo=None):
        return found
    return _after_the_jump(shown.replace(fold=1).astimezone(UTC), found, zone)


def _after_the_jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first whole second, between two moments, of the offset that holds at the later one."""
    offset = after.astimezone(zone).utcoffset()
    low, high = int(before.timestamp()), int(after.timestamp())
    while low < high:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            high = middle
        else:
            low = middle + 1
    return datetime.fromtimestamp(high, UTC)


def clock_of(schedule: Schedule, community: str) -> str:
    """The zone whose clock counts, in a community of a zone."""
    return community if schedule.zone in ("group", "community") else schedule.zone


def check(schedule: Schedule) -> None:
    """Raise NotASchedule unless its recurrence can be read and has a day at all."""
    if not schedule.rrule:
        if schedule.on is None:
            raise NotASchedule("rrule")
        return
    parts = _parts(schedule.rrule)
    if "COUNT" in parts and schedule.on is None:
        raise NotASchedule("COUNT")
    first = schedule.on or ANCHOR
    if next(iter(_rule(schedule.rrule, first)), None) is None:
        raise NotASchedule(schedule.rrule)


def occurrences(schedule: Schedule, *, after: datetime, zone: str) -> Iterator[Occurrence]:
    """The occurrences after a moment, each later than the one before."""
    clock = ZoneInfo(zone)
    since = after.astimezone(clock).date() - timedelta(days=2)
    last = after
    for day in _days(schedule, since):
        at = instant(day, schedule.at, clock)
        if at > last:
            last = at
            yield Occurrence(day, at, intent(day, schedule.at, zone))


def next_occurrence(schedule: Schedule, *, after: datetime, zone: str) -> Occurrence | None:
    """The first occurrence after a moment; None when there is none any more."""
    return next(occurrences(schedule, after=after, zone=zone), None)


def intent(day: date, clock: time, zone: str) -> str:
    """What was meant, in the words of the local clock: "2026-11-23 09:30 Asia/Shanghai"."""
    return f"{day.isoformat()} {clock.isoformat('minutes')} {zone}"


def moment_of(local: str) -> datetime:
    """The moment that an intent means by the zone rules of today."""
    day, clock, zone = local.split(" ")
    return instant(date.fromisoformat(day), time.fromisoformat(clock), ZoneInfo(zone))


def catch_up(
    schedule: Schedule, due: Sequence[datetime], *, at: datetime
) -> tuple[list[datetime], list[datetime]]:
    """Of occurrences that are due (oldest first): those that take place now, and those that were missed.

    The newest is on time up to ON_TIME late, and then always takes place. Of the others the schedule's
    `keep` decides: the latest, all of the newest `most`, or none; none of them older than `within`.
    """
    if due and at - due[-1] <= ON_TIME:
        now, late = [due[-1]], list(due[:-1])
    else:
        now, late = [], list(due)
    recent = [one for one in late if at - one <= schedule.within]
    room = {"latest": 0 if now else 1, "all": schedule.most - len(now), "none": 0}[schedule.keep]
    kept = recent[-room:] if room > 0 else []
    taken = [*kept, *now]
    return taken, [one for one in due if one not in taken]


def due_until(schedule: Schedule, first: datetime, *, at: datetime, zone: str) -> list[datetime]:
    """`first` and every occurrence after it up to now; the newest MOST_CAUGHT_UP of them."""
    if first > at:
        return []
    found = [first]
    for one in islice(occurrences(schedule, after=first, zone=zone), 10_000):
        if one.at > at:
            break
        found.append(one.at)
    return found[-MOST_CAUGHT_UP:]


def jitter(subject: str, key: str, spread: timedelta) -> timedelta:
    """A subject's own place inside the spread of an occurrence: always the same, even between processes."""
    width = int(spread.total_seconds())
    if width <= 0:
        return timedelta()
    digest = hashlib.md5(f"{subject}/{key}".encode(), usedforsecurity=False).hexdigest()
    return timedelta(seconds=int(digest[:7], 16) % width)


def _days(schedule: Schedule, since: date) -> Iterator[date]:
    if not schedule.rrule:
        if schedule.on is not None and schedule.on >= since:
            yield schedule.on
        return
    rule = _rule(schedule.rrule, schedule.on or ANCHOR)
    start = datetime.combine(since, time())
    for found in rule.xafter(start, inc=True):
        if found.date() > _LAST_DAY:
            return
        yield found.date()


@lru_cache(maxsize=512)
def _rule(text: str, first: date) -> rrule:
    parts = _parts(text)
    if "UNTIL" in parts:
        parts["UNTIL"] = parts["UNTIL"][:8]
    written = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        found = rrulestr(written, dtstart=datetime.combine(first, time()))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotASchedule(text) from error
    if not isinstance(found, rrule):
        raise NotASchedule(text)
    return found


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for piece in text.upper().split(";"):
        name, is_given, value = piece.strip().partition("=")
        if name not in _PARTS or not is_given or not value or name in parts:
            raise NotASchedule(piece.strip()[:40])
        parts[name] = value
    if parts.get("FREQ") not in _FREQUENCIES:
        raise NotASchedule(parts.get("FREQ", "FREQ")[:40])
    for name in ("INTERVAL", "COUNT"):
        if name in parts and not (parts[name].isdigit() and 1 <= int(parts[name]) <= 1000):
            raise NotASchedule(f"{name}={parts[name]}"[:40])
    return parts
