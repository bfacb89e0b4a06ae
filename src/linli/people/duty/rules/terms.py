"""When terms begin and end: whole days of the community's zone, so that summer time moves no turn."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MOST_DAYS = 31
MOST_AHEAD = 26


class State(StrEnum):
    """What became of a term."""

    PLANNED = "planned"
    ON = "on"
    DONE = "done"
    MISSED = "missed"


class Reward(StrEnum):
    """Where the reward for a term stands."""

    NONE = "none"
    PROMISED = "promised"
    GIVEN = "given"


OPEN = (State.PLANNED, State.ON)


@dataclass(frozen=True)
class Rhythm:
    """Term `first_number` begins on `first_on` at `begins` of `zone`; every term lasts `days` days."""

    first_on: date
    first_number: int
    begins: time
    days: int
    zone: str

    def starts_at(self, number: int) -> datetime:
        """The moment a term begins (UTC). A local time that summer time skips counts as the hour after."""
        on = self.first_on + timedelta(days=(number - self.first_number) * self.days)
        return datetime.combine(on, self.begins, tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def number_at(self, at: datetime) -> int:
        """The number of the term a moment lies in; smaller than `first_number` before the first."""
        passed = (at.astimezone(ZoneInfo(self.zone)).date() - self.first_on).days
        number = self.first_number + passed // self.days
        return number - 1 if self.starts_at(number) > at else number

    def numbers_ahead(self, at: datetime, ahead: int) -> range:
        """The term of this moment, or the first one, and the `ahead` terms after it."""
        now = max(self.number_at(at), self.first_number)
        return range(now, now + ahead + 1)


def days_of(starts_at: datetime, ends_at: datetime, zone: str) -> list[date]:
    """The local days that belong to a term: those whose noon lies in it, so that no day has two."""
    there = ZoneInfo(zone)
    first = starts_at.astimezone(there).date()
    length = (ends_at.astimezone(there).date() - first).days
    days = [first + timedelta(days=n) for n in range(length + 1)]
    noons = [datetime.combine(day, time(12), tzinfo=there) for day in days]
    return [day for day, noon in zip(days, noons, strict=True) if starts_at <= noon < ends_at]


def state_at_end(*, has_begun: bool, tasks: int, done: int, has_note: bool) -> State:
    """A term was missed when nobody began it, or when it had tasks and nothing at all was done."""
    if not has_begun or (tasks > 0 and done == 0 and not has_note):
        return State.MISSED
    return State.DONE
