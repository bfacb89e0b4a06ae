"""Brings the values that a condition needs: every probe once, for all subjects together."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from linli.kernel.conditions.check import Checked
from linli.kernel.conditions.render import render
from linli.kernel.conditions.schema import Field, Parameter, call_arguments
from linli.kernel.conditions.tree import Type
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.registry import Probe, Registry, Value
from linli.kernel.verbs.registry import registry as all_registered

_TYPES = {
    str: Type.TEXT,
    int: Type.INTEGER,
    float: Type.NUMBER,
    Decimal: Type.NUMBER,
    bool: Type.BOOLEAN,
    datetime: Type.TIME,
    timedelta: Type.DURATION,
    list: Type.TEXTS,
}


def field_of_probe(probe: Probe, *, name: str = "", choices: tuple[str, ...] = ()) -> Field:
    """The field through which conditions use a probe, under the probe's own name unless another is given."""
    parameters = tuple(Parameter(argument.name, _TYPES[argument.type]) for argument in probe.arguments)
    return Field(
        name or probe.name,
        _TYPES[probe.returns],
        probe.title,
        parameters,
        choices or probe.choices,
        probe.sql,
        probe.name,
    )


def fields_of_probes(subject: Subject, registry: Registry = all_registered) -> list[Field]:
    """A field for every probe about this kind of subject."""
    return [field_of_probe(probe) for probe in registry.probes(subject)]


def read(
    checked: Checked, subjects: Sequence[int], context: Context, registry: Registry = all_registered
) -> Mapping[int, dict[str, Value]]:
    """For each subject the values of all references that have a probe; the caller adds what has none."""
    found: dict[int, dict[str, Value]] = {subject: {} for subject in subjects}
    for reference in checked.references:
        field = checked.schema.find(reference.name)
        if field is None or field.probe is None:
            continue
        key, given = render(reference), call_arguments(field, reference)
        plain = {name: float(one) if isinstance(one, Decimal) else one for name, one in given.items()}
        for subject, value in registry.read(field.probe, subjects, context, plain).items():
            found[subject][key] = value
    return found
