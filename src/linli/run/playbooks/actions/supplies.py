"""What a round of steps needs to know, read once for all runs together: templates, arms, who plays a role."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from linli.content.library.queries import templates as library
from linli.content.library.queries.templates import TemplateText
from linli.people.duty.queries import on_duty
from linli.people.tasks.queries import eligible
from linli.run.playbooks import trials
from linli.run.playbooks.actions import assigning
from linli.run.playbooks.actions.moves import Move
from linli.run.playbooks.document.step_shapes import (
    Activity,
    AnyStep,
    Assign,
    HumanTask,
    Post,
    Saying,
    Split,
    Survey,
)
from linli.run.playbooks.document.vocabulary import ON_DUTY

Roles = Mapping[tuple[int, str], bool]
"""By community and role: does anybody play it there?"""


class Supplies(msgspec.Struct, frozen=True):
    """What was read for a round."""

    templates: Mapping[str, TemplateText] = {}
    arms: Mapping[int, str] = {}
    roles: Roles = {}

    def arm_of(self, move: Move) -> str:
        """The arm of a run that stands at its split."""
        return self.arms[move.id]

    def role_of(self, assign: Assign | None, community: int) -> str:
        """The role that is asked: the one named, or the fallback where nobody plays it."""
        if assign is None:
            return ""
        if assign.fallback and not self.roles.get((community, assign.role), True):
            return assign.fallback
        return assign.role


def gather(moves: Sequence[Move]) -> Supplies:
    """What the next steps of these runs need; queries are made for what occurs."""
    steps = [(move, move.compiled.steps[move.step]) for move in moves]
    codes = sorted({saying.template for _move, step in steps for saying in sayings(step) if saying.template})
    splits = [move for move, step in steps if isinstance(step, Split)]
    asked = {
        (move.community, assign.role)
        for move, step in steps
        if (assign := assign_of(step)) is not None and assign.fallback
    }
    return Supplies(
        templates=library.templates_by_code(codes) if codes else {},
        arms=arms_of(splits) if splits else {},
        roles=_roles(asked, at=max(move.at for move in moves)) if asked else {},
    )


def _roles(asked: set[tuple[int, str]], *, at: datetime) -> Roles:
    named = {place for place in asked if place[1] != ON_DUTY}
    found = eligible.candidates(named) if named else {}
    on = on_duty.on_duty([community for community, _role in asked - named], at=at) if asked - named else {}
    return {place: bool(found[place]) if place in named else place[0] in on for place in asked}


def sayings(step: AnyStep) -> tuple[Saying, ...]:
    """Everything a step may say."""
    match step:
        case Post():
            return (step.saying, step.fallback.saying) if step.fallback else (step.saying,)
        case Activity() | Survey():
            return (step.saying,)
    return ()


def assign_of(step: AnyStep) -> Assign | None:
    """Whom a step asks."""
    match step:
        case Post():
            return step.assign
        case HumanTask():
            return Assign(role=step.role, fallback=step.fallback)
    return None


def arms_of(moves: Sequence[Move]) -> dict[int, str]:
    """The arm of each run at a split; kept for those who take part, only computed for the others."""
    found: dict[int, str] = {}
    taking_part = []
    for move in moves:
        experiment = move.compiled.document.experiment
        if experiment is None:
            found[move.id] = ""
        elif move.is_pretending:
            found[move.id] = trials.arm_of(experiment.id, assigning.unit_of(move), experiment.arms)
        else:
            taking_part.append(move)
    return {**found, **assigning.assign(taking_part)}
