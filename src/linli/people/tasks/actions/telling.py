"""What is said of tasks: in the log, in their history, and in the audit trail."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from linli.facts.fact import Fact
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.tasks.models import Task, TaskStep


def announce(pairs: Iterable[tuple[Task, Fact]], *, by: Actor, at: datetime) -> None:
    """Append a fact about each task, where the task is."""
    drafts = [
        Draft(
            fact=fact,
            occurred_at=at,
            community=task.community_id,
            group=task.group_id,
            member=task.member_id,
        )
        for task, fact in pairs
    ]
    log.append(drafts, by=by)


def note(
    tasks: Sequence[Task],
    kind: str,
    *,
    by: Actor,
    at: datetime,
    detail: str = "",
    text: str = "",
    mentions: Sequence[int] = (),
) -> None:
    """Write a moment into the history of tasks."""
    TaskStep.objects.bulk_create(
        [
            TaskStep(
                task_id=task.id,
                member_id=task.member_id,
                at=at,
                by=by.code,
                kind=kind,
                detail=detail[:80],
                text=text,
                mentions=list(mentions),
            )
            for task in tasks
        ]
    )


def record(
    action: str,
    task: Task,
    *,
    by: Actor,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write what a person of the team or a program changed; what members do stands in the log."""
    if by.origin in {"staff", "api"}:
        audit.record(action, subject=f"task:{task.id}", by=by, at=at, before=before, after=after)
