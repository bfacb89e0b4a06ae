"""How soon a run can get where, and what the clock shows then, where that is known."""

from collections.abc import Iterator
from datetime import time, timedelta

import msgspec

from linli.run.playbooks.document.shapes import Playbook
from linli.run.playbooks.document.step_shapes import (
    END,
    Activity,
    AnyStep,
    HumanTask,
    Post,
    Survey,
    UntilDate,
    UntilLocal,
    Wait,
    targets,
)

DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_STATES = 4000


class Instant(msgspec.Struct, frozen=True):
    """Where a run can be at the earliest.

    after  minutes since it began, at least
    shows  minute of the day by the subject's clock; None: any
    day    weekday, 0 is Monday; None: any
    wide   the clock shows that, or up to so many minutes more
    """

    step: str
    after: int = 0
    shows: int | None = None
    day: int | None = None
    wide: int = 0

    def later(self, step: str, minutes: int) -> "Instant":
        """So many minutes on."""
        if self.shows is None:
            return Instant(step, self.after + minutes)
        total = self.shows + minutes
        day = None if self.day is None else (self.day + total // DAY_MINUTES) % 7
        return Instant(step, self.after + minutes, total % DAY_MINUTES, day, self.wide)

    def within(self, step: str, most: int) -> "Instant":
        """At some moment of the next minutes, at once at the earliest; a day later nothing is known."""
        wide = self.wide + most
        if self.shows is None or wide >= DAY_MINUTES:
            return Instant(step, self.after + 1)
        return Instant(step, self.after + 1, self.shows, self.day, wide)


def beginnings(book: Playbook) -> Iterator[Instant]:
    """How runs begin: by the clock at a known time, else at any."""
    first = book.steps[0].id
    for trigger in book.triggers:
        schedule = trigger.schedule
        if schedule is None:
            yield Instant(first)
            continue
        parts = dict(part.partition("=")[::2] for part in schedule.rrule.split(";"))
        days = [one for one in parts.get("BYDAY", "").split(",") if one in WEEKDAYS]
        shows = minute_of(schedule.at)
        listed: list[str | None] = [*days] or [None]
        for day in listed:
            number = schedule.on.weekday() if day is None and schedule.on else None
            yield Instant(first, 0, shows, WEEKDAYS.index(day) if day else number)


def onward(book: Playbook, step: AnyStep, now: Instant) -> Iterator[Instant]:
    """Every place a run can go to from a step, as soon as it can be there; the end is left out."""
    for target in dict.fromkeys(targets(step)):
        if target == END:
            continue
        match step:
            case Wait(duration=timedelta() as length):
                yield now.later(target, minutes(length))
            case Wait(until_local=UntilLocal() as until):
                yield _at_local(until, target, now, book)
            case Wait(until_date=UntilDate(yearly=True)) if now.after:
                yield Instant(target, now.after + 364 * DAY_MINUTES)
            case Wait(at_most=timedelta() as limit) if target == step.on_timeout:
                others = [step.next] if step.until else [arm.go for arm in step.arms]
                limited = minutes(limit)
                yield now.within(target, limited) if target in others else now.later(target, limited)
            case HumanTask(due=due):
                names = [name for name, goes in step.outcomes.items() if goes == target]
                limited = minutes(due)
                yield now.later(target, limited) if names == ["timeout"] else now.within(target, limited)
            case Wait(at_most=timedelta() as limit):
                yield now.within(target, minutes(limit))
            case Wait() | Survey():
                yield now.within(target, DAY_MINUTES)
            case Post(after=after) if after:
                yield now.within(target, _closes_in(book, after))
            case _:
                yield now.later(target, 0)


def _closes_in(book: Playbook, id: str) -> int:
    """How long it can take at most until the activity or survey of a step is closed."""
    step = next((one for one in book.steps if one.id == id), None)
    return minutes(step.closes_in) if isinstance(step, Activity | Survey) else DAY_MINUTES


def _at_local(until: UntilLocal, target: str, now: Instant, book: Playbook) -> Instant:
    shows = minute_of(until.at)
    if until.day_of_run is not None:
        return _on_day(until.day_of_run, shows, target, now, book)
    wanted = WEEKDAYS.index(until.weekday) if until.weekday else None
    if now.shows is None:
        return Instant(target, now.after + 1, shows, wanted)
    ahead = (shows - now.shows - 1) % DAY_MINUTES + 1
    if wanted is None:
        return Instant(target, now.after + ahead, shows, _day_of(now, ahead))
    if now.day is None:
        return Instant(target, now.after + ahead, shows, wanted)
    ahead = ((wanted - now.day) * DAY_MINUTES + shows - now.shows - 1) % WEEK_MINUTES + 1
    return Instant(target, now.after + ahead, shows, wanted)


def _day_of(now: Instant, ahead: int) -> int | None:
    """The weekday so many minutes on; not known when the clock could have gone past it."""
    if now.day is None or now.shows is None or now.wide >= ahead:
        return None
    return (now.day + (now.shows + ahead) // DAY_MINUTES) % 7


def _on_day(number: int, shows: int, target: str, now: Instant, book: Playbook) -> Instant:
    """The n-th day of the run; where its beginning is not known, it began at the last minute of a day."""
    known = [one for one in beginnings(book) if one.shows is not None]
    began = known[0].shows if len(known) == len(book.triggers) == 1 else DAY_MINUTES - 1
    after = (number - 1) * DAY_MINUTES + shows - (began or 0)
    if after <= now.after:
        return now.later(target, 0)
    day = known[0].day if len(known) == len(book.triggers) == 1 else None
    return Instant(target, after, shows, None if day is None else (day + number - 1) % 7)


def instants(book: Playbook) -> dict[str, set[Instant]]:
    """Where a run can be, by step: the earliest moment for every state of the clock."""
    by_id = {step.id: step for step in book.steps}
    best: dict[tuple[str, int | None, int | None, int], Instant] = {}
    open_ones = list(beginnings(book))
    while open_ones and len(best) < MOST_STATES:
        now = open_ones.pop()
        key = (now.step, now.shows, now.day, now.wide)
        if key in best and best[key].after <= now.after:
            continue
        best[key] = now
        open_ones.extend(onward(book, by_id[now.step], now))
    found: dict[str, set[Instant]] = {}
    for one in best.values():
        found.setdefault(one.step, set()).add(one)
    return found


def minute_of(at: time) -> int:
    """The minute of the day."""
    return at.hour * 60 + at.minute


def minutes(length: timedelta) -> int:
    """Whole minutes, at least one."""
    return max(1, int(length.total_seconds() // 60))
