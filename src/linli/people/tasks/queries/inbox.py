"""What waits for whom: the lists of the team and of volunteers, and their counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from linli.kernel.orgs.models import Seat
from linli.people.tasks.models import Task, TaskStep
from linli.people.tasks.queries import eligible
from linli.people.tasks.rules.states import CLOSED, DUTY_ROLE, OPEN

TABS = ("mine", "unassigned", "all", "done")
MOST_OF_A_VOLUNTEER = 50


@dataclass(frozen=True)
class Search:
    """What to look for; empty matches everything. `tab` is one of TABS; `late`: only what is overdue."""

    tab: str = "mine"
    about: str = ""
    community: int | None = None
    late: bool = False
    text: str = ""


@dataclass(frozen=True)
class Counts:
    """How many tasks a seat sees: its own, those nobody has and it may take, all open ones.

    late   of the first two together, those overdue; `first_due` the most urgent of them
    """

    mine: int
    unassigned: int
    all: int
    late: int
    first_due: datetime | None


def inbox(seat: Seat, search: Search, *, at: datetime) -> QuerySet[Task]:
    """The tasks of a tab, the most urgent first (closed ones: the last first). Slice it."""
    found = Task.objects.filter(_reached(seat))
    if search.tab == "done":
        found = found.filter(state__in=CLOSED).order_by("-closed_at", "-id")
    else:
        found = found.filter(state__in=OPEN, opens_at__lte=at).order_by("due_at", "id")
    if search.tab == "mine":
        found = found.filter(staff_id=seat.staff_id)
    if search.tab == "unassigned":
        found = found.filter(_free() & takable(seat))
    if search.about:
        found = found.filter(about=search.about)
    if search.community is not None:
        found = found.filter(community_id=search.community)
    if search.late:
        found = found.filter(due_at__lt=at)
    if search.text:
        found = found.filter(Q(title__icontains=search.text) | Q(source__icontains=search.text))
    return found


def counts(seat: Seat, *, at: datetime) -> Counts:
    """What a seat has before it. Two queries."""
    mine = Q(staff_id=seat.staff_id)
    free = _free() & takable(seat)
    found = Task.objects.filter(_reached(seat), state__in=OPEN, opens_at__lte=at).aggregate(
        mine=Count("id", filter=mine),
        unassigned=Count("id", filter=free),
        all=Count("id"),
        late=Count("id", filter=(mine | free) & Q(due_at__lt=at)),
        first_due=Min("due_at", filter=mine | free),
    )
    return Counts(**found)


def first_title(seat: Seat, *, at: datetime) -> str:
    """What is due first of what a seat has before it; "" for nothing."""
    waiting = Q(staff_id=seat.staff_id) | (_free() & takable(seat))
    found = Task.objects.filter(_reached(seat), waiting, state__in=OPEN, opens_at__lte=at)
    title: str | None = found.order_by("due_at", "id").values_list("title", flat=True).first()
    return title or ""


def listed(
    *,
    is_open: bool,
    about: str = "",
    community: int | None = None,
    member: int | None = None,
    after: int = 0,
    limit: int = 100,
) -> list[Task]:
    """Tasks of the organisation in scope by their number, beginning after one; for programs."""
    found = Task.objects.filter(state__in=OPEN if is_open else CLOSED, id__gt=after)
    if about:
        found = found.filter(about=about)
    if community is not None:
        found = found.filter(community_id=community)
    if member is not None:
        found = found.filter(member_id=member)
    return list(found.order_by("id")[:limit])


def takable(seat: Seat) -> Q:
    """Tasks that wait for this seat's role, for a role its holder plays, or for anybody."""
    if seat.role in eligible.LEADS:
        return Q()
    roles = ["", DUTY_ROLE, seat.role]
    return _waiting_for(roles, eligible.parts_of_staff(seat.staff_id))


def of_volunteer(member_id: int, *, at: datetime, communities: Sequence[int] | None = None) -> list[Task]:
    """What a member has to do and may take, their own first, then by when it is due. Two queries."""
    parts = eligible.parts_of_member(member_id)
    waiting = Q(assignee_member_id=member_id)
    if parts:
        waiting |= _free() & _waiting_for([], parts)
    found = Task.objects.filter(waiting, state__in=OPEN, opens_at__lte=at).exclude(member_id=member_id)
    if communities is not None:
        found = found.filter(community_id__in=communities)
    rows = list(found.order_by("due_at", "id")[:MOST_OF_A_VOLUNTEER])
    return sorted(rows, key=lambda one: one.assignee_member_id != member_id)


def done_by_volunteer(member_id: int, *, limit: int = 10) -> list[Task]:
    """What a member did lately, the last first."""
    found = Task.objects.filter(assignee_member_id=member_id, state__in=CLOSED)
    return list(found.order_by("-closed_at", "-id")[:limit])


def mentioning(seat: Seat, *, since: datetime, limit: int = 20) -> list[TaskStep]:
    """Comments under open tasks that address the holder of a seat, with their tasks, the last first."""
    found = TaskStep.objects.filter(
        org_id=seat.org_id, mentions__contains=[seat.staff_id], at__gte=since, task__state__in=OPEN
    ).exclude(text="")
    if seat.reach is not None:
        found = found.filter(task__community_id__in=sorted(seat.reach))
    return list(found.select_related("task").order_by("-at", "-id")[:limit])


def steps_of(task: Task) -> list[TaskStep]:
    """What happened to a task, oldest first."""
    return list(task.steps.order_by("at", "id"))


def board(seat: Seat, *, at: datetime, community: int | None = None, most: int = 20) -> dict[str, list[Task]]:
    """Cards by where they stand: late, open, claimed, done within a week (half as many).

    Four queries.
    """
    reached = Task.objects.filter(_reached(seat))
    if community is not None:
        reached = reached.filter(community_id=community)
    waiting = reached.filter(state__in=OPEN, opens_at__lte=at).order_by("due_at", "id")
    since = at - timedelta(days=7)
    done = reached.filter(state="done", closed_at__gte=since).order_by("-closed_at", "-id")
    return {
        "late": list(waiting.filter(due_at__lt=at)[:most]),
        "open": list(waiting.filter(state="open", due_at__gte=at)[:most]),
        "claimed": list(waiting.filter(state="claimed", due_at__gte=at)[:most]),
        "done": list(done[: most // 2]),
    }


def _reached(seat: Seat) -> Q:
    given: dict[str, Any] = {"org_id": seat.org_id}
    if seat.reach is not None:
        given["community_id__in"] = sorted(seat.reach)
    return Q(**given)


def _free() -> Q:
    return Q(staff_id=None, assignee_member_id=None)


def _waiting_for(roles: Sequence[str], parts: Sequence[tuple[int, str]]) -> Q:
    found = Q(role__in=roles) | Q(also__overlap=list(roles)) if roles else Q(pk__in=[])
    for community, role in parts:
        found |= Q(community_id=community) & (Q(role=role) | Q(also__contains=[role]))
    return found
