"""Roles for programs: the roles of a community, who plays them, putting down, coming on, ending, handing
over.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from linli.faces.api.access import token_of
from linli.faces.api.problems import Problem
from linli.kernel.errors import Refusal
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.members.queries import people
from linli.people.roles.actions import assigning
from linli.people.roles.queries import candidates, experts, fans, holders, wording
from linli.people.roles.rules.parts import MAX_TEXT, EndReason, Status

router = Router(tags=["roles"])


class RoleOut(Schema):
    """A role of a community, how it is filled, and what is missing ("none", "empty", "no_successor", …)."""

    code: str
    name: str
    does: str
    start: str
    wanted: int
    recipe: str
    holders: int
    preparing: int
    gap: str


class AssignmentOut(Schema):
    """Somebody in a role now: a member or a member of staff."""

    id: int
    community_id: int
    role: str
    member_id: int | None
    staff_id: int | None
    name: str
    status: str
    since: datetime
    successor_id: int | None


class AssignIn(Schema):
    """Put a member down: as "candidate", "member_held", or (for the team) "operator_played"."""

    role: str
    member_id: int
    status: str = Status.CANDIDATE
    evidence: str = ""


class AdvanceIn(Schema):
    """Where an assignment comes to: "trained" or "member_held"."""

    status: str


class EndIn(Schema):
    """Why an assignment ends: "done", "wish" or "unsuitable"."""

    reason: str = EndReason.DONE


class HandOverIn(Schema):
    """The assignment, of a candidate or somebody trained, that takes the role over."""

    to: int


class CandidateOut(Schema):
    """Somebody suggested by behaviour; `score` 0 to 100."""

    member_id: int
    name: str
    score: float


class ProgressOut(Schema):
    """Where a community stands with its experts (M82) and its die-hard fans (M84)."""

    experts_accepted: int
    experts_wanted: int
    experts_with_feedback: int
    fans: int
    fans_wanted: int
    outlook: str


@router.get("/communities/{community_id}/roles", response=list[RoleOut], summary="Roles of a community")
def list_roles(request: HttpRequest, community_id: int) -> Any:
    """Needs the scope `console.see`. Those with the worst gap first."""
    with _door(request, Permission.SEE):
        lines = holders.staffing_of(communities.get_community(community_id).id)
        return [
            {
                "code": line.part.code,
                "name": line.part.name,
                "does": line.part.does,
                "start": line.part.start,
                "wanted": line.part.wanted,
                "recipe": line.part.recipe,
                "holders": line.staffing.holders,
                "preparing": line.staffing.preparing,
                "gap": line.gap,
            }
            for line in lines
        ]


@router.get(
    "/communities/{community_id}/assignments",
    response=list[AssignmentOut],
    summary="Who is in a role of a community now",
)
def list_assignments(request: HttpRequest, community_id: int) -> Any:
    """Needs the scope `console.see`."""
    with _door(request, Permission.SEE):
        return holders.open_holders(communities.get_community(community_id).id)


@router.get(
    "/communities/{community_id}/roles/{code}/candidates",
    response=list[CandidateOut],
    summary="Whom behaviour suggests for a role",
)
def list_candidates(request: HttpRequest, community_id: int, code: str) -> Any:
    """Needs the scope `console.see`. Without those who are in the role or were turned down."""
    with _door(request, Permission.SEE):
        part = wording.get_part(communities.get_community(community_id).id, code)
        return [
            {"member_id": one.member, "name": one.name, "score": one.score}
            for one in candidates.suggestions(community_id, part)
        ]


@router.get("/communities/{community_id}/progress", response=ProgressOut, summary="Experts and fans")
def get_progress(request: HttpRequest, community_id: int) -> Any:
    """Needs the scope `console.see`."""
    with _door(request, Permission.SEE):
        at = timezone.now()
        community = communities.get_community(community_id)
        won = experts.progress_of(community.id)
        definition = fans.definition_of(community.id)
        tracker = fans.tracker_of(community, definition, at=at)
        return {
            "experts_accepted": won.accepted,
            "experts_wanted": won.target,
            "experts_with_feedback": won.with_feedback,
            "fans": tracker.now,
            "fans_wanted": tracker.target,
            "outlook": tracker.forecast.outlook,
        }


@router.post(
    "/communities/{community_id}/assignments", response=AssignmentOut, summary="Put a member down for a role"
)
def assign(request: HttpRequest, community_id: int, body: AssignIn) -> Any:
    """Needs the scope `members.edit`. Who is in the role already comes on, if that is a step."""
    with _door(request, Permission.MEMBER_EDIT) as by:
        made = assigning.assign_member(
            community=communities.get_community(community_id),
            role=body.role,
            member=people.get_member(body.member_id),
            status=_status(body.status),
            evidence=body.evidence[: MAX_TEXT + 1],
            by=by,
            at=timezone.now(),
        )
        return holders.holder_of(made)


@router.post("/assignments/{assignment_id}/advance", response=AssignmentOut, summary="Come on in a role")
def advance(request: HttpRequest, assignment_id: int, body: AdvanceIn) -> Any:
    """Needs the scope `members.edit`."""
    with _door(request, Permission.MEMBER_EDIT) as by:
        one = holders.get_assignment(assignment_id)
        return holders.holder_of(
            assigning.advance(assignment=one, to=_status(body.status), by=by, at=timezone.now())
        )


@router.post("/assignments/{assignment_id}/hand-over", response=AssignmentOut, summary="Hand a role over")
def hand_over(request: HttpRequest, assignment_id: int, body: HandOverIn) -> Any:
    """Needs the scope `members.edit`. Answers with the assignment that holds the role now."""
    with _door(request, Permission.MEMBER_EDIT) as by:
        before, to = holders.get_assignment(assignment_id), holders.get_assignment(body.to)
        return holders.holder_of(assigning.hand_over(before=before, to=to, by=by, at=timezone.now()))


@router.post("/assignments/{assignment_id}/end", response=AssignmentOut, summary="End an assignment")
def end(request: HttpRequest, assignment_id: int, body: EndIn) -> Any:
    """Needs the scope `members.edit`. Ended once stays as it ended."""
    with _door(request, Permission.MEMBER_EDIT) as by:
        if body.reason not in {EndReason.DONE, EndReason.WISH, EndReason.UNSUITABLE}:
            raise Problem(422, "“reason” is one of done, wish, unsuitable")
        one = holders.get_assignment(assignment_id)
        return holders.holder_of(
            assigning.end(assignment=one, reason=EndReason(body.reason), by=by, at=timezone.now())
        )


@contextmanager
def _door(request: HttpRequest, needs: Permission) -> Iterator[Actor]:
    """In the organisation of the token; a refusal becomes 404 for what is not there, 422 else."""
    token = token_of(request, needs=needs, at=timezone.now())
    with scope.org(token.org_id):
        try:
            yield actor.token(token.id)
        except (
            communities.NoSuchCommunity,
            people.NoSuchMember,
            holders.NoSuchAssignment,
            wording.NoSuchRole,
        ) as refusal:
            raise Problem(404, str(refusal)) from refusal
        except Refusal as refusal:
            raise Problem(422, str(refusal)) from refusal


def _status(text: str) -> Status:
    if text not in set(Status):
        raise Problem(422, "“status” is one of candidate, trained, member_held, operator_played")
    return Status(text)
