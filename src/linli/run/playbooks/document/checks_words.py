"""Conditions and texts: every name they use exists, every verb takes what it is given."""

from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext as _

from linli.kernel.verbs import arguments, naming
from linli.kernel.verbs.registry import UnknownVerb
from linli.run.playbooks.document import references, scalars
from linli.run.playbooks.document.checks import Desk
from linli.run.playbooks.document.problems import Problem
from linli.run.playbooks.document.shapes import Trigger
from linli.run.playbooks.document.step_shapes import (
    Activity,
    AnyStep,
    Award,
    Branch,
    HumanTask,
    Post,
    Reverse,
    Split,
    Start,
    Survey,
    UntilDate,
    Wait,
)

AWARD_VERB = "growth.award_points"


def award_arguments(step: Award) -> dict[str, object]:
    """What the verb is given for a step."""
    given: dict[str, object] = {"points": step.amount, "reason": step.reason}
    return {**given, "currency": step.currency} if step.currency else given


def head(desk: Desk) -> Iterator[Problem]:
    """Triggers, audience, exits, goal."""
    book, schemas = desk.playbook, desk.schemas
    yield from desk.condition("audience", book.audience, schemas.audience)
    several = len(book.triggers) > 1
    for number, trigger in enumerate(book.triggers, start=1):
        yield from _trigger(desk, trigger, f"trigger.any[{number}]" if several else "trigger")
    for number, one in enumerate(book.exits, start=1):
        path = f"exit[{number}]"
        yield from _where(desk, f"{path}.where", one.where, one.event)
        yield from desk.condition(f"{path}.when", one.when, schemas.when)
    if book.goal is not None:
        yield from _where(desk, "goal.where", book.goal.where, book.goal.event)
    yield from _subject(desk)


def _trigger(desk: Desk, trigger: Trigger, path: str) -> Iterator[Problem]:
    absence = trigger.absence
    if trigger.event:
        check = desk.schemas.where_it_starts
        yield from desk.condition(f"{path}.where", trigger.where, lambda one: check(one, trigger.event))
    if absence is not None:
        yield from desk.condition(f"{path}.absence.of_state", absence.where, desk.schemas.of_subject)
        if desk.playbook.subject == "group":
            yield desk.notes.problem(f"{path}.absence", _("Absence is about people; a group has none."))
    known = references.trigger_names(desk.playbook, trigger.event, is_absence=absence is not None)
    yield from desk.text(f"{path}.key", trigger.key, known)


def _subject(desk: Desk) -> Iterator[Problem]:
    book = desk.playbook
    if book.inputs and not any(one.is_manual for one in book.triggers):
        required = [one.field for one in book.inputs if one.is_required]
        if required:
            sentence = _('Only a person can give "{field}": add the trigger "manual: true".')
            yield desk.notes.problem("inputs", sentence.format(field=required[0]))
    if book.experiment is not None and book.subject == "group" and book.experiment.unit == "person":
        sentence = _("A playbook about a group can only be divided by group.")
        yield desk.notes.problem("experiment.unit", sentence)


def step(desk: Desk, one: AnyStep) -> Iterator[Problem]:
    """Everything a step says."""
    path = f"steps.{one.id}"
    for place, text, saying in references.texts_of(one):
        known = tuple(name.replace("-", "_") for name in saying.values)
        yield from desk.text(f"{path}.{place}", text, (*desk.text_names, *saying.values, *known))
    for place, values in references.values_of(one):
        for name, value in values.items():
            yield from desk.reference(f"{path}.{place}.{name}", value)
    yield from _conditions(desk, one, path)
    yield from _neighbours(desk, one, path)
    if desk.playbook.subject != "membership":
        yield from _reach(desk, one, path)


def _conditions(desk: Desk, one: AnyStep, path: str) -> Iterator[Problem]:
    match one:
        case Wait():
            for number, arm in enumerate(one.arms, start=1):
                yield from _where(desk, f"{path}.wait.any[{number}].where", arm.where, arm.event)
            yield from desk.condition(f"{path}.wait.until", one.until, desk.schemas.when)
            if one.until_date is not None:
                yield from _date(desk, one.until_date, f"{path}.wait.until_date.field")
        case Branch():
            for number, case in enumerate(one.cases, start=1):
                yield from desk.condition(f"{path}.branch[{number}].when", case.when, desk.schemas.when)
        case Award():
            yield from _award(desk, one, f"{path}.award")


def _date(desk: Desk, until: UntilDate, path: str) -> Iterator[Problem]:
    """An input that is a date, or anything of the subject that conditions can read."""
    dates = [f"input.{one.field}" for one in desk.playbook.inputs if one.type in ("date", "time", "text")]
    if until.field.startswith("input."):
        if until.field not in dates:
            sentence = scalars.unknown_word(until.field, dates or ["input.…"])
            yield desk.notes.problem(path, sentence)
    else:
        yield from desk.condition(path, f"{until.field} is not null", desk.schemas.when)


def _award(desk: Desk, one: Award, path: str) -> Iterator[Problem]:
    yield from desk.text(f"{path}.key", one.key, references.key_names(desk.playbook))
    try:
        verb = desk.registry.get_verb(AWARD_VERB)
        arguments.check(AWARD_VERB, award_arguments(one), verb.params)
    except (UnknownVerb, arguments.BadArguments) as error:
        yield desk.notes.problem(path, str(error))


def _neighbours(desk: Desk, one: AnyStep, path: str) -> Iterator[Problem]:
    """Names of other steps, of the experiment, of this playbook."""
    by_id = {step.id: step for step in desk.steps}
    match one:
        case Post(after=after) if after and not isinstance(by_id.get(after), Activity | Survey):
            sentence = _('"after" waits for an activity or a survey; "{step}" is none.').format(step=after)
            activities = [id for id, step in by_id.items() if isinstance(step, Activity | Survey)]
            yield desk.notes.problem(f"{path}.post.after", sentence + naming.did_you_mean(after, activities))
        case Reverse(of=of) if not isinstance(by_id.get(of), Award):
            sentence = _('"{step}" is no award that could be taken back.').format(step=of)
            yield desk.notes.problem(f"{path}.reverse.of", sentence)
        case Start(playbook=code) if code == desk.playbook.id:
            yield desk.notes.problem(f"{path}.start.playbook", _("A playbook cannot start itself."))
        case Split():
            yield from _split(desk, one, path)


def _split(desk: Desk, one: Split, path: str) -> Iterator[Problem]:
    experiment = desk.playbook.experiment
    if experiment is None or experiment.id != one.by:
        sentence = _('There is no experiment "{id}" in the head of this playbook.').format(id=one.by)
        hint = naming.did_you_mean(one.by, [experiment.id]) if experiment else ""
        yield desk.notes.problem(f"{path}.split.by", sentence + hint)
        return
    for arm in experiment.arms.keys() - one.arms.keys():
        sentence = _('The arm "{arm}" of the experiment leads nowhere.').format(arm=arm)
        yield desk.notes.problem(f"{path}.split.to", sentence)
    for arm in one.arms.keys() - experiment.arms.keys():
        sentence = _('The experiment has no arm "{arm}".').format(arm=arm)
        hint = naming.did_you_mean(arm, experiment.arms)
        yield desk.notes.problem(f"{path}.split.to.{arm}", sentence + hint)


def _reach(desk: Desk, one: AnyStep, path: str) -> Iterator[Problem]:
    """What a playbook about a person or a group alone cannot do."""
    subject = desk.playbook.subject
    surfaces = [(f"{path}.post.to", one.to)] if isinstance(one, Post) else []
    if isinstance(one, Post) and one.fallback is not None:
        surfaces.append((f"{path}.post.fallback_to.surface", one.fallback.to))
    for place, surface in surfaces:
        if subject == "group" and surface == "dm":
            yield desk.notes.problem(place, _("A playbook about a group knows no person to write to."))
        if subject == "person" and surface == "group":
            yield desk.notes.problem(place, _("A playbook about a person knows no group to speak in."))
    if isinstance(one, Post) and one.mentions_person and one.to != "group":
        yield desk.notes.problem(f"{path}.post.mention_person", _("Somebody is called in a group only."))
    if isinstance(one, Post) and one.mentions_person and subject == "group":
        sentence = _("A playbook about a group knows no person to call.")
        yield desk.notes.problem(f"{path}.post.mention_person", sentence)
    kinds = {"Award": "award", "Survey": "survey", "SetValues": "set", "Reverse": "reverse"}
    kind = kinds.get(type(one).__name__)
    if subject == "group" and kind:
        sentence = _("A playbook about a group knows no person for this step.")
        yield desk.notes.problem(f"{path}.{kind}", sentence)
    if subject == "person" and isinstance(one, Activity):
        sentence = _("A playbook about a person knows no group to open this in.")
        yield desk.notes.problem(f"{path}.activity", sentence)


def _where(desk: Desk, path: str, source: str, event: str) -> Iterator[Problem]:
    yield from desk.condition(path, source, lambda text: desk.schemas.where(text, event))


def roles(desk: Desk) -> Iterator[Problem]:
    """Roles that nobody can have."""
    known = desk.world.roles
    for one in desk.steps:
        for place, role in _roles_of(one):
            if role not in known:
                yield desk.at(one, scalars.unknown_word(role, known), place)


def _roles_of(one: AnyStep) -> Iterator[tuple[str, str]]:
    if isinstance(one, HumanTask):
        yield "human_task.assign.role", one.role
        if one.fallback:
            yield "human_task.assign.fallback", one.fallback
        for number, step in enumerate(one.escalate, start=1):
            yield f"human_task.escalate[{number}].to", step.role
    if isinstance(one, Post) and one.assign is not None:
        yield "post.assign.role", one.assign.role
        if one.assign.fallback:
            yield "post.assign.fallback", one.assign.fallback


def all_of(desk: Desk) -> Iterator[Problem]:
    """Every problem of words."""
    return chain(head(desk), roles(desk), *(step(desk, one) for one in desk.steps))
