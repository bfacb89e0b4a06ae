"""Which names the conditions of a playbook may use, step results and registered probes among them."""

from collections.abc import Sequence

from linli.kernel.conditions import check
from linli.kernel.conditions.check import Checked
from linli.kernel.conditions.readings import fields_of_probes
from linli.kernel.conditions.schema import Field, Schema
from linli.kernel.conditions.tree import Type
from linli.kernel.verbs.context import Subject
from linli.run.playbooks.document.shapes import Playbook
from linli.run.playbooks.document.step_shapes import AnyStep, HumanTask, Wait
from linli.run.playbooks.document.vocabulary import SUBJECT_FIELDS, event_fields

_PROBED = (Subject.PERSON, Subject.BELONGING, Subject.MEMBERSHIP, Subject.GROUP, Subject.COMMUNITY)


class Schemas:
    """The schemas of one playbook, made when first needed."""

    def __init__(self, playbook: Playbook) -> None:
        own = {field.name for field in SUBJECT_FIELDS}
        probed = [
            field for subject in _PROBED for field in fields_of_probes(subject) if field.name not in own
        ]
        self._subject = Schema([*SUBJECT_FIELDS, *probed])
        self._steps = result_fields(playbook.steps)
        self._events: dict[str, Schema] = {}

    def audience(self, source: str) -> Checked:
        """A condition before there is a run."""
        return check.condition(source, self._subject)

    def when(self, source: str) -> Checked:
        """A condition on a run that has come some way."""
        return check.condition(source, self._subject.extended(self._steps))

    def where(self, source: str, event: str) -> Checked:
        """A condition on an event and the run it may concern."""
        if event not in self._events:
            self._events[event] = self._subject.extended(event_fields(event))
        return check.condition(source, self._events[event])


def result_fields(steps: Sequence[AnyStep]) -> list[Field]:
    """What later steps can know of earlier ones: `$hello.outcome`, `$hello.theme`."""
    found = {}
    for step in steps:
        name = step.id.replace("-", "_")
        if isinstance(step, Wait | HumanTask):
            found[f"${name}.outcome"] = Type.TEXT
        if isinstance(step, HumanTask):
            for question in step.form:
                kind = Type.NUMBER if question.type == "number" else Type.TEXT
                found[f"${name}.{question.field.replace('-', '_')}"] = kind
    return [Field(name, kind, name) for name, kind in found.items()]
