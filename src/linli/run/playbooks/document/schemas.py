"""Which names the conditions of a playbook may use, step results and registered probes among them."""

from collections.abc import Sequence

from linli.kernel.conditions import check
from linli.kernel.conditions.check import Checked
from linli.kernel.conditions.readings import fields_of_probes
from linli.kernel.conditions.schema import Field, Schema
from linli.kernel.conditions.tree import Type
from linli.kernel.verbs.context import Subject
from linli.run.playbooks.document import references
from linli.run.playbooks.document.shapes import Playbook
from linli.run.playbooks.document.step_shapes import AnyStep, HumanTask, Question, Survey
from linli.run.playbooks.document.vocabulary import SUBJECT_FIELDS, event_fields

_PLACES = (Subject.GROUP, Subject.COMMUNITY)
_PROBED = {
    "membership": (Subject.PERSON, Subject.BELONGING, Subject.MEMBERSHIP, *_PLACES),
    "person": (Subject.PERSON, Subject.BELONGING, Subject.COMMUNITY),
    "group": _PLACES,
}
_ROOTS = {
    "membership": ("person", "membership", "group", "community", "run"),
    "person": ("person", "community", "run"),
    "group": ("group", "community", "run"),
}
_NUMBERS = {"participants": Type.INTEGER, "status": Type.INTEGER, "run": Type.INTEGER, "entry": Type.INTEGER}


class Schemas:
    """The schemas of one playbook, made when first needed."""

    def __init__(self, playbook: Playbook) -> None:
        roots = _ROOTS[playbook.subject]
        fields = [field for field in SUBJECT_FIELDS if field.name.partition(".")[0] in roots]
        own = {field.name for field in SUBJECT_FIELDS}
        probed = [
            field
            for subject in _PROBED[playbook.subject]
            for field in fields_of_probes(subject)
            if field.name not in own
        ]
        self._subject = Schema([*fields, *probed])
        self._context = [*input_fields(playbook), *result_fields(playbook.steps)]
        self._begun = own_event_fields(playbook)
        self._events: dict[str, Schema] = {}

    def audience(self, source: str) -> Checked:
        """A condition before there is a run; it may read the event that starts it."""
        return check.condition(source, self._subject.extended(self._begun))

    def of_subject(self, source: str) -> Checked:
        """A condition on the subject alone."""
        return check.condition(source, self._subject)

    def when(self, source: str) -> Checked:
        """A condition on a run that has come some way."""
        return check.condition(source, self._subject.extended([*self._context, *self._begun]))

    def formula(self, source: str) -> Checked:
        """A value of a run that has come some way."""
        return check.formula(source, self._subject.extended([*self._context, *self._begun]))

    def where(self, source: str, event: str) -> Checked:
        """A condition on an event and the run it may concern."""
        if event not in self._events:
            self._events[event] = self._subject.extended([*self._context, *event_fields(event)])
        return check.condition(source, self._events[event])

    def where_it_starts(self, source: str, event: str) -> Checked:
        """A condition on an event before there is a run."""
        return check.condition(source, self._subject.extended(event_fields(event)))


def input_fields(playbook: Playbook) -> list[Field]:
    """What was given when a run was started: `input.place`."""
    return [Field(f"input.{one.field.replace('-', '_')}", type_of(one), one.label) for one in playbook.inputs]


def own_event_fields(playbook: Playbook) -> list[Field]:
    """`event.<field>` of the events that may start a run; a name means the same in all of them."""
    found: dict[str, Field] = {}
    for trigger in playbook.triggers:
        for field in event_fields(trigger.event) if trigger.event else ():
            if field.name.startswith("event."):
                found.setdefault(field.name, field)
    return list(found.values())


def type_of(question: Question) -> Type:
    """The type that the answer to a question has in conditions."""
    return {"number": Type.NUMBER, "yes_no": Type.BOOLEAN}.get(question.type, Type.TEXT)


def result_fields(steps: Sequence[AnyStep]) -> list[Field]:
    """What later steps can know of earlier ones: `$hello.outcome`, `$hello.theme`."""
    asked = {
        f"${step.id}.{one.field}".replace("-", "_"): type_of(one)
        for step in steps
        if isinstance(step, HumanTask | Survey)
        for one in (step.form if isinstance(step, HumanTask) else step.questions)
    }
    named = {
        f"${step}.{name}": Type.BOOLEAN if name == "closed" else _NUMBERS.get(name, Type.TEXT)
        for step, names in references.results_of(steps).items()
        for name in names
    }
    return [Field(name, kind, name) for name, kind in (named | asked).items()]
