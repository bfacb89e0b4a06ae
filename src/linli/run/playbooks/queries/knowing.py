"""What the conditions and texts of a run can know: its subject, what began it, what its steps found."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from linli.kernel.conditions.values import Outer
from linli.run.playbooks.document.vocabulary import EVENTS, event_fields
from linli.run.playbooks.queries.compiled import Compiled
from linli.run.playbooks.queries.people import Person

ABSENCE_NAMES = ("absence.started_on", "absence.days")


def run_values(
    compiled: Compiled,
    person: Person,
    context: Mapping[str, Any],
    *,
    run_no: int = 1,
    started_at: datetime | None = None,
) -> dict[str, Outer]:
    """By the names conditions use. What is not known (yet) is None.

    `context` is a run's: "event" (fields of what began it), "inputs", "results" (by step).
    """
    found: dict[str, Outer] = {**unknown(compiled), **person.values}
    found.update(event_names(context.get("event") or {}))
    for name, value in (context.get("inputs") or {}).items():
        found[f"input.{_name(name)}"] = value
    for step, results in (context.get("results") or {}).items():
        for name, value in results.items():
            found[f"${_name(step)}.{_name(name)}"] = value
    found["run.number"], found["run.started_at"] = run_no, started_at
    return found


def event_names(fields: Mapping[str, Any]) -> dict[str, Outer]:
    """The fields of what began a run under the names conditions use: `nps` as `event.nps`."""
    return {name if "." in name else f"event.{name}": value for name, value in fields.items()}


@lru_cache(maxsize=512)
def unknown(compiled: Compiled) -> dict[str, Outer]:
    """Every name that only some runs of a version know, as None."""
    document = compiled.document
    names = [*compiled.result_names, *ABSENCE_NAMES]
    names += [f"input.{_name(question.field)}" for question in document.inputs]
    for trigger in document.triggers:
        if trigger.event in EVENTS:
            fields = event_fields(trigger.event)
            names += [field.name for field in fields if field.name.startswith("event.")]
    return dict.fromkeys(names)


def _name(text: str) -> str:
    return text.replace("-", "_")
