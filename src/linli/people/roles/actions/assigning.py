"""Putting people down for roles, how they come further, handing over, and the end."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.facts import roles as facts
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Cause, Draft
from linli.kernel.orgs import audit
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.actor import Actor
from linli.people.communities import locking
from linli.people.communities.models import Community
from linli.people.members.models import Member, Membership
from linli.people.roles.models import Assignment, AssignmentStep
from linli.people.roles.queries import holders, wording
from linli.people.roles.rules import parts
from linli.people.roles.rules.parts import HOLDING, PREPARING, EndReason, Status

BEGINNINGS = frozenset({Status.OPERATOR_PLAYED, Status.CANDIDATE, Status.MEMBER_HELD})


class CannotAssign(Refusal):
    """Somebody cannot be put down for a role, or not so."""


@transaction.atomic
def assign_member(
    *,
    community: Community,
    role: str,
    member: Member,
    status: Status,
    by: Actor,
    at: datetime,
    evidence: str = "",
    recipe: str = "",
    cause: Cause | None = None,
) -> Assignment:
    """Put a member down for a role. Who is in it already comes further, if that is a step; twice is once.

    Raises NoSuchRole and CannotAssign.
    """
    locking.lock_community(community)
    part = wording.get_part(community.id, role)
    _check_member(community, member, status)
    if status not in BEGINNINGS:
        raise CannotAssign(
            _("somebody begins in a role as candidate, as holder, or as operator who plays it")
        )
    known = holders.find_open(community.id, part.code, member.id)
    if known is not None:
        return advance(assignment=known, to=status, by=by, at=at, cause=cause)
    return _begin(
        community,
        part.code,
        status,
        by=by,
        at=at,
        cause=cause,
        member_id=member.id,
        evidence=_bounded(evidence),
        recipe=recipe[: parts.MAX_CODE],
    )


@transaction.atomic
def assign_colleague(
    *, community: Community, role: str, staff_id: int, by: Actor, at: datetime, evidence: str = ""
) -> Assignment:
    """A member of staff plays the role, as operators do at the start. Twice is once.

    Raises NoSuchRole and CannotAssign.
    """
    locking.lock_community(community)
    part = wording.get_part(community.id, role)
    seat = orgs.find_seat_of(staff_id)
    if seat is None or (seat.reach is not None and community.id not in seat.reach):
        raise CannotAssign(_("this colleague has no seat in this community: give them one first"))
    known: Assignment | None = Assignment.objects.filter(
        community_id=community.id, role=part.code, staff_id=staff_id, ended_at=None
    ).first()
    if known is not None:
        return known
    status = Status.OPERATOR_PLAYED
    return _begin(
        community, part.code, status, by=by, at=at, staff_id=staff_id, evidence=_bounded(evidence), recipe=""
    )


@transaction.atomic
def advance(
    *, assignment: Assignment, to: Status, by: Actor, at: datetime, cause: Cause | None = None
) -> Assignment:
    """Come further: trained, then holding. Where they are already changes nothing. Raises CannotAssign."""
    locked = _lock(assignment)
    before = Status(locked.status)
    if before is to:
        return locked
    if to is Status.RETIRED or locked.ended_at is not None or not parts.may_become(before, to):
        raise CannotAssign(_("somebody does not go from “%(before)s” to “%(after)s”") % _words(before, to))
    locked.status = to
    locked.save(update_fields=["status"])
    _tell_assigned(locked, before=before, by=by, at=at, cause=cause)
    return locked


@transaction.atomic
def plan(
    *,
    assignment: Assignment,
    by: Actor,
    at: datetime,
    evidence: str,
    trainer_id: int | None,
    next_review_on: date | None,
    successor: Member | None,
) -> Assignment:
    """Write down why they, who trains them, when to look again, and who follows. Raises CannotAssign."""
    locked = _lock(assignment)
    if successor is not None and successor.id == locked.member_id:
        raise CannotAssign(_("nobody follows themselves: name another member"))
    if trainer_id is not None and orgs.find_seat_of(trainer_id) is None:
        raise CannotAssign(_("this colleague has no seat in this community: give them one first"))
    locked.evidence = _bounded(evidence)
    locked.trainer_id = trainer_id
    locked.next_review_on = next_review_on
    locked.successor_member_id = successor.id if successor else None
    locked.save(update_fields=["evidence", "trainer_id", "next_review_on", "successor_member_id"])
    after = {
        "trainer": trainer_id,
        "successor": locked.successor_member_id,
        "review": str(next_review_on or ""),
    }
    _record("role.planned", locked, by=by, at=at, after=after)
    return locked


@transaction.atomic
def hand_over(*, before: Assignment, to: Assignment, by: Actor, at: datetime) -> Assignment:
    """The holder `before` hands the role to a member who prepared for it. Raises CannotAssign.

    Handing over what was handed over to the same person changes nothing.
    """
    giver, taker = _lock(before), _lock(to)
    if (giver.community_id, giver.role) != (taker.community_id, taker.role):
        raise CannotAssign(
            _("a role is handed over inside one community, to somebody down for the same role")
        )
    if giver.end_reason == EndReason.HANDED_OVER and taker.status == Status.MEMBER_HELD:
        return taker
    if giver.ended_at is not None or Status(giver.status) not in HOLDING:
        raise CannotAssign(_("only who holds the role can hand it over"))
    if taker.ended_at is not None or Status(taker.status) not in PREPARING:
        raise CannotAssign(_("the role goes to a candidate or to somebody trained for it: choose one"))
    taken = advance(assignment=taker, to=Status.MEMBER_HELD, by=by, at=at)
    end(assignment=giver, reason=EndReason.HANDED_OVER, by=by, at=at)
    fact = facts.RoleHandedOver(assignment=taken.id, before=giver.id, role=taken.role)
    log.append_one(fact, by=by, at=at, community=taken.community_id, member=taken.member_id)
    return taken


@transaction.atomic
def end(
    *, assignment: Assignment, reason: EndReason, by: Actor, at: datetime, cause: Cause | None = None
) -> Assignment:
    """Somebody no longer plays or prepares for the role. Ended once stays as it ended."""
    locked = _lock(assignment)
    if locked.ended_at is not None:
        return locked
    before = locked.status
    locked.status, locked.ended_at, locked.end_reason = Status.RETIRED, at, reason
    locked.save(update_fields=["status", "ended_at", "end_reason"])
    _step(locked, before=before, by=by, at=at)
    fact = facts.RoleEnded(assignment=locked.id, role=locked.role, reason=reason)
    _tell(fact, locked, by=by, at=at, cause=cause)
    _record("role.ended", locked, by=by, at=at, after={"reason": reason})
    return locked


def _begin(
    community: Community,
    role: str,
    status: Status,
    *,
    by: Actor,
    at: datetime,
    evidence: str,
    recipe: str,
    member_id: int | None = None,
    staff_id: int | None = None,
    cause: Cause | None = None,
) -> Assignment:
    try:
        with transaction.atomic():
            made: Assignment = Assignment.objects.create(
                community_id=community.id,
                role=role,
                member_id=member_id,
                staff_id=staff_id,
                status=status,
                since=at,
                evidence=evidence,
                recipe=recipe,
            )
    except IntegrityError:
        raise CannotAssign(_("somebody put them down for this role at this moment: look again")) from None
    _tell_assigned(made, before="", by=by, at=at, cause=cause)
    return made


def _check_member(community: Community, member: Member, status: Status) -> None:
    if member.erased_at is not None or member.is_bot:
        raise CannotAssign(_("a role is for a person who is here: this is a program or an erased record"))
    if status is Status.OPERATOR_PLAYED and not member.is_operator:
        raise CannotAssign(
            _("only somebody of the team plays a role as operator: mark them as team, or make them holder")
        )
    if not Membership.objects.filter(member=member, community_id=community.id, left_at=None).exists():
        raise CannotAssign(_("they are in no group of this community now: let them join first"))


def _tell_assigned(
    assignment: Assignment, *, before: str, by: Actor, at: datetime, cause: Cause | None
) -> None:
    _step(assignment, before=before, by=by, at=at)
    fact = facts.RoleAssigned(assignment=assignment.id, role=assignment.role, status=assignment.status)
    _tell(fact, assignment, by=by, at=at, cause=cause)
    _record("role.assigned", assignment, by=by, at=at, after={"status": assignment.status})


def _tell(
    fact: facts.RoleAssigned | facts.RoleEnded,
    assignment: Assignment,
    *,
    by: Actor,
    at: datetime,
    cause: Cause | None,
) -> None:
    draft = Draft(
        fact=fact,
        occurred_at=at,
        community=assignment.community_id,
        member=assignment.member_id,
        cause=cause,
    )
    log.append([draft], by=by)


def _step(assignment: Assignment, *, before: str, by: Actor, at: datetime) -> None:
    AssignmentStep.objects.create(
        assignment_id=assignment.id,
        member_id=assignment.member_id,
        at=at,
        before=before,
        after=assignment.status,
        reason=assignment.end_reason,
        by=by.code,
    )


def _record(
    action: str, assignment: Assignment, *, by: Actor, at: datetime, after: Mapping[str, object]
) -> None:
    if by.origin in {"staff", "api"}:
        said = {"role": assignment.role, "community": assignment.community_id, **after}
        subject = f"member:{assignment.member_id}" if assignment.member_id else f"staff:{assignment.staff_id}"
        audit.record(action, subject=subject, by=by, at=at, after=said)


def _lock(assignment: Assignment) -> Assignment:
    locked = Assignment.objects.select_for_update().filter(id=assignment.id).first()
    if locked is None:
        raise holders.NoSuchAssignment
    found: Assignment = locked
    return found


def _bounded(evidence: str) -> str:
    text = evidence.strip()
    if len(text) > parts.MAX_TEXT:
        raise CannotAssign(_("say it in at most %(n)s characters") % {"n": parts.MAX_TEXT})
    return text


def _words(before: Status, after: Status) -> dict[str, str]:
    said = {
        Status.OPERATOR_PLAYED: _("played by the team"),
        Status.CANDIDATE: _("candidate"),
        Status.TRAINED: _("trained"),
        Status.MEMBER_HELD: _("held by a member"),
        Status.RETIRED: _("no longer"),
    }
    return {"before": said[before], "after": said[after]}
