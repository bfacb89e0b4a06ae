"""Ways out of a step: by a condition, or by the arm of an experiment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from linli.kernel.conditions.memory import Evaluator
from linli.kernel.conditions.render import render
from linli.kernel.conditions.values import Outer
from linli.run.playbooks.actions.moves import Move, Visit
from linli.run.playbooks.actions.supplies import Supplies
from linli.run.playbooks.document.step_shapes import Branch, Split

Values = Mapping[str, Outer]


def branch(move: Move, step: Branch, visit: Visit, probed: Values) -> None:
    """The first way whose condition holds."""
    values = {**move.values(), **probed}
    go, arm = step.otherwise, "else"
    for number, (evaluator, target) in enumerate(move.compiled.branches[step.id], start=1):
        visit.inputs.update(_shown(evaluator, values))
        if evaluator.holds(values, at=move.at):
            arm, go = str(number), target
            break
    visit.result = {"arm": int(arm) if arm.isdecimal() else arm, "go": go}
    move.keep(step.id, {"arm": arm})
    move.go(go)


def split(move: Move, step: Split, visit: Visit, supplies: Supplies) -> None:
    """The way of the arm that the subject is in, for good."""
    arm = supplies.arm_of(move)
    go = step.arms.get(arm) or next(iter(step.arms.values()))
    visit.result = {"arm": arm, "go": go}
    move.context.setdefault("arms", {})[step.by] = arm
    move.keep(step.id, {"arm": arm})
    move.go(go)


def _shown(evaluator: Evaluator, values: Values) -> dict[str, Any]:
    keys = [render(reference) for reference in evaluator.checked.references]
    return {key: plain(values[key]) for key in keys if key in values}


def plain(value: Outer) -> Any:
    """A value as JSON."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | list | None) else str(value)
