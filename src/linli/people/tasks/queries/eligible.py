"""Who may do a task, and how much everybody has to do already."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q

from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import Seat
from linli.kernel.orgs.rules import GRANTS, Permission, Role, covers
from linli.people.roles.models import Assignment
from linli.people.roles.rules.parts import HOLDING
from linli.people.tasks.models import Task
from linli.people.tasks.rules.states import DUTY_ROLE, OPEN

Place = tuple[int | None, str]
"""A community (None: the whole organisation) and a role."""

LEADS = frozenset({Role.OWNER, Role.PLANNER})


@dataclass(frozen=True)
class Person:
    """Somebody who does tasks: of the "staff" by account, or a "member"."""

    kind: str
    id: int

    @property
    def code(self) -> str:
        """As actors are written down."""
        return f"{self.kind}:{self.id}"


def person_of(by: Actor) -> Person | None:
    """The person behind an actor; None for programs."""
    return person_of_code(by.code)


def person_of_code(code: str) -> Person | None:
    """The person behind "staff:3" or "member:9"; None for anything else."""
    kind, _, number = code.partition(":")
    return Person(kind, int(number)) if kind in {"staff", "member"} and number.isdecimal() else None


def candidates(places: Collection[Place]) -> dict[Place, list[Person]]:
    """Who holds a role where, colleagues before volunteers. Two queries."""
    seats = list(Seat.objects.filter(staff__is_active=True).order_by("staff_id"))
    holders = _holders({role for _community, role in places})
    found = {}
    for community, role in places:
        staff = [
            Person("staff", one.staff_id)
            for one in seats
            if _plays(one, role) and covers(communities=one.reach, community=community)
        ]
        parts = holders[community, role] if community is not None else []
        found[community, role] = in_order({*staff, *parts})
    return found


def in_order(people: Collection[Person]) -> list[Person]:
    """Colleagues before volunteers, each by their number."""
    return sorted(people, key=lambda one: (one.kind != "staff", one.id))


def loads(people: Iterable[Person]) -> dict[Person, int]:
    """How many open tasks each of them has; without those who have none. One query."""
    asked = set(people)
    staff = [one.id for one in asked if one.kind == "staff"]
    members = [one.id for one in asked if one.kind == "member"]
    rows = (
        Task.objects.filter(Q(staff_id__in=staff) | Q(assignee_member_id__in=members), state__in=OPEN)
        .values_list("staff_id", "assignee_member_id")
        .annotate(n=Count("id"))
        .order_by()
    )
    return {
        Person("staff", staff_id) if staff_id is not None else Person("member", member_id): n
        for staff_id, member_id, n in rows
    }


def parts_of_staff(staff_id: int) -> list[tuple[int, str]]:
    """The roles of communities a colleague plays: community and code."""
    return _parts(Q(staff_id=staff_id))


def parts_of_member(member_id: int) -> list[tuple[int, str]]:
    """The roles a member holds: community and code."""
    return _parts(Q(member_id=member_id))


def may_do(task: Task, seat: Seat) -> bool:
    """May the holder of a seat take a task of a community it reaches? Owners and planners may take any."""
    if not orgs.can(seat, Permission.TASK_DO) or not covers(
        communities=seat.reach, community=task.community_id
    ):
        return False
    roles = {task.role, *task.also}
    if seat.role in LEADS or seat.role in roles or roles & {"", DUTY_ROLE}:
        return True
    return task.staff_id == seat.staff_id or any(
        community == task.community_id and role in roles for community, role in parts_of_staff(seat.staff_id)
    )


def may_help(task: Task, member_id: int) -> bool:
    """May a member take a task: it is theirs, or waits for a role they hold where it is."""
    if task.assignee_member_id == member_id:
        return True
    roles = {task.role, *task.also}
    return any(
        community == task.community_id and role in roles for community, role in parts_of_member(member_id)
    )


def _plays(seat: Seat, role: str) -> bool:
    return Permission.TASK_DO in GRANTS[Role(seat.role)] if role == "" else seat.role == role


def _holders(roles: set[str]) -> dict[Place, list[Person]]:
    found: dict[Place, list[Person]] = defaultdict(list)
    rows = Assignment.objects.filter(role__in=roles, ended_at=None, status__in=HOLDING)
    for community, role, member_id, staff_id in rows.values_list(
        "community_id", "role", "member_id", "staff_id"
    ):
        if staff_id is not None:
            found[community, role].append(Person("staff", staff_id))
        elif member_id is not None:
            found[community, role].append(Person("member", member_id))
    return found


def _parts(who: Q) -> list[tuple[int, str]]:
    rows: Sequence[tuple[int, str]] = list(
        Assignment.objects.filter(who, ended_at=None, status__in=HOLDING)
        .order_by(F("community_id"), F("role"))
        .values_list("community_id", "role")
    )
    return list(rows)
