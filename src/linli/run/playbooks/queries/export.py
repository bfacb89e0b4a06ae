"""What playbooks hold about a person, for the document they may ask for."""

from collections.abc import Sequence

import msgspec

from linli.people.members.exports import Plain
from linli.run.playbooks.models import Assignment, Run

_RUN = ("id", "playbook__code", "group_id", "state", "outcome", "step", "started_at", "ended_at", "context")
_ASSIGNMENT = ("experiment", "arm", "assigned_at")


def export(member_ids: Sequence[int]) -> Plain:
    """Their runs and the experiments they are in (all their member ids), as plain values, oldest first."""
    runs = Run.objects.filter(member_id__in=member_ids).order_by("started_at", "id")
    drawn = Assignment.objects.filter(member_id__in=member_ids).order_by("assigned_at", "id")
    plain: Plain = msgspec.to_builtins(
        {"runs": list(runs.values(*_RUN)), "experiments": list(drawn.values(*_ASSIGNMENT))}
    )
    return plain
