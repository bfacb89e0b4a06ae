"""What one should know before publishing, and what depends on the world: templates, other playbooks."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from linli.kernel.verbs import naming
from linli.run.playbooks.document import graph
from linli.run.playbooks.document.checks import Desk
from linli.run.playbooks.document.problems import Problem
from linli.run.playbooks.document.step_shapes import (
    Activity,
    AnyStep,
    Award,
    Branch,
    End,
    Post,
    Split,
    Start,
    Stop,
    Survey,
    Wait,
)

DEEPEST = 3


def templates(desk: Desk) -> Iterator[Problem]:
    """Templates that do not exist, or want values that this playbook does not have."""
    known = desk.world.templates
    if known is None:
        return
    for step in desk.steps:
        for path, code, values in _templates_of(step):
            if code not in known:
                sentence = _('There is no approved template "{code}".').format(code=code)
                yield desk.at(step, sentence + naming.did_you_mean(code, known), f"{path}.template")
                continue
            for name in known[code]:
                if name not in desk.text_names and name not in values:
                    sentence = _('The template "{code}" needs a value for "{name}": give it under "with".')
                    yield desk.at(step, sentence.format(code=code, name=name), f"{path}.template")


def _templates_of(step: AnyStep) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    match step:
        case Post(fallback=fallback):
            found = [("post", step.saying)]
            if fallback is not None:
                found.append(("post.fallback_to", fallback.saying))
        case Activity(saying=saying):
            found = [("activity", saying)]
        case Survey(saying=saying):
            found = [("survey", saying)]
        case _:
            found = []
    for path, one in found:
        if one.template:
            yield path, one.template, one.values


def chains(desk: Desk) -> Iterator[Problem]:
    """Playbooks that start each other: never in a circle, three deep at most."""
    published = desk.world.starts
    if published is None:
        return
    own = desk.playbook.id
    starts = {**published, own: [step.playbook for step in desk.steps if isinstance(step, Start)]}
    for step in desk.steps:
        if isinstance(step, Start) and step.playbook != own:
            if own in graph.reachable(starts, step.playbook):
                sentence = _('"{code}" leads back to this playbook: they would start each other for ever.')
                yield desk.at(step, sentence.format(code=step.playbook), "start.playbook")
            elif _depth(starts, step.playbook) >= DEEPEST:
                sentence = _("Playbooks may start each other {most} deep at most.").format(most=DEEPEST)
                yield desk.at(step, sentence, "start.playbook")


def _depth(starts: Mapping[str, Sequence[str]], code: str, seen: tuple[str, ...] = ()) -> int:
    if code in seen:
        return 0
    return 1 + max((_depth(starts, one, (*seen, code)) for one in starts.get(code, ())), default=0)


def unknown_playbooks(desk: Desk) -> Iterator[Problem]:
    """A playbook that is started or stopped and is not published (yet)."""
    published = desk.world.starts
    if published is None:
        return
    for step in desk.steps:
        if isinstance(step, Start | Stop) and step.playbook not in {*published, desk.playbook.id}:
            sentence = _('No playbook "{code}" is published yet; until then nothing happens here.')
            hint = naming.did_you_mean(step.playbook, published)
            kind = "start" if isinstance(step, Start) else "stop"
            yield desk.at(step, sentence.format(code=step.playbook) + hint, f"{kind}.playbook")


def purposes(desk: Desk) -> Iterator[Problem]:
    """A plan in which nobody says why is followed until nobody remembers why."""
    if not desk.playbook.purpose:
        yield desk.notes.problem("purpose", _("Say what this playbook is for."))
    for step in desk.steps:
        if not step.purpose and not isinstance(step, Wait | Branch | Split | End):
            yield desk.at(step, _("Say why this is done."), "purpose")


def points_at_once(desk: Desk) -> Iterator[Problem]:
    """`pending_for` is read and kept; the ledger has no clock that would let such points go."""
    for step in desk.steps:
        if isinstance(step, Award) and step.pending_for is not None:
            sentence = _("These points can be spent at once; for later ones put a wait before the award.")
            yield desk.at(step, sentence, "award.pending_for")


def units(desk: Desk) -> Iterator[Problem]:
    """What a group sees cannot be tried on single people: they read each other's messages."""
    experiment = desk.playbook.experiment
    if experiment is None or experiment.unit != "person":
        return
    edges = graph.edges_of(desk.steps)
    seen: dict[str, Post] = {}
    for split in desk.steps:
        if isinstance(split, Split):
            arms = [graph.reachable(edges, target) for target in split.arms.values()]
            seen |= {
                step.id: step
                for step in desk.steps
                if isinstance(step, Post) and 0 < sum(step.id in arm for arm in arms) < len(arms)
            }
    for step in seen.values():
        surfaces = {step.to, *([step.fallback.to] if step.fallback else [])}
        if "group" in surfaces:
            sentence = _(
                "Everybody in the group reads this, also those of the other arms: divide by group, or write"
                " to the person."
            )
            yield desk.at(step, sentence, "post.to")
