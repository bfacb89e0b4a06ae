"""Turns on duty for programs: the terms of a community, who is on, appointing, putting people on the list."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from linli.faces.api.access import token_of
from linli.faces.api.problems import Problem
from linli.kernel.errors import Refusal
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.duty.actions import replacing, volunteering
from linli.people.duty.queries import board, rotas
from linli.people.duty.rules.turns import Source

router = Router(tags=["duty"])


class TermOut(Schema):
    """A term; `state` is planned, on, done or missed. Without a member nobody has it."""

    id: int
    community_id: int
    number: int
    starts_at: datetime
    ends_at: datetime
    state: str
    member_id: int | None
    name: str
    backup_id: int | None
    tasks: int
    done: int
    on_time: int
    rating: int | None
    reward_state: str


class VolunteerOut(Schema):
    """Somebody on the list; `standing` is waiting, ready or paused."""

    id: int
    member_id: int
    name: str
    source: str
    standing: str
    terms: int
    next_at: datetime | None


class AppointIn(Schema):
    """Who has a term and who stands in; null is nobody."""

    member_id: int | None
    backup_member_id: int | None = None


class VolunteerIn(Schema):
    """A member for the list."""

    member_id: int
    source: Literal["offered", "chosen", "elected"] = "chosen"


@router.get(
    "/communities/{community_id}/duty/terms",
    response=list[TermOut],
    summary="The term that is on and those to come",
)
def list_terms(request: HttpRequest, community_id: int) -> Any:
    """Needs the scope `console.see`."""
    with _asking(request, Permission.SEE):
        return board.terms_to_come(communities.get_community(community_id).id, at=timezone.now())


@router.get(
    "/communities/{community_id}/duty/volunteers", response=list[VolunteerOut], summary="Who takes turns"
)
def list_volunteers(request: HttpRequest, community_id: int) -> Any:
    """In the order of the list. Needs the scope `console.see`."""
    with _asking(request, Permission.SEE):
        return rotas.volunteer_lines(communities.get_community(community_id).id, at=timezone.now())


@router.post(
    "/communities/{community_id}/duty/volunteers",
    response={201: list[VolunteerOut]},
    summary="Put a member on the list",
)
def add_volunteer(request: HttpRequest, community_id: int, given: VolunteerIn) -> Any:
    """Twice is once. Needs the scope `members.edit`."""
    with _asking(request, Permission.MEMBER_EDIT) as by:
        community = communities.get_community(community_id)
        volunteering.put_down(
            community=community,
            member_id=given.member_id,
            source=Source(given.source),
            by=by,
            at=timezone.now(),
        )
        return Status(201, rotas.volunteer_lines(community.id, at=timezone.now()))


@router.post("/duty/terms/{term_id}:appoint", response=TermOut, summary="Say who has a term")
def appoint(request: HttpRequest, term_id: int, given: AppointIn) -> Any:
    """Open tasks go with it. Needs the scope `members.edit`."""
    with _asking(request, Permission.MEMBER_EDIT) as by:
        term = board.get_term(term_id)
        replacing.appoint(
            term=term,
            community=communities.get_community(term.community_id),
            member_id=given.member_id,
            backup_member_id=given.backup_member_id,
            by=by,
            at=timezone.now(),
        )
        return board.line_of(board.get_term(term_id))


@contextmanager
def _asking(request: HttpRequest, permission: Permission) -> Iterator[Actor]:
    """The scope of the token's organisation; what is missing is 404, what cannot be is 422."""
    token = token_of(request, needs=permission, at=timezone.now())
    with scope.org(token.org_id):
        try:
            yield actor.token(token.id)
        except (communities.NoSuchCommunity, board.NoSuchTerm) as refusal:
            raise Problem(404, str(refusal)) from refusal
        except Refusal as refusal:
            raise Problem(422, str(refusal)) from refusal
