"""Who plays which role in a community, who prepares for it, and what is missing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs.models import Seat, Staff
from linli.people.members.queries import names
from linli.people.roles.models import Assignment, AssignmentStep
from linli.people.roles.queries import wording
from linli.people.roles.queries.wording import Part
from linli.people.roles.rules import parts
from linli.people.roles.rules.parts import HOLDING, PREPARING, Gap, Staffing, Status


class NoSuchAssignment(Refusal):
    """There is no such assignment, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("nobody is down for a role under this number"))


@dataclass(frozen=True)
class Holder:
    """Somebody in a role. Exactly one of `member_id` and `staff_id` is there; names are "" where gone."""

    id: int
    community_id: int
    role: str
    member_id: int | None
    staff_id: int | None
    name: str
    status: Status
    since: datetime
    evidence: str
    recipe: str
    trainer_id: int | None
    trainer: str
    next_review_on: date | None
    successor_id: int | None
    successor: str
    ended_at: datetime | None
    end_reason: str

    def is_due(self, today: date) -> bool:
        """Is it time to look at how they do?"""
        return self.ended_at is None and self.next_review_on is not None and self.next_review_on <= today


@dataclass(frozen=True)
class PartLine:
    """One role of a community: what is missing, who plays it, who prepares."""

    part: Part
    gap: Gap
    staffing: Staffing
    holders: tuple[Holder, ...]
    preparing: tuple[Holder, ...]


@dataclass(frozen=True)
class Step:
    """A moment in the history of an assignment."""

    at: datetime
    before: str
    after: str
    reason: str
    by: str


def staffing_of(community_id: int) -> list[PartLine]:
    """Every role with its people, those with the worst gap first; five queries whatever their number."""
    lines = open_holders(community_id)
    found = []
    for part in wording.parts_of(community_id):
        own = [one for one in lines if one.role == part.code]
        holders = tuple(one for one in own if one.status in HOLDING)
        preparing = tuple(one for one in own if one.status in PREPARING)
        staffing = Staffing(
            wanted=part.wanted,
            operators=sum(one.status is Status.OPERATOR_PLAYED for one in holders),
            members=sum(one.status is Status.MEMBER_HELD for one in holders),
            preparing=len(preparing),
            named_successors=sum(one.successor_id is not None for one in holders),
        )
        found.append(PartLine(part, parts.gap_of(staffing), staffing, holders, preparing))
    return sorted(found, key=lambda line: parts.severity(line.gap))


def open_holders(community_id: int) -> list[Holder]:
    """Everybody in a role of a community now, longest first."""
    return _holders(Assignment.objects.filter(community_id=community_id, ended_at=None))


def past_holders(community_id: int, *, limit: int = 20) -> list[Holder]:
    """Who was in a role and is no more, last first."""
    ended = Assignment.objects.filter(community_id=community_id, ended_at__isnull=False)
    return _holders(ended.order_by("-ended_at", "-id")[:limit])


def get_assignment(assignment_id: int) -> Assignment:
    """An assignment of the organisation in scope, or NoSuchAssignment."""
    found: Assignment | None = Assignment.objects.filter(id=assignment_id).first()
    if found is None:
        raise NoSuchAssignment
    return found


def access_assignment(seat: Seat, assignment_id: int) -> Assignment:
    """The same for ids from outside: only in communities this seat reaches."""
    found = get_assignment(assignment_id)
    if found.org_id != seat.org_id or (seat.reach is not None and found.community_id not in seat.reach):
        raise NoSuchAssignment
    return found


def find_open(community_id: int, role: str, member_id: int) -> Assignment | None:
    """What a member is now in a role, if anything."""
    found: Assignment | None = Assignment.objects.filter(
        community_id=community_id, role=role, member_id=member_id, ended_at=None
    ).first()
    return found


def holder_of(assignment: Assignment) -> Holder:
    """An assignment as shown."""
    return _holders(Assignment.objects.filter(id=assignment.id))[0]


def holders_of_member(member_ids: Sequence[int], *, reach: frozenset[int] | None) -> list[Holder]:
    """Every role a person is or was in, in the communities a seat reaches; those of now first."""
    found = Assignment.objects.filter(member_id__in=member_ids).order_by("ended_at", "-since", "id")
    if reach is not None:
        found = found.filter(community_id__in=reach)
    return sorted(_holders(found), key=lambda one: one.ended_at is not None)


def history_of(assignment_id: int) -> list[Step]:
    """What became of an assignment, oldest first."""
    rows = AssignmentStep.objects.filter(assignment_id=assignment_id).order_by("at", "id")
    return [Step(*row) for row in rows.values_list("at", "before", "after", "reason", "by")]


def open_assignments(*, reach: frozenset[int] | None, community: int | None = None) -> list[Holder]:
    """Everybody in a role now, in the communities a seat reaches."""
    found = Assignment.objects.filter(ended_at=None)
    if reach is not None:
        found = found.filter(community_id__in=reach)
    if community is not None:
        found = found.filter(community_id=community)
    return _holders(found.order_by("community_id", "since", "id")[:1000])


def staff_names(staff_ids: Collection[int]) -> dict[int, str]:
    """What colleagues are called, by their ids."""
    if not staff_ids:
        return {}
    return dict(Staff.objects.filter(id__in=staff_ids).values_list("id", "name"))


def _holders(found: QuerySet[Assignment]) -> list[Holder]:
    rows = list(found if found.query.is_sliced or found.query.order_by else found.order_by("since", "id"))
    members = names.names_of({id for one in rows for id in (one.member_id, one.successor_member_id) if id})
    colleagues = staff_names({id for one in rows for id in (one.staff_id, one.trainer_id) if id})
    return [_holder(one, members, colleagues) for one in rows]


def _holder(one: Assignment, members: dict[int, str], colleagues: dict[int, str]) -> Holder:
    name = members.get(one.member_id, "") if one.member_id else colleagues.get(one.staff_id or 0, "")
    return Holder(
        id=one.id,
        community_id=one.community_id,
        role=one.role,
        member_id=one.member_id,
        staff_id=one.staff_id,
        name=name,
        status=Status(one.status),
        since=one.since,
        evidence=one.evidence,
        recipe=one.recipe,
        trainer_id=one.trainer_id,
        trainer=colleagues.get(one.trainer_id or 0, ""),
        next_review_on=one.next_review_on,
        successor_id=one.successor_member_id,
        successor=members.get(one.successor_member_id or 0, ""),
        ended_at=one.ended_at,
        end_reason=one.end_reason,
    )
