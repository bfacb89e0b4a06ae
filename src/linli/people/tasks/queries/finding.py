"""One task by its number, and what was answered in tasks."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs.models import Seat
from linli.people.tasks.models import Task
from linli.people.tasks.openings import Value


class NoSuchTask(Refusal):
    """There is no such task, or it is none of one's business: the two are not told apart."""

    def __init__(self) -> None:
        super().__init__(_("there is no task with this number here"))


def get_task(task_id: int) -> Task:
    """A task of the organisation in scope, or NoSuchTask."""
    found: Task | None = Task.objects.filter(id=task_id).first()
    if found is None:
        raise NoSuchTask
    return found


def access_task(seat: Seat, task_id: int) -> Task:
    """The same for ids from outside: only in communities this seat reaches."""
    found = get_task(task_id)
    if found.org_id != seat.org_id or (seat.reach is not None and found.community_id not in seat.reach):
        raise NoSuchTask
    return found


def answers(task_ids: Collection[int]) -> dict[int, dict[str, Value]]:
    """What was filled in, by task and field. One query."""
    return dict(Task.objects.filter(id__in=task_ids).values_list("id", "answers"))


def closings(task_ids: Collection[int]) -> dict[int, tuple[str, str, datetime]]:
    """How closed tasks went: outcome, by whom, when. One query."""
    rows = Task.objects.filter(id__in=task_ids, closed_at__isnull=False)
    return {
        id: (outcome, by, at)
        for id, outcome, by, at in rows.values_list("id", "outcome", "closed_by", "closed_at")
    }
