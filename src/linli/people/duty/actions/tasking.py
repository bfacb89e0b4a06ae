"""The checklist of a term as tasks of whoever is on duty, day by day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.communities.models import Community
from linli.people.duty.models import Rota, Term, TermTask
from linli.people.duty.rules import checklist, terms
from linli.people.duty.rules.checklist import HANDOVER, Every, Item
from linli.people.tasks.actions import assigning, closing, opening
from linli.people.tasks.models import Task
from linli.people.tasks.openings import Opening
from linli.people.tasks.rules.states import DUTY_ROLE, OPEN

MOST_TASKS = 500
_REMIND = timedelta(hours=2)


def origin_of(term_id: int) -> str:
    """Who asks for the tasks of a term's checklist."""
    return f"duty:{term_id}"


def open_today(*, term: Term, rota: Rota, community: Community, items: Sequence[Item], at: datetime) -> int:
    """Open what the checklist says for the local day of `at`, once; returns how many lines the day has.

    What was for an earlier day only, and was not done, has had its time.
    """
    today = at.astimezone(ZoneInfo(community.zone)).date()
    days = terms.days_of(term.starts_at, term.ends_at, community.zone)
    _close_earlier(term, today, at)
    if term.member_id is None or today not in days:
        return 0
    wanted = [one for one in items if checklist.is_due_on(one.every, today, days)]
    known = set(TermTask.objects.filter(term_id=term.id, day=today).values_list("item_id", flat=True))
    fresh = [one for one in wanted if one.id not in known]
    with translation.override(community.language):
        openings = [_opening(one, term, rota, community, today) for one in fresh]
    ids = opening.open_tasks(openings, by=SYSTEM, at=at)
    TermTask.objects.bulk_create(
        [
            TermTask(term_id=term.id, item_id=one.id, code=one.code, day=today, task_id=id)
            for one, id in zip(fresh, ids, strict=True)
        ],
        ignore_conflicts=True,
    )
    return len(wanted)


def follow(term: Term, *, by: Actor, at: datetime) -> None:
    """Open tasks of a term go to whoever has it now, or wait for somebody."""
    own = Task.objects.filter(id__in=_task_ids(term.id), state__in=OPEN)
    ids = list(own.order_by("id").values_list("id", flat=True)[:MOST_TASKS])
    assigning.assign_tasks(tasks=ids, member_id=term.member_id, by=by, at=at)


def take_over(*, community_id: int, member_id: int, at: datetime) -> int:
    """What waits for "whoever is on duty" goes to a member; what the team took stays there."""
    waiting = Task.objects.filter(community_id=community_id, role=DUTY_ROLE, staff_id=None, state__in=OPEN)
    ids = list(waiting.order_by("due_at", "id").values_list("id", flat=True)[:MOST_TASKS])
    return assigning.assign_tasks(tasks=ids, member_id=member_id, by=SYSTEM, at=at)


def settle(term: Term, *, at: datetime) -> None:
    """Close what is still open of a term and write its counts into the row, which the caller saves."""
    own = list(
        Task.objects.filter(id__in=_task_ids(term.id)).values_list("key", "state", "closed_at", "due_at")
    )
    closing.expire([key for key, state, _closed, _due in own if state in OPEN], at=at)
    finished = [(closed, due) for _key, state, closed, due in own if state == "done"]
    term.tasks, term.done = len(own), len(finished)
    term.on_time = sum(closed <= due for closed, due in finished)


def done_by_handing_over(term: Term, *, by: Actor, at: datetime) -> None:
    """Writing the note does the task that asks for it."""
    asked = TermTask.objects.filter(term_id=term.id, code=HANDOVER).values_list("task_id", flat=True)
    for id in Task.objects.filter(id__in=list(asked), state__in=OPEN).values_list("id", flat=True):
        closing.complete_task(task=id, outcome="done", by=by, at=at)


def _task_ids(term_id: int) -> list[int]:
    return list(TermTask.objects.filter(term_id=term_id).values_list("task_id", flat=True))


def _close_earlier(term: Term, today: date, at: datetime) -> None:
    earlier = TermTask.objects.filter(term_id=term.id, day__lt=today).exclude(code=HANDOVER)
    ids = list(earlier.values_list("task_id", flat=True))
    late = Task.objects.filter(id__in=ids, state__in=OPEN, due_at__lt=at)
    closing.expire(list(late.values_list("key", flat=True)), at=at)


def _opening(item: Item, term: Term, rota: Rota, community: Community, today: date) -> Opening:
    due = checklist.due_at(
        today, rota.done_by, starts_at=term.starts_at, ends_at=term.ends_at, zone=community.zone
    )
    is_last = item.every == Every.LAST_DAY
    return Opening(
        key=f"duty:{term.id}:{item.id}:{today.isoformat()}",
        about="duty",
        title=item.title,
        body="",
        purpose=item.body,
        community=community.id,
        origin=origin_of(term.id),
        source=_("Duty rota"),
        role=DUTY_ROLE,
        assignee_member_id=term.member_id,
        due_at=term.ends_at if is_last else due,
        remind=(_REMIND,),
        outcomes=("done", "skip"),
        proof="optional",
    )
