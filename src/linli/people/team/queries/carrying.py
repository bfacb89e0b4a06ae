"""How much everybody carries: tasks open, late and soon, hours planned against hours declared."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs import scope
from linli.people.members.queries import names
from linli.people.tasks.queries import workload
from linli.people.team.models import Capacity, Post
from linli.people.team.rules import load
from linli.people.team.rules.load import Carried, Verdict

Reach = frozenset[int] | None


@dataclass(frozen=True)
class PersonLine:
    """A colleague (`is_staff`) or a volunteer, what they carry, and whether it is too much."""

    is_staff: bool
    id: int
    name: str
    carried: Carried
    needed: float
    verdict: Verdict
    abilities: tuple[str, ...]


def people(*, at: datetime, reach: Reach = None, community: int | None = None) -> list[PersonLine]:
    """Every colleague, and members with tasks; who carries most first. Five queries."""
    loads = workload.loads(at=at, reach=reach, community=community)
    known = {(one.person.kind, one.person.id): one for one in loads}
    planned: dict[int, float] = defaultdict(float)
    for staff_id, hours in Post.objects.values_list("staff_id", "hours"):
        planned[staff_id] += float(hours)
    declared = {one.staff_id: one for one in Capacity.objects.all()}
    staff = {
        seat.staff_id: seat.staff.name
        for seat in orgs.staff_of(scope.org_id())
        if reach is None or seat.reach is None or seat.reach & reach
    }
    members = names.names_of({id for kind, id in known if kind == "member"})
    found = [
        _line(True, id, name, known.get(("staff", id)), planned[id], declared.get(id))
        for id, name in staff.items()
    ]
    found += [_line(False, id, name, known.get(("member", id)), 0, None) for id, name in members.items()]
    return sorted(found, key=lambda one: (-_weight(one), not one.is_staff, one.name, one.id))


def capacity_of(staff_id: int) -> Capacity | None:
    """What a colleague declared, if anything."""
    found: Capacity | None = Capacity.objects.filter(staff_id=staff_id).first()
    return found


def _line(
    is_staff: bool,
    id: int,
    name: str,
    now: workload.Load | None,
    planned: float,
    declared: Capacity | None,
) -> PersonLine:
    carried = Carried(
        open=now.open if now else 0,
        late=now.late if now else 0,
        soon=now.soon if now else 0,
        planned_hours=planned,
        hours=float(declared.hours) if declared else 0.0,
        most_open=declared.most_open if declared else 0,
    )
    return PersonLine(
        is_staff=is_staff,
        id=id,
        name=name,
        carried=carried,
        needed=load.needed_hours(carried),
        verdict=load.verdict_of(carried),
        abilities=tuple(declared.abilities) if declared else (),
    )


def _weight(one: PersonLine) -> float:
    order = {Verdict.TOO_MUCH: 3, Verdict.BUSY: 2, Verdict.FINE: 1, Verdict.FREE: 0}
    return order[one.verdict] * 1000 + one.carried.open
