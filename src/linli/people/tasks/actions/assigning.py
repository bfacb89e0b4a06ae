"""Who does a task: claimed, given back, assigned, taken away."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts.tasks import TaskAssigned, TaskClaimed, TaskReleased
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import Seat
from linli.kernel.orgs.rules import GRANTS, Permission, Role, covers
from linli.people.belonging.models import Belonging
from linli.people.tasks.actions import standing, telling
from linli.people.tasks.actions.standing import CannotTake
from linli.people.tasks.models import Task
from linli.people.tasks.queries.eligible import Person

MOST_AT_ONCE = 500


@transaction.atomic
def claim_task(*, task: int, by: Actor, at: datetime) -> Task:
    """Say "I do this". Again by the same person changes nothing. Raises CannotTake, NoSuchTask."""
    locked = standing.lock(task)
    person = standing.person_of(by)
    if person is None:
        raise CannotTake(_("only a person can take a task: assign it to one"))
    standing.must_be_theirs(locked, by)
    if locked.state == "claimed":
        return locked
    standing.put(locked, person)
    locked.state, locked.claimed_at = "claimed", at
    locked.save()
    telling.note([locked], "claimed", by=by, at=at)
    telling.announce([(locked, TaskClaimed(locked.id, person.code))], by=by, at=at)
    telling.record("tasks.claimed", locked, by=by, at=at)
    return locked


@transaction.atomic
def release_task(*, task: int, by: Actor, at: datetime) -> Task:
    """Give a task back: it waits for its role again. Raises CannotTake, NoSuchTask."""
    locked = standing.lock(task)
    before = locked.assignee
    if not before:
        return locked
    standing.must_be_theirs(locked, by)
    _free(locked)
    telling.note([locked], "released", by=by, at=at, detail=before)
    telling.announce([(locked, TaskReleased(locked.id, before))], by=by, at=at)
    telling.record("tasks.released", locked, by=by, at=at, before={"assignee": before})
    return locked


def assign_task(
    *, task: int, staff_id: int | None = None, member_id: int | None = None, by: Actor, at: datetime
) -> None:
    """Give an open task to somebody, or (nobody named) back to its role. Raises CannotTake, NoSuchTask."""
    if not assign_tasks(tasks=[task], staff_id=staff_id, member_id=member_id, by=by, at=at):
        with transaction.atomic():
            standing.lock(task)


@transaction.atomic
def assign_tasks(
    *,
    tasks: Sequence[int],
    staff_id: int | None = None,
    member_id: int | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Give open tasks to somebody, or back to their roles; returns how many changed hands.

    Raises CannotTake when somebody does not reach the community of one of them; then nothing changes.
    """
    if len(tasks) > MOST_AT_ONCE:
        raise CannotTake(_("at most %(most)s tasks at once: choose fewer") % {"most": MOST_AT_ONCE})
    to = _somebody(staff_id, member_id)
    code = to.code if to else ""
    found = Task.objects.select_for_update().filter(id__in=tasks, state__in=("open", "claimed"))
    moved = [one for one in found.order_by("id") if one.assignee != code]
    _check_reach(to, moved)
    if not moved:
        return 0
    before = {str(one.id): one.assignee for one in moved}
    for one in moved:
        standing.put(one, to)
        one.state, one.claimed_at = "open", None
    Task.objects.bulk_update(moved, ["staff_id", "assignee_member_id", "state", "claimed_at"])
    telling.note(moved, "assigned", by=by, at=at, detail=code)
    telling.announce([(one, TaskAssigned(one.id, code)) for one in moved], by=by, at=at)
    telling.record("tasks.assigned", moved[0], by=by, at=at, before=before, after={"assignee": code})
    return len(moved)


@transaction.atomic
def free_tasks_of(*, members: Sequence[int], by: Actor, at: datetime) -> int:
    """What these members had taken waits for its role again: they are gone."""
    found = Task.objects.select_for_update().filter(
        assignee_member_id__in=members, state__in=("open", "claimed")
    )
    freed = list(found.order_by("id"))
    for one in freed:
        _free(one)
    telling.note(freed, "released", by=by, at=at)
    telling.announce([(one, TaskReleased(one.id, "")) for one in freed], by=by, at=at)
    return len(freed)


def _free(task: Task) -> None:
    standing.put(task, None)
    task.state, task.claimed_at = "open", None
    task.save()


def _somebody(staff_id: int | None, member_id: int | None) -> Person | None:
    if staff_id is not None and member_id is not None:
        raise CannotTake(_("a task is for one person: a colleague or a volunteer"))
    if staff_id is not None:
        return Person("staff", staff_id)
    return Person("member", member_id) if member_id is not None else None


def _check_reach(to: Person | None, tasks: Sequence[Task]) -> None:
    places = {one.community_id for one in tasks}
    if to is None or not places:
        return
    if to.kind == "member":
        if places - _communities_of(to.id):
            raise CannotTake(_("this member is not in the community of the task: choose one who is"))
        return
    seat = Seat.objects.filter(staff_id=to.id, staff__is_active=True).first()
    if seat is None or Permission.TASK_DO not in GRANTS[Role(seat.role)]:
        raise CannotTake(_("this colleague does not do tasks here: choose another"))
    if any(not covers(communities=seat.reach, community=place) for place in places):
        raise CannotTake(_("this colleague does not reach the community of the task: choose another"))


def _communities_of(member_id: int) -> set[int]:
    found = Belonging.objects.filter(member_id=member_id, left_at=None)
    return set(found.values_list("community_id", flat=True))
