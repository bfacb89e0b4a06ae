"""Which fields a segment's condition can use, and after which events each may read differently."""

from dataclasses import dataclass
from functools import cache, lru_cache

from linli.kernel.conditions import check, memory
from linli.kernel.conditions.check import Checked
from linli.kernel.conditions.memory import Evaluator
from linli.kernel.conditions.problems import ConditionError
from linli.kernel.conditions.readings import field_of_probe
from linli.kernel.conditions.render import render
from linli.kernel.conditions.schema import Schema, call_arguments
from linli.kernel.conditions.tree import Reference, Type
from linli.kernel.verbs.context import Subject
from linli.kernel.verbs.fragment import Fragment
from linli.kernel.verbs.registry import Probe, registry

# A segment that asked for segments could ask for itself.
_NOT_OFFERED = frozenset({"person.segments"})
_SQL_TYPES = {
    Type.TEXT: "text",
    Type.INTEGER: "bigint",
    Type.NUMBER: "numeric",
    Type.BOOLEAN: "boolean",
    Type.TIME: "timestamptz",
    Type.DURATION: "interval",
    Type.TEXTS: "text[]",
}


@dataclass(frozen=True, eq=False)
class Ready:
    """A condition ready to be asked.

    keys     its references as `render` writes them: what `evaluator` wants to be given
    columns  where each one's value is, in the same order, against the aliases `belonging` and `person`
    kinds    events after which it may say something else
    is_daily some of what it reads is only looked at anew at the turn of the day
    """

    checked: Checked
    evaluator: Evaluator
    keys: tuple[str, ...]
    columns: tuple[Fragment, ...]
    kinds: frozenset[str]
    is_daily: bool


@cache
def probes() -> dict[str, Probe]:
    """The readings that are offered, by name: those about a person or a belonging that sets can be asked."""
    offered = [*registry.probes(Subject.BELONGING), *registry.probes(Subject.PERSON)]
    return {one.name: one for one in offered if one.sql is not None and one.name not in _NOT_OFFERED}


@cache
def schema() -> Schema:
    """The fields of conditions of segments."""
    return Schema(field_of_probe(probe) for probe in probes().values())


@cache
def heard_kinds() -> frozenset[str]:
    """Events after which any offered reading may differ."""
    return frozenset(kind for probe in probes().values() for kind in probe.changed_by)


@cache
def wide_kinds() -> frozenset[str]:
    """Those of them that touch a person wherever they belong, and not in the event's community alone."""
    people = (probe for probe in probes().values() if probe.subject is Subject.PERSON)
    return frozenset(kind for probe in people for kind in probe.changed_by)


def check_condition(text: str) -> Checked:
    """The condition checked, or a ConditionError that says what is wrong and where."""
    return check.condition(text, schema())


@lru_cache(maxsize=4096)
def ready(text: str) -> Ready | None:
    """The condition compiled; None when it no longer stands, because a field it names is gone."""
    try:
        checked = check_condition(text)
    except ConditionError:
        return None
    references = checked.references
    read = [probes()[reference.name] for reference in references]
    return Ready(
        checked=checked,
        evaluator=memory.evaluator(checked),
        keys=tuple(render(reference) for reference in references),
        columns=tuple(_column(reference, checked) for reference in references),
        kinds=frozenset(kind for probe in read for kind in probe.changed_by),
        is_daily=any(not probe.changed_by for probe in read),
    )


def _column(reference: Reference, checked: Checked) -> Fragment:
    """The value as a column whose type is the field's."""
    field = checked.schema.find(reference.name)
    assert field is not None  # noqa: S101  # checked
    assert field.sql is not None  # noqa: S101  # only such fields are offered
    found = (
        Fragment(field.sql) if isinstance(field.sql, str) else field.sql(**call_arguments(field, reference))
    )
    return found.wrapped("(", f")::{_SQL_TYPES[checked.types[reference]]}")
