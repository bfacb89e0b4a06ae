"""The conditions of a document, compiled once, and what each of them has to be told."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

import msgspec

from linli.kernel.conditions import memory
from linli.kernel.conditions.check import Checked
from linli.kernel.conditions.memory import Evaluator
from linli.kernel.conditions.render import render
from linli.kernel.conditions.schema import call_arguments
from linli.kernel.conditions.values import Outer
from linli.kernel.verbs.registry import registry
from linli.run.playbooks.document.schemas import Schemas
from linli.run.playbooks.document.shapes import Playbook
from linli.run.playbooks.simulating.shapes import Place, World


class Reading(msgspec.Struct, frozen=True):
    """A value that a condition needs: its key, and the probe it comes from, if it does."""

    key: str
    probe: str
    given: Mapping[str, object]


CHANGES = {
    "membership.has_spoken": frozenset({"message.posted"}),
    "membership.last_spoke_at": frozenset({"message.posted"}),
    "community.stage": frozenset({"community.stage_changed"}),
}
"""After which events a value may differ that no probe reads."""


class Condition(msgspec.Struct, frozen=True, eq=False):
    """A compiled condition, its readings, and the kinds of events after which it may have come to hold."""

    evaluator: Evaluator
    readings: tuple[Reading, ...]
    changed_by: frozenset[str]

    def holds(self, world: World, place: Place, more: Mapping[str, Outer], at: datetime) -> bool:
        """Does it hold for a place? `more` comes before what the world knows."""
        known: Mapping[str, Outer] | None = None
        values: dict[str, Outer] = {}
        for one in self.readings:
            if one.probe:
                values[one.key] = world.probe(place, one.probe, one.given)
            elif one.key in more:
                values[one.key] = more[one.key]
            else:
                known = world.values(place) if known is None else known
                values[one.key] = known.get(one.key)
        return self.evaluator.holds(values, at=at)


class Conditions:
    """Every condition of one playbook, by its source and the kind of event it is about."""

    def __init__(self, document: Playbook) -> None:
        self._schemas = Schemas(document)
        self._known: dict[tuple[str, str, str], Condition] = {}

    def audience(self, source: str) -> Condition:
        """A condition before there is a run, which may read the event that starts it."""
        return self._get("audience", source, "")

    def of_subject(self, source: str) -> Condition:
        """A condition on the subject alone."""
        return self._get("subject", source, "")

    def when(self, source: str) -> Condition:
        """A condition on a run that has come some way."""
        return self._get("when", source, "")

    def where(self, source: str, event: str) -> Condition:
        """A condition on an event."""
        return self._get("where", source, event)

    def probes(self) -> Iterable[str]:
        """The probes that were asked for so far."""
        return {one.probe for known in self._known.values() for one in known.readings if one.probe}

    def _get(self, kind: str, source: str, event: str) -> Condition:
        key = (kind, source, event)
        if key not in self._known:
            checked = self._checked(kind, source, event)
            readings = tuple(_readings(checked))
            changed_by = frozenset[str]().union(*(_changed_by(one) for one in readings))
            self._known[key] = Condition(memory.evaluator(checked), readings, changed_by)
        return self._known[key]

    def _checked(self, kind: str, source: str, event: str) -> Checked:
        schemas = self._schemas
        match kind:
            case "where":
                return schemas.where(source, event)
            case "audience":
                return schemas.audience(source)
            case "subject":
                return schemas.of_subject(source)
        return schemas.when(source)


def _readings(checked: Checked) -> Iterable[Reading]:
    for reference in checked.references:
        field = checked.schema.find(reference.name)
        probe = field.probe or "" if field else ""
        given = call_arguments(field, reference) if field is not None and probe else {}
        plain = {name: float(one) if isinstance(one, Decimal) else one for name, one in given.items()}
        yield Reading(render(reference), probe, plain)


def _changed_by(reading: Reading) -> frozenset[str]:
    if reading.probe:
        return frozenset(registry.get_probe(reading.probe).changed_by)
    return CHANGES.get(reading.key, frozenset())
