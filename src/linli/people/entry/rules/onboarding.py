"""The first steps of a newcomer: which there are, how they are seen to be done, who is stuck."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

StepKind = Literal[
    "welcome_seen",
    "rules_read",
    "template_filled",
    "role_chosen",
    "introduced",
    "first_words",
    "first_task",
    "own",
]
KINDS: tuple[StepKind, ...] = (
    "welcome_seen",
    "rules_read",
    "template_filled",
    "role_chosen",
    "introduced",
    "first_words",
    "first_task",
    "own",
)
OWN_TICKS = frozenset({"welcome_seen", "rules_read", "first_task", "own"})
USUAL: tuple[StepKind, ...] = (
    "welcome_seen",
    "rules_read",
    "template_filled",
    "introduced",
    "first_words",
    "first_task",
)
MOST_STEPS = 12
LONGEST_TITLE = 80


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One first step. `code` is unique in the plan; `title` "" means the usual words for its kind."""

    code: str
    kind: StepKind
    title: str = ""
    note: str = ""


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The steps in their order; who has one open for `stuck_after_days` is stuck there."""

    steps: tuple[Step, ...] = tuple(Step(code=kind, kind=kind) for kind in USUAL)
    stuck_after_days: int = 3

    def step(self, code: str) -> Step | None:
        """The step of this code."""
        return next((one for one in self.steps if one.code == code), None)

    def codes_of(self, kind: StepKind) -> list[str]:
        """The codes of the steps of a kind."""
        return [one.code for one in self.steps if one.kind == kind]


def read(document: object) -> Plan:
    """The plan of a stored document."""
    return msgspec.convert(document, Plan)


def written(plan: Plan) -> dict[str, object]:
    """A plan as it is stored."""
    made: dict[str, object] = msgspec.to_builtins(plan)
    return made


def percent(done: Collection[str], steps: Sequence[Step]) -> int:
    """How much of the steps is done, in whole percent; 100 where there are none."""
    if not steps:
        return 100
    return 100 * sum(one.code in done for one in steps) // len(steps)


def next_step(done: Collection[str], steps: Sequence[Step]) -> Step | None:
    """The first step that is not done."""
    return next((one for one in steps if one.code not in done), None)


def is_stuck(*, since: datetime, last_step_at: datetime | None, days: int, now: datetime) -> bool:
    """Has nothing been done for so many days?"""
    return now - (last_step_at or since) >= timedelta(days=days)
