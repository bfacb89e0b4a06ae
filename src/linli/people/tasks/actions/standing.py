"""Whose a task is while it is open, and who may act on it."""

from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.actor import Actor
from linli.people.tasks.models import Task
from linli.people.tasks.queries import eligible, finding
from linli.people.tasks.queries.eligible import Person


class CannotTake(Refusal):
    """The task is closed, somebody else's, or waits for others."""


def person_of(by: Actor) -> Person | None:
    """The person behind an actor; None for programs."""
    return eligible.person_of(by)


def lock(task_id: int) -> Task:
    """An open task, locked. Raises NoSuchTask or CannotTake."""
    found: Task | None = Task.objects.select_for_update().filter(id=task_id).first()
    if found is None:
        raise finding.NoSuchTask
    if not found.is_open:
        raise CannotTake(_("this task is closed already: look at the tasks that are open"))
    return found


def must_be_theirs(task: Task, by: Actor) -> None:
    """They have it, or nobody has and they may take it. Programs may do everything. Raises CannotTake."""
    person = person_of(by)
    if person is None or task.assignee == person.code:
        return
    if task.assignee:
        raise CannotTake(_("somebody else has this task: have it assigned to you first"))
    if not _may(task, person):
        raise CannotTake(
            _("this task waits for another role: ask somebody who holds it, or have it assigned")
        )


def put(task: Task, person: Person | None) -> None:
    """Write down whose it is, unsaved."""
    task.staff_id = person.id if person and person.kind == "staff" else None
    task.assignee_member_id = person.id if person and person.kind == "member" else None


def _may(task: Task, person: Person) -> bool:
    if person.kind == "member":
        return eligible.may_help(task, person.id)
    seat = orgs.find_seat_of(person.id)
    return seat is not None and eligible.may_do(task, seat)
