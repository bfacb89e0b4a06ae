"""How much a playbook sends at worst, against the caps; and posts that quiet hours would hold too long."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property

from dateutil import rrule
from django.utils.translation import gettext as _

from linli.connect.gateway.policy.document import Cap, Quiet
from linli.connect.gateway.policy.rules import RollingWindow
from linli.run.playbooks.document import timing
from linli.run.playbooks.document.checks import Desk
from linli.run.playbooks.document.problems import Problem
from linli.run.playbooks.document.reports import Sends
from linli.run.playbooks.document.shapes import Schedule
from linli.run.playbooks.document.step_shapes import Post
from linli.run.playbooks.document.timing import DAY_MINUTES, WEEK_MINUTES, Instant

MOST_LOOKED_AT = 6000
_CALENDAR = {"day": DAY_MINUTES, "week": WEEK_MINUTES, "month": 31 * DAY_MINUTES}
_SOME_DAY = datetime(2026, 1, 1)  # noqa: DTZ001  (days are counted, no clock)


class Sending:
    """What one document sends."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.book = desk, desk.playbook
        self.steps = {step.id: step for step in self.book.steps}

    @cached_property
    def instants(self) -> dict[str, set[Instant]]:
        """Where a run can be, and when at the earliest."""
        return timing.instants(self.book)

    def sends(self) -> Iterator[Sends]:
        """Against every cap that this playbook touches."""
        unit = "group" if self.book.subject == "group" else "person"
        for cap in self.desk.world.policy.caps:
            counted = {
                step.id for step in self.book.steps if isinstance(step, Post) and self._counts(step, cap)
            }
            if cap.unit != unit or not counted:
                continue
            worst = max(self._worst_from(one, counted, cap) for id in counted for one in self._at(id))
            span = window_minutes(cap)
            yield Sends(
                cap=cap.id,
                surface=cap.surface,
                unit=cap.unit,
                worst=worst * self._runs_within(span),
                limit=cap.limit,
                window=timedelta(minutes=span),
                on_cap=self._answer(next(self.steps[id] for id in sorted(counted))),
            )

    def _at(self, id: str) -> set[Instant]:
        return self.instants.get(id) or {Instant(id)}

    def _counts(self, step: Post, cap: Cap) -> bool:
        surface = "mention_all" if cap.surface == "mention_all" and step.mentions_all else step.to
        is_held = self._answer(step) in ("wait_slot", "drop")
        return cap.surface == surface and step.message_class in cap.applies_to and is_held

    def _answer(self, step: object) -> str:
        if not isinstance(step, Post):
            return ""
        return step.on_cap or self.desk.world.policy.on_cap.get(step.message_class, "wait_slot")

    def _worst_from(self, start: Instant, counted: set[str], cap: Cap) -> int:
        """The most posts of a run from one of them on, before the window around it ends."""
        limit = start.after + _left_of_window(cap, start)
        best: dict[Instant, int] = {}
        open_ones, worst, looked = [(start, 0)], 0, 0
        while open_ones and looked < MOST_LOOKED_AT:
            now, count = open_ones.pop()
            looked += 1
            if now.after >= limit or _is_another_day(cap, start, now) or best.get(now, -1) >= count:
                continue
            best[now] = count
            count += now.step in counted
            worst = max(worst, count)
            open_ones += [(one, count) for one in timing.onward(self.book, self.steps[now.step], now)]
        return worst

    def _runs_within(self, span: int) -> int:
        """How many runs of one subject can begin in a window, people aside."""
        entry, found = self.book.entry, 0
        for trigger in self.book.triggers:
            if trigger.schedule is not None:
                found = max(found, _occurrences(trigger.schedule, span))
            elif not trigger.is_manual and entry.again_after is not None:
                pause = max(1, int(entry.again_after.total_seconds() // 60))
                found = max(found, min(entry.most_runs, 1 + (span - 1) // pause))
        return max(1, found) * (entry.concurrent if found else 1)


def _left_of_window(cap: Cap, start: Instant) -> int:
    """A calendar day ends at midnight; where the clock is not known it may have just begun."""
    if isinstance(cap.window, RollingWindow) or start.shows is None:
        return window_minutes(cap)
    if cap.window.calendar == "day":
        return DAY_MINUTES - start.shows
    if cap.window.calendar == "week" and start.day is not None:
        return WEEK_MINUTES - start.day * DAY_MINUTES - start.shows
    return window_minutes(cap)


def _is_another_day(cap: Cap, start: Instant, now: Instant) -> bool:
    """More has gone by since a start at an unknown time than the clock shows: midnight lies between."""
    is_daily = not isinstance(cap.window, RollingWindow) and cap.window.calendar == "day"
    return is_daily and start.shows is None and now.shows is not None and now.after - start.after > now.shows


def window_minutes(cap: Cap) -> int:
    """How long the window of a cap is, at most."""
    if isinstance(cap.window, RollingWindow):
        return timing.minutes(cap.window.length)
    return _CALENDAR[cap.window.calendar]


def _occurrences(schedule: Schedule, span: int) -> int:
    """The most occurrences in a window, over two years."""
    if not schedule.rrule:
        return 1
    start = datetime.combine(schedule.on, schedule.at) if schedule.on else _SOME_DAY
    moments = []
    for moment in rrule.rrulestr(schedule.rrule, dtstart=start):
        if moment > start + timedelta(days=730):
            break
        moments.append(moment)
    length = timedelta(minutes=span)
    first, most = 0, 1
    for last, moment in enumerate(moments):
        while moment - moments[first] >= length:
            first += 1
        most = max(most, last - first + 1)
    return most


def over_caps(desk: Desk, sends: tuple[Sends, ...]) -> Iterator[Problem]:
    """Warnings where the worst case is over a cap."""
    for one in sends:
        if one.worst > one.limit:
            sentence = _(
                "At worst {worst} messages are meant for one {unit} within {window};"
                ' the cap "{cap}" lets {limit} through.'
            )
            units = {"person": _("person"), "group": _("group")}
            yield desk.notes.problem(
                "steps",
                sentence.format(
                    worst=one.worst,
                    unit=units[one.unit],
                    window=_span(one.window),
                    cap=one.cap,
                    limit=one.limit,
                ),
            )


def _span(length: timedelta) -> str:
    return f"{length.days}d" if length.days else f"{int(length.total_seconds() // 3600)}h"


def held_too_long(desk: Desk, sending: Sending) -> Iterator[Problem]:
    """Posts that are late when the quiet hours they can fall into are over."""
    for step in desk.steps:
        if isinstance(step, Post):
            known = {(one.shows, one.wide) for one in sending.instants.get(step.id, ())}
            for quiet in desk.world.policy.quiet_hours:
                if quiet.surface == step.to and step.message_class in quiet.applies_to:
                    yield from _held(desk, step, quiet, known)


def _held(desk: Desk, step: Post, quiet: Quiet, known: set[tuple[int | None, int]]) -> Iterator[Problem]:
    longest = max((_held_for(quiet, shows, wide) for shows, wide in known), default=0)
    limit = timing.minutes(step.late_limit)
    if not longest or (quiet.on_hit == "defer" and longest <= limit):
        return
    hours = f"{quiet.window.start:%H:%M}-{quiet.window.end:%H:%M}"
    if quiet.on_hit == "drop":
        sentence = _("In the quiet hours {hours} this is dropped.")
    else:
        sentence = _(
            "The quiet hours {hours} can hold this for {held} hours, and it is late after {limit}:"
            " raise late_limit."
        )
    held = f"{longest / 60:.1f}".removesuffix(".0")
    told = sentence.format(hours=hours, held=held, limit=_span(step.late_limit))
    yield desk.at(step, told, "post.late_limit")


def _held_for(quiet: Quiet, shows: int | None, wide: int) -> int:
    """Minutes from a time of day to the end of the window, at most; all of it where no time is known."""
    start, end = timing.minute_of(quiet.window.start), timing.minute_of(quiet.window.end)
    whole = (end - start) % DAY_MINUTES
    if shows is None:
        return whole
    into = (shows - start) % DAY_MINUTES
    if into < whole:
        return whole - into
    return whole if into + wide >= DAY_MINUTES else 0
