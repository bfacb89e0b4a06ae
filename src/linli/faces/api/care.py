"""The lifecycle and care for programs: stages of a community, who looks after whom, who grew silent."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from linli.faces.api.access import token_of
from linli.faces.api.problems import Problem
from linli.kernel.errors import Refusal
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.rules import Permission
from linli.people.belonging.queries import places, stages
from linli.people.care.actions import caring, reaching
from linli.people.care.queries import caring as queries
from linli.people.care.queries import silent
from linli.people.communities import queries as communities
from linli.people.members.queries import people

router = Router(tags=["care"])


class StagesOut(Schema):
    """Members of a community by stage of life, relation and contribution; `left` of the lost ones left."""

    day: date | None
    people: int
    left: int
    stages: dict[str, int]
    relations: dict[str, int]
    contributions: dict[str, int]


class WeekOut(Schema):
    """Members by stage at the end of a week."""

    day: date
    stages: dict[str, int]


class CareOut(Schema):
    """Somebody who is looked after."""

    member_id: int
    name: str
    community_id: int
    seat_id: int | None
    is_vip: bool
    response_hours: int | None
    next_on: date | None
    contact_on: date | None
    stage: str


class CareIn(Schema):
    """On what terms somebody is looked after; what is left out is not settled."""

    community: int
    seat: int | None = None
    is_vip: bool = False
    response_hours: int | None = None
    plan: str = ""
    next_on: date | None = None
    next_step: str = ""


class SilentOut(Schema):
    """Somebody silent and what to try; `suggestion` null: nothing now."""

    member_id: int
    name: str
    days_silent: int
    value: int
    suggestion: str | None
    outcome: str


class OutreachIn(Schema):
    """The team reached out: message, task, gift or role."""

    member: int
    way: str


@router.get("/communities/{community_id}/stages", response=StagesOut, summary="Members by stage")
def read_stages(request: HttpRequest, community_id: int) -> Any:
    """Needs the scope `console.see`."""
    with scope.org(token_of(request, needs=Permission.SEE, at=timezone.now()).org_id):
        _community(community_id)
        found = stages.counts(community_id)
        return {
            "day": stages.counted_on(community_id),
            "people": found.people,
            "left": found.left,
            "stages": dict(found.stages),
            "relations": dict(found.relations),
            "contributions": dict(found.contributions),
        }


@router.get("/communities/{community_id}/stages/weeks", response=list[WeekOut], summary="Stages week by week")
def read_weeks(request: HttpRequest, community_id: int) -> Any:
    """Needs the scope `console.see`. At most 26 weeks, oldest first."""
    with scope.org(token_of(request, needs=Permission.SEE, at=timezone.now()).org_id):
        _community(community_id)
        return [{"day": one.day, "stages": dict(one.stages)} for one in stages.weeks(community_id)]


@router.get("/care", response=list[CareOut], summary="Who is looked after")
def list_care(request: HttpRequest) -> Any:
    """Needs the scope `console.see`. At most 500, VIPs first; plans and notes are not told here."""
    with scope.org(token_of(request, needs=Permission.SEE, at=timezone.now()).org_id):
        return queries.care_lines(reach=None, now=timezone.now())


@router.put("/members/{member_id}/care", response={204: None}, summary="Look after a member")
def assign_care(request: HttpRequest, member_id: int, given: CareIn) -> Any:
    """Needs the scope `members.edit`. The same again changes nothing."""
    token = token_of(request, needs=Permission.MEMBER_EDIT, at=timezone.now())
    with scope.org(token.org_id):
        _community(given.community)
        terms = given.dict()
        community = terms.pop("community")
        try:
            caring.assign_care(
                member_id=people.get_member(member_id).id,
                community_id=community,
                terms=caring.Terms(seat_id=terms.pop("seat"), **terms),
                today=_today(community),
                by=actor.token(token.id),
                at=timezone.now(),
            )
        except Refusal as refusal:
            raise Problem(422, str(refusal)) from None
        return Status(204, None)


@router.get("/communities/{community_id}/silent", response=list[SilentOut], summary="Silent and valuable")
def list_silent(request: HttpRequest, community_id: int) -> Any:
    """Needs the scope `console.see`. At most 50, the most valuable first."""
    with scope.org(token_of(request, needs=Permission.SEE, at=timezone.now()).org_id):
        _community(community_id)
        found = silent.silent_members(community_id, now=timezone.now(), today=_today(community_id))
        return [
            {
                "member_id": one.member_id,
                "name": one.name,
                "days_silent": one.days_silent,
                "value": one.value.total,
                "suggestion": one.suggestion,
                "outcome": one.outcome,
            }
            for one in found
        ]


@router.post("/communities/{community_id}/outreach", response={204: None}, summary="Somebody was reached")
def record_outreach(request: HttpRequest, community_id: int, given: OutreachIn) -> Any:
    """Needs the scope `members.edit`. The same way twice a day is once."""
    token = token_of(request, needs=Permission.MEMBER_EDIT, at=timezone.now())
    with scope.org(token.org_id):
        _community(community_id)
        try:
            reaching.reach_out(
                member_id=people.get_member(given.member).id,
                community_id=community_id,
                way=given.way,
                today=_today(community_id),
                by=actor.token(token.id),
                at=timezone.now(),
            )
        except Refusal as refusal:
            raise Problem(422, str(refusal)) from None
        return Status(204, None)


def _community(community_id: int) -> None:
    try:
        communities.get_community(community_id)
    except Refusal as refusal:
        raise Problem(404, str(refusal)) from None


def _today(community_id: int) -> date:
    zone = places.zones_of([community_id])[community_id]
    return timezone.now().astimezone(zone).date()
