"""A playbook drawn: its steps as cards on a wire, in words, with what came of them."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import get_language, gettext, ngettext, pgettext

from linli.faces.ui.components.steps import StepCard
from linli.facts import growth, members, messages, moderation
from linli.run.playbooks.document.shapes import Playbook
from linli.run.playbooks.document.step_shapes import END, AnyStep, Award, Branch, End, HumanTask, Post, Wait
from linli.run.playbooks.queries.step_counts import StepCount

LONGEST_TEXT = 90


def cards(
    document: Playbook, counts: Mapping[str, StepCount] | None = None, *, begun: int | None = None
) -> list[StepCard]:
    """The trigger, then every step in the order of the document; plain waits stand on the wire."""
    made = [_trigger(document, begun)]
    wire = gettext("at once")
    following = [*(one.id for one in document.steps[1:]), END]
    for step, after in zip(document.steps, following, strict=True):
        if isinstance(step, Wait) and not step.arms and not _is_jumped_to(step, document):
            wire = _plus(step)
            continue
        count = (counts or {}).get(step.id, StepCount())
        made.append(_card(step, count, wire, after=after, has_counts=counts is not None))
        wire = ""
    return made


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


def kind_words(step: AnyStep | None) -> str:
    """What kind of step it is."""
    match step:
        case Post():
            return pgettext("step", "Message")
        case Award():
            return pgettext("step", "Points")
        case Branch():
            return pgettext("step", "Branch")
        case HumanTask():
            return pgettext("step", "Task")
        case Wait():
            return pgettext("step", "Wait")
        case End():
            return pgettext("step", "End")
    return pgettext("step", "Step")


def span(time: timedelta) -> str:
    """A length of time in its largest whole unit."""
    seconds = int(time.total_seconds())
    if seconds >= 86400 and seconds % 86400 == 0:
        return ngettext("{n} day", "{n} days", seconds // 86400).format(n=seconds // 86400)
    if seconds >= 3600 and seconds % 3600 == 0:
        return ngettext("{n} hour", "{n} hours", seconds // 3600).format(n=seconds // 3600)
    minutes = max(1, seconds // 60)
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)


def _trigger(document: Playbook, begun: int | None) -> StepCard:
    left = "" if begun is None else gettext("{n} began").format(n=f"{begun:,}")
    return StepCard(
        pgettext("step", "Trigger"),
        event_words(document.triggers[0].event),
        document.triggers[0].where or document.audience,
        "green",
        left=left,
    )


def _card(step: AnyStep, count: StepCount, wire: str, *, after: str, has_counts: bool) -> StepCard:
    title, text, hue = _face(step)
    if isinstance(step, Post | Award) and step.next != after:
        text = f"{text} → {_target(step.next)}"
    return StepCard(
        kind_words(step),
        title,
        text,
        hue,
        wire,
        left=_left(step, count) if has_counts else "",
        right=gettext("{n} here now").format(n=f"{count.here:,}") if count.here else "",
        state="failed" if count.refused else "",
    )


def _left(step: AnyStep, count: StepCount) -> str:
    if isinstance(step, Branch) and count.went:
        whole = sum(count.went.values())
        return " · ".join(f"{_target(go)} {100 * n / whole:.0f}%" for go, n in sorted(count.went.items()))
    if count.refused:
        return gettext("{n} reached it, {m} refused").format(n=f"{count.reached:,}", m=f"{count.refused:,}")
    return gettext("{n} reached it").format(n=f"{count.reached:,}")


def _face(step: AnyStep) -> tuple[str, str, str]:
    match step:
        case Post():
            return step.id, _short(_text(step.texts)), "sky"
        case Award():
            return step.id, gettext("{n} points: {reason}").format(n=step.amount, reason=step.reason), "green"
        case Branch():
            ways = [f"{case.when} → {_target(case.go)}" for case in step.cases]
            return step.id, "; ".join([*ways, f"{gettext('else')} → {_target(step.otherwise)}"]), "amber"
        case HumanTask():
            words = gettext("{title}, within {time}")
            return step.id, words.format(title=step.title, time=span(step.due)), "violet"
        case Wait():
            return step.id, _waiting(step), "grey"
        case End():
            return step.id, gettext("ends as “{outcome}”").format(outcome=step.outcome), "grey"
    return step.id, step.purpose, "grey"


def _waiting(step: Wait) -> str:
    if not step.arms:
        return _plus(step)
    events = ", ".join(f"{event_words(arm.event)} → {_target(arm.go)}" for arm in step.arms)
    most = span(step.at_most) if step.at_most else ""
    return gettext("{events}; after {time} → {target}").format(
        events=events, time=most, target=_target(step.on_timeout)
    )


def _plus(step: Wait) -> str:
    if step.until_local is not None:
        clock = f"{step.until_local.at:%H:%M}"
        if step.until_local.day_of_run is None:
            return gettext("until {time}").format(time=clock)
        return gettext("day {n}, {time}").format(n=step.until_local.day_of_run, time=clock)
    return f"+{span(step.duration or timedelta())}"


def _is_jumped_to(step: Wait, document: Playbook) -> bool:
    """Is it anything but what follows its own neighbours? Then it needs a card with its name."""
    place = document.steps.index(step)
    follows = place + 1 < len(document.steps) and step.next == document.steps[place + 1].id
    return not follows


def _target(go: str) -> str:
    return gettext("end") if go == END else go


def _text(texts: Mapping[str, str]) -> str:
    """The text in the reader's language, or the first."""
    return texts.get(get_language() or "") or next(iter(texts.values()), "")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
