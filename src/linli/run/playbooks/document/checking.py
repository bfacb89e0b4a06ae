"""Everything that can be known to go wrong before a playbook is published."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from linli.kernel import texts
from linli.kernel.conditions.check import Checked
from linli.kernel.conditions.problems import ConditionError
from linli.kernel.verbs import arguments, naming
from linli.kernel.verbs.registry import Registry, UnknownVerb
from linli.kernel.verbs.registry import registry as all_registered
from linli.run.playbooks.document import graph, parsing
from linli.run.playbooks.document.problems import CannotPublish, Notes, Problem
from linli.run.playbooks.document.schemas import Schemas
from linli.run.playbooks.document.shapes import Playbook
from linli.run.playbooks.document.step_shapes import END, AnyStep, Award, Branch, Post, Wait, targets
from linli.run.playbooks.document.vocabulary import KEY_VARIABLES, VARIABLES

AWARD_VERB = "growth.award_points"


def read(source: str, registry: Registry = all_registered) -> Playbook:
    """The playbook in a text, or CannotPublish with every problem it has."""
    playbook, notes = parsing.parse(source)
    shaped = {problem.path for problem in notes.problems}
    found = [one for one in _Check(playbook, notes, registry).problems() if one.path not in shaped]
    if shaped or found:
        raise CannotPublish([*notes.problems, *found])
    return playbook


def award_arguments(step: Award) -> dict[str, object]:
    """What the verb is given for a step."""
    given: dict[str, object] = {"points": step.amount, "reason": step.reason}
    return {**given, "currency": step.currency} if step.currency else given


class _Check:
    def __init__(self, playbook: Playbook, notes: Notes, registry: Registry) -> None:
        self.playbook = playbook
        self.lines = notes.lines
        self.is_shapely = not any(one.path.startswith("steps") for one in notes.problems)
        self.registry = registry
        self.schemas = Schemas(playbook)
        self.ids = [step.id for step in playbook.steps if step.id]

    def problems(self) -> Iterator[Problem]:
        yield from self.head()
        for step in self.playbook.steps:
            if step.id:
                yield from self.step(step)
        if self.is_shapely and not any(list(self.targets(step)) for step in self.playbook.steps):
            yield from self.paths()

    def head(self) -> Iterator[Problem]:
        book = self.playbook
        yield from self.condition("audience", book.audience, self.schemas.audience)
        for trigger in book.triggers:
            yield from self.where("trigger.where", trigger.where, trigger.event)
        for number, one in enumerate(book.exits, start=1):
            path = f"exit[{number}]"
            yield from self.where(f"{path}.where", one.where, one.event)
            yield from self.condition(f"{path}.when", one.when, self.schemas.when)

    def step(self, step: AnyStep) -> Iterator[Problem]:
        yield from self.targets(step)
        match step:
            case Wait():
                for number, arm in enumerate(step.arms, start=1):
                    path = f"steps.{step.id}.wait.any[{number}].where"
                    yield from self.where(path, arm.where, arm.event)
            case Branch():
                for number, case in enumerate(step.cases, start=1):
                    path = f"steps.{step.id}.branch[{number}].when"
                    yield from self.condition(path, case.when, self.schemas.when)
            case Post():
                for text in step.texts.values():
                    yield from self.text(f"steps.{step.id}.post.text", text, VARIABLES)
            case Award():
                yield from self.award(step)

    def targets(self, step: AnyStep) -> Iterator[Problem]:
        for target in dict.fromkeys(targets(step)):
            if target and target != END and target not in self.ids:
                sentence = _('There is no step "{target}" to go to.').format(target=target[:60])
                hint = naming.did_you_mean(target, [*self.ids, END])
                yield self.at(step, sentence + hint)

    def paths(self) -> Iterator[Problem]:
        steps = self.playbook.steps
        edges = graph.edges_of(steps)
        reached = graph.reachable(edges, steps[0].id) if steps else set()
        endless, restless = graph.without_end(edges), graph.restless(steps)
        for step in steps:
            if step.id and step.id not in reached:
                yield self.at(step, _("No path leads to this step; lead to it or take it out."))
            elif step.id in endless:
                yield self.at(step, _("No path leads from this step to the end."))
            elif step.id in restless:
                yield self.at(step, _("A run could go round here without a pause; put a wait into the loop."))

    def problem(self, path: str, sentence: str) -> Problem:
        return Problem(self.lines.get(path, 1), path, sentence)

    def at(self, step: AnyStep, sentence: str) -> Problem:
        return Problem(step.line, f"steps.{step.id}", sentence)

    def where(self, path: str, source: str, event: str) -> Iterator[Problem]:
        yield from self.condition(path, source, lambda text: self.schemas.where(text, event))

    def condition(self, path: str, source: str, check: Callable[[str], Checked]) -> Iterator[Problem]:
        if not source:
            return
        try:
            check(source)
        except ConditionError as error:
            yield self.problem(path, error.localised())

    def text(self, path: str, text: str, known: tuple[str, ...]) -> Iterator[Problem]:
        try:
            texts.check(text, known)
        except texts.BadText as error:
            word = error.word.strip("{}")
            sentence = _('"{word}" cannot be filled in; known are {known}.').format(
                word=error.word[:60], known=", ".join(f"{{{name}}}" for name in known)
            )
            yield self.problem(path, sentence + (naming.did_you_mean(word, known) if word else ""))

    def award(self, step: Award) -> Iterator[Problem]:
        path = f"steps.{step.id}.award"
        yield from self.text(f"{path}.key", step.key, KEY_VARIABLES)
        try:
            verb = self.registry.get_verb(AWARD_VERB)
            arguments.check(AWARD_VERB, award_arguments(step), verb.params)
        except (UnknownVerb, arguments.BadArguments) as error:
            yield self.problem(path, str(error))
