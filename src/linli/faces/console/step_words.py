"""What a step, a trigger and a length of time are called, in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import get_language, gettext, ngettext, pgettext

from linli.facts import growth, members, messages, moderation
from linli.run.playbooks.document.shapes import Schedule, Trigger
from linli.run.playbooks.document.step_shapes import (
    Activity,
    AnyStep,
    Award,
    Branch,
    Call,
    End,
    HumanTask,
    Post,
    Reverse,
    SetValues,
    Split,
    Start,
    Stop,
    Survey,
    Wait,
)

LONGEST_TEXT = 90


def kind_words(step: AnyStep | None) -> str:
    """What kind of step it is."""
    return _KINDS[type(step)]() if step is not None else pgettext("step", "Step")


def hue(step: AnyStep) -> str:
    """One hue for each kind of step."""
    return _HUES[type(step)]


def name(step: AnyStep) -> str:
    """Its own title, else its id with spaces."""
    return step.title if step.title and not isinstance(step, HumanTask) else step.id.replace("_", " ")


def text(step: AnyStep) -> str:
    """What it does, in a line or two."""
    tell = _TEXTS.get(type(step))
    return _short(tell(step)) if tell else step.purpose


def event_words(kind: str) -> str:
    """What happened, for the events playbooks most often wait for; others by their code."""
    return {
        members.MembershipJoined.kind: gettext("Joins a group"),
        members.MembershipLeft.kind: gettext("Leaves a group"),
        messages.MessagePosted.kind: gettext("Says something"),
        messages.ReactionAdded.kind: gettext("Reacts to a message"),
        growth.CheckedIn.kind: gettext("Checks in"),
        growth.PointsAwarded.kind: gettext("Earns points"),
        moderation.SanctionApplied.kind: gettext("Is sanctioned"),
    }.get(kind, kind)


def trigger_words(trigger: Trigger) -> str:
    """What starts a run."""
    if trigger.schedule is not None:
        return _schedule(trigger.schedule)
    if trigger.absence is not None:
        words = gettext("{time} without {what}")
        return words.format(time=span(trigger.absence.after), what=event_words(trigger.absence.of))
    return gettext("Somebody of the team starts it") if trigger.is_manual else event_words(trigger.event)


def span(time: timedelta) -> str:
    """A length of time in its largest whole unit."""
    seconds = int(time.total_seconds())
    if seconds >= 86400 and seconds % 86400 == 0:
        return ngettext("{n} day", "{n} days", seconds // 86400).format(n=seconds // 86400)
    if seconds >= 3600 and seconds % 3600 == 0:
        return ngettext("{n} hour", "{n} hours", seconds // 3600).format(n=seconds // 3600)
    if seconds >= 60 and seconds % 60 == 0:
        return ngettext("{n} minute", "{n} minutes", seconds // 60).format(n=seconds // 60)
    return ngettext("{n} second", "{n} seconds", seconds).format(n=seconds)


def pause_words(step: Wait) -> str:
    """How long a plain wait lasts."""
    if step.until_local is not None:
        clock = f"{step.until_local.at:%H:%M}"
        if step.until_local.weekday:
            return f"{weekday_words(step.until_local.weekday)} {clock}"
        if step.until_local.day_of_run is None:
            return gettext("until {time}").format(time=clock)
        return gettext("day {n}, {time}").format(n=step.until_local.day_of_run, time=clock)
    if step.until_date is not None:
        return _around(step.until_date.field.removeprefix("input."), step.until_date.offset)
    return f"+{span(step.duration or timedelta())}"


def weekday_words(code: str) -> str:
    """A weekday by the two letters of RFC 5545."""
    return {
        "MO": pgettext("weekday", "Mon"),
        "TU": pgettext("weekday", "Tue"),
        "WE": pgettext("weekday", "Wed"),
        "TH": pgettext("weekday", "Thu"),
        "FR": pgettext("weekday", "Fri"),
        "SA": pgettext("weekday", "Sat"),
        "SU": pgettext("weekday", "Sun"),
    }.get(code, code)


def saying_words(template: str, texts: Mapping[str, str]) -> str:
    """The words in the reader's language, or the first there are; a template by its code."""
    found = texts.get(get_language() or "") or next(iter(texts.values()), "")
    return found or gettext("template “{code}”").format(code=template)


def _around(field: str, offset: timedelta) -> str:
    if not offset:
        return gettext("at {moment}").format(moment=field)
    words = gettext("{time} before {moment}") if offset < timedelta() else gettext("{time} after {moment}")
    return words.format(time=span(abs(offset)), moment=field)


def _schedule(schedule: Schedule) -> str:
    clock = f"{schedule.at:%H:%M}"
    if not schedule.rrule:
        return f"{schedule.on} {clock}"
    rule = dict(part.partition("=")[::2] for part in schedule.rrule.split(";"))
    days = [weekday_words(day) for day in rule.get("BYDAY", "").split(",") if day]
    every = {
        "DAILY": gettext("Every day"),
        "WEEKLY": gettext("Every week"),
        "MONTHLY": gettext("Every month"),
        "YEARLY": gettext("Every year"),
    }.get(rule.get("FREQ", ""), schedule.rrule)
    return " ".join([every, *days, clock])


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_TEXT else f"{words[:LONGEST_TEXT]}…"


def _task(step: HumanTask) -> str:
    words = gettext("{title}, within {time}")
    return words.format(title=step.title, time=span(step.due))


def _wait(step: Wait) -> str:
    if step.until:
        return gettext("until {condition}").format(condition=step.until)
    if step.arms:
        return ", ".join(event_words(arm.event) for arm in step.arms)
    return pause_words(step)


def _set(step: SetValues) -> str:
    fields = (f"{field} = {value}" for field, value in step.fields.items())
    return ", ".join(
        [*(f"+{tag}" for tag in step.add_tags), *(f"−{tag}" for tag in step.remove_tags), *fields]
    )


_KINDS: Mapping[type, Callable[[], str]] = {
    Wait: lambda: pgettext("step", "Wait"),
    Branch: lambda: pgettext("step", "Branch"),
    Split: lambda: pgettext("step", "Experiment"),
    Post: lambda: pgettext("step", "Message"),
    Award: lambda: pgettext("step", "Points"),
    Reverse: lambda: pgettext("step", "Points back"),
    HumanTask: lambda: pgettext("step", "Task"),
    Activity: lambda: pgettext("step", "Activity"),
    Survey: lambda: pgettext("step", "Survey"),
    SetValues: lambda: pgettext("step", "Note down"),
    Call: lambda: pgettext("step", "Call"),
    Start: lambda: pgettext("step", "Start"),
    Stop: lambda: pgettext("step", "Stop"),
    End: lambda: pgettext("step", "End"),
}
_HUES: Mapping[type, str] = {
    Wait: "grey",
    Branch: "amber",
    Split: "amber",
    Post: "sky",
    Award: "green",
    Reverse: "green",
    HumanTask: "violet",
    Activity: "green",
    Survey: "sky",
    SetValues: "grey",
    Call: "grey",
    Start: "grey",
    Stop: "grey",
    End: "grey",
}
_TEXTS: Mapping[type, Callable[[Any], str]] = {
    Wait: _wait,
    Branch: lambda step: "; ".join(case.when for case in step.cases),
    Split: lambda step: step.by,
    Post: lambda step: saying_words(step.template, step.texts),
    Award: lambda step: gettext("{n} points: {reason}").format(n=step.amount, reason=step.reason),
    Reverse: lambda step: step.reason,
    HumanTask: _task,
    Activity: lambda step: saying_words(step.saying.template, step.saying.texts),
    Survey: lambda step: saying_words(step.saying.template, step.saying.texts),
    SetValues: _set,
    Call: lambda step: step.url,
    Start: lambda step: step.playbook,
    Stop: lambda step: step.playbook,
    End: lambda step: gettext("ends as “{outcome}”").format(outcome=step.outcome),
}
