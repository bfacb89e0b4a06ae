"""A playbook drawn: steps as cards with arrows, plain waits on the arrows, and what came of each step."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext, pgettext

from linli.faces.console import step_words
from linli.faces.ui.components.flow import FlowCard, FlowLink
from linli.run.playbooks.document.shapes import Playbook
from linli.run.playbooks.document.step_shapes import (
    END,
    AnyStep,
    Branch,
    Call,
    End,
    HumanTask,
    Post,
    Split,
    Wait,
)
from linli.run.playbooks.queries.step_counts import StepCount

TRIGGER = " "
Counts = Mapping[str, StepCount]


def cards(document: Playbook, counts: Counts | None = None, *, begun: int | None = None) -> list[FlowCard]:
    """The trigger, then every step in the order of the document. Without `counts` nothing ran yet."""
    drawn = _Drawn(document, counts or {})
    steps = [step for step in document.steps if step.id not in drawn.folded]
    return [
        _trigger(document, drawn, begun),
        *(_card(step, drawn, has_counts=counts is not None) for step in steps),
    ]


class _Drawn:
    """A document with its plain waits folded into the arrows that pass them."""

    def __init__(self, document: Playbook, counts: Counts) -> None:
        self.counts = counts
        self.folded = {step.id: step for step in document.steps if isinstance(step, Wait) and _is_plain(step)}

    def link(self, target: str, label: str) -> FlowLink:
        """The arrow to a step, past the waits in between; a loop of nothing but waits ends it."""
        words = [label] if label else []
        passed = set()
        while target in self.folded and target not in passed:
            passed.add(target)
            step = self.folded[target]
            here = self.counts.get(target, StepCount()).here
            words.append(step_words.pause_words(step) + (f" ({here:,})" if here else ""))
            target = step.next
        return FlowLink("" if target == END else target, " ".join(words), gettext("the end"))


def _is_plain(step: Wait) -> bool:
    return not step.arms and not step.until


def _trigger(document: Playbook, drawn: _Drawn, begun: int | None) -> FlowCard:
    words = [step_words.trigger_words(one) for one in document.triggers]
    first = document.steps[0].id if document.steps else END
    left = "" if begun is None else gettext("{n} began").format(n=f"{begun:,}")
    return FlowCard(
        TRIGGER,
        pgettext("step", "Trigger"),
        gettext(" or ").join(words),
        document.audience or next((one.where for one in document.triggers if one.where), ""),
        "green",
        document.purpose,
        left=left,
        links=(drawn.link(first, ""),),
    )


def _card(step: AnyStep, drawn: _Drawn, *, has_counts: bool) -> FlowCard:
    count = drawn.counts.get(step.id, StepCount())
    return FlowCard(
        step.id,
        step_words.kind_words(step),
        step_words.name(step),
        step_words.text(step),
        step_words.hue(step),
        step.purpose,
        left=_left(step, count) if has_counts else "",
        right=gettext("{n} here now").format(n=f"{count.here:,}") if count.here else "",
        state="failed" if count.refused else "now" if count.here else "",
        links=_links(step, drawn),
    )


def _links(step: AnyStep, drawn: _Drawn) -> tuple[FlowLink, ...]:
    """One arrow where every outcome leads to the same place; else one each, with its outcome."""
    ways = list(_ways(step))
    if len({target for target, _label in ways}) == 1 and not isinstance(step, End):
        return (drawn.link(ways[0][0], ""),)
    return tuple(drawn.link(target, label) for target, label in ways)


def _ways(step: AnyStep) -> Iterator[tuple[str, str]]:
    """Where it goes from a step, each with the words for why."""
    match step:
        case Wait():
            for arm in step.arms:
                yield arm.go, step_words.event_words(arm.event)
            if step.until:
                yield step.next, gettext("holds")
            yield step.on_timeout, _after(step)
        case Branch():
            for case in step.cases:
                yield case.go, gettext("yes") if len(step.cases) == 1 else case.when
            yield step.otherwise, gettext("no") if len(step.cases) == 1 else gettext("else")
        case Split():
            for name, target in step.arms.items():
                yield target, name
        case HumanTask():
            for outcome, target in step.outcomes.items():
                yield target, outcome_words(outcome)
        case Call():
            yield step.next, ""
            yield step.on_failure, gettext("no answer")
        case End():
            yield END, step.outcome
        case _:
            yield step.next, ""


def outcome_words(code: str) -> str:
    """Common outcomes in the reader's language; others as the playbook names them."""
    known = {
        "done": gettext("Done"),
        "skip": gettext("Skip"),
        "yes": gettext("Yes"),
        "no": gettext("No"),
        "approved": gettext("Approved"),
        "rejected": gettext("Rejected"),
        "timeout": gettext("not in time"),
    }
    return known.get(code, code)


def _after(step: Wait) -> str:
    return gettext("after {time}").format(time=step_words.span(step.at_most)) if step.at_most else ""


def _left(step: AnyStep, count: StepCount) -> str:
    if isinstance(step, Post) and count.sent + count.held_back:
        whole = count.sent + count.held_back
        return gettext("{share} sent of {n}").format(share=f"{count.sent / whole:.0%}", n=f"{whole:,}")
    done = sum(count.outcomes.values())
    if isinstance(step, HumanTask) and done:
        in_time = done - count.outcomes.get("timeout", 0)
        return gettext("{share} in time").format(share=f"{in_time / done:.0%}")
    if isinstance(step, Branch | Split) and count.went:
        whole = sum(count.went.values())
        return " · ".join(f"{_target(go)} {n / whole:.0%}" for go, n in sorted(count.went.items()))
    if count.refused:
        return gettext("{n} reached it, {m} refused").format(n=f"{count.reached:,}", m=f"{count.refused:,}")
    return gettext("{n} reached it").format(n=f"{count.reached:,}")


def _target(go: str) -> str:
    return gettext("end") if go == END else go
