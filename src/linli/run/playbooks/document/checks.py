"""What every check is handed, and how it tells."""

from collections.abc import Callable, Iterator
from functools import cached_property

from django.utils.translation import gettext as _

from linli.kernel import texts
from linli.kernel.conditions.check import Checked
from linli.kernel.conditions.problems import ConditionError
from linli.kernel.verbs import naming
from linli.kernel.verbs.registry import Registry
from linli.run.playbooks.document import references
from linli.run.playbooks.document.problems import Notes, Problem
from linli.run.playbooks.document.reports import World
from linli.run.playbooks.document.schemas import Schemas
from linli.run.playbooks.document.shapes import Playbook
from linli.run.playbooks.document.step_shapes import AnyStep

MOST_NAMED = 8


class Desk:
    """A document on the desk of who checks it."""

    def __init__(self, playbook: Playbook, notes: Notes, registry: Registry, world: World) -> None:
        self.playbook, self.notes, self.registry, self.world = playbook, notes, registry, world
        self.schemas = Schemas(playbook)
        self.ids = [step.id for step in playbook.steps if step.id]
        self.steps = [step for step in playbook.steps if step.id]

    @cached_property
    def text_names(self) -> tuple[str, ...]:
        """What every text can be filled in with."""
        return references.text_names(self.playbook)

    def at(self, step: AnyStep, sentence: str, path: str = "") -> Problem:
        """A problem of a step, or of a place in it."""
        whole = f"steps.{step.id}"
        return self.notes.problem(f"{whole}.{path}" if path else whole, sentence)

    def condition(self, path: str, source: str, check: Callable[[str], Checked]) -> Iterator[Problem]:
        """What is wrong with a condition, if it is there."""
        if source:
            try:
                check(source)
            except ConditionError as error:
                yield self.notes.problem(path, error.localised())

    def text(self, path: str, text: str, known: tuple[str, ...]) -> Iterator[Problem]:
        """What cannot be filled in in a text."""
        try:
            texts.check(text, known)
        except texts.BadText as error:
            word = error.word.strip("{}")
            listed = [f"{{{name}}}" for name in known if not name.startswith("event.")][:MOST_NAMED]
            sentence = _('"{word}" cannot be filled in; known are {known}.').format(
                word=error.word[:60], known=", ".join(listed)
            )
            yield self.notes.problem(path, sentence + (naming.did_you_mean(word, known) if word else ""))

    def reference(self, path: str, value: str) -> Iterator[Problem]:
        """A value that refers to something which does not exist."""
        name = references.reference_of(value)
        known = (*self.text_names, *references.key_names(self.playbook))
        if name is not None and name not in known:
            sentence = _('There is no value "{name}" to take over.').format(name=value[:60])
            yield self.notes.problem(path, sentence + naming.did_you_mean(name, known))
