"""What playbooks hold about a person, for the document they may ask for."""

from collections.abc import Sequence

import msgspec

from linli.people.members.exports import Plain
from linli.run.playbooks.models import Run, Task

_RUN = ("id", "playbook__code", "group_id", "state", "outcome", "step", "started_at", "ended_at", "context")
_TASK = ("id", "run_id", "title", "opened_at", "state", "outcome", "form", "closed_at")


def export(member_ids: Sequence[int]) -> Plain:
    """Their runs and the tasks about them (all their member ids), as plain values, oldest first."""
    runs = Run.objects.filter(member_id__in=member_ids).order_by("started_at", "id")
    tasks = Task.objects.filter(run__in=runs.order_by()).order_by("opened_at", "id")
    plain: Plain = msgspec.to_builtins(
        {"runs": list(runs.values(*_RUN)), "tasks": list(tasks.values(*_TASK))}
    )
    return plain
