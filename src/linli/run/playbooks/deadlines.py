"""Until when a person has time: working hours, and how long those have whom a late task is passed to."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.run.playbooks.document.step_shapes import HumanTask
from linli.run.playbooks.timetable import instant

WORKDAYS = "workdays"
CALENDARS: dict[str, tuple[range, time, time]] = {
    WORKDAYS: (range(5), time(9), time(18)),
    "everyday": (range(7), time(9), time(21)),
}
"""Weekdays (Monday is 0) and hours by the clock of the community. A calendar of another name is WORKDAYS."""


def due_at(step: HumanTask, *, at: datetime, zone: str) -> datetime:
    """When a task is due that is opened now."""
    if not step.calendar:
        return at + step.due
    days, opens, closes = CALENDARS.get(step.calendar, CALENDARS[WORKDAYS])
    clock, left, moment = ZoneInfo(zone), step.due, at
    day = at.astimezone(clock).date()
    while True:
        if day.weekday() in days:
            start, end = instant(day, opens, clock), instant(day, closes, clock)
            begin = max(start, moment)
            if begin < end and left <= end - begin:
                return (begin + left).astimezone(UTC)
            left -= max(timedelta(), end - begin)
        day = _after(day)


def over_at(step: HumanTask, *, due: datetime) -> datetime:
    """When nobody is waited for any more: as it is due, or once the last who was called had as long again."""
    last = max((one.after for one in step.escalate), default=timedelta())
    return due + 2 * last


def _after(day: date) -> date:
    return day + timedelta(days=1)
