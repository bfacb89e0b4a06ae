"""What a task's closing does elsewhere, at once and in its transaction: by the prefix of its origin.

A room above calls `register` in its `apps.py` (`ready`); it may refuse, and then the task stays open.
"""

from collections.abc import Callable
from datetime import datetime

from linli.kernel.orgs.actor import Actor
from linli.people.tasks.models import Task

Settle = Callable[[Task, Actor, datetime], None]
"""Given the task with its outcome, answers and proof set, who did it, and when."""

_settlers: dict[str, Settle] = {}


def register(prefix: str, settle: Settle) -> None:
    """Have tasks whose origin begins with `prefix:` settled so; a second one is a mistake."""
    if _settlers.get(prefix, settle) is not settle:
        raise ValueError(f"tasks of {prefix} are settled twice")
    _settlers[prefix] = settle


def settle(task: Task, *, by: Actor, at: datetime) -> None:
    """Do what belongs to the closing of this task, if anything."""
    found = _settlers.get(task.origin.partition(":")[0])
    if found is not None:
        found(task, by, at)
