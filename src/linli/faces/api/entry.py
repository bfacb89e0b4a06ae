"""Entry for programs: applications, deciding on them, the policy that holds, comings and goings."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
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
from linli.people.communities.queries import NoSuchCommunity
from linli.people.entry.actions import deciding
from linli.people.entry.queries import applications, coming, policies
from linli.people.entry.refusals import NoSuchApplication
from linli.people.entry.rules import policy as rules

router = Router(tags=["entry"])
MOST = 200


class ApplicationOut(Schema):
    """An application: whose, in which state, how it scored. What they wrote stays in the console."""

    id: int
    member_id: int
    community_id: int
    state: str
    score: int
    missing: list[str]
    source: str
    sent_at: datetime | None
    answer_by: datetime | None


class DecideIn(Schema):
    """`decision`: accept, refuse, wait or ask. A refusal needs its `reason`; the applicant reads `words`."""

    decision: str
    reason: str = ""
    words: str = ""


class MoveOut(Schema):
    """Somebody came or went: `kind` is joined, left, kicked, banned or dissolved."""

    at: datetime
    kind: str
    member_id: int
    community_id: int
    source: str
    campaign: str


@router.get(
    "/communities/{community_id}/applications",
    response=list[ApplicationOut],
    summary="Applications to decide",
)
def list_applications(request: HttpRequest, community_id: int) -> Any:
    """Needs the scope `console.see`. The best scores first, at most 200."""
    with _door(request, Permission.SEE):
        here = communities.get_community(community_id).id
        return applications.lines(list(applications.to_decide(reach=None, community=here)[:MOST]))


@router.post("/applications/{application_id}/decide", response=ApplicationOut, summary="Decide on one")
def decide(request: HttpRequest, application_id: int, body: DecideIn) -> Any:
    """Needs the scope `members.edit`. Of two decisions one counts; the other is answered with 422."""
    with _door(request, Permission.MEMBER_EDIT) as by:
        at = timezone.now()
        if body.decision == "accept":
            deciding.accept(application_id=application_id, words=body.words, by=by, at=at)
        elif body.decision == "refuse":
            deciding.refuse(application_id=application_id, reason=body.reason, words=body.words, by=by, at=at)
        elif body.decision == "wait":
            deciding.put_on_list(application_id=application_id, by=by, at=at)
        elif body.decision == "ask":
            deciding.ask(application_id=application_id, question=body.words, by=by, at=at)
        else:
            raise Problem(422, "decision is one of accept, refuse, wait, ask")
        return applications.lines([applications.get_application(application_id)])[0]


@router.get("/communities/{community_id}/entry-policy", response=dict, summary="How people come in")
def get_policy(request: HttpRequest, community_id: int) -> Any:
    """Needs the scope `console.see`. Version 0: nothing was published."""
    with _door(request, Permission.SEE):
        held = policies.published(communities.get_community(community_id).id)
        return {"version": held.version, **rules.written(held.policy)}


@router.get("/communities/{community_id}/moves", response=list[MoveOut], summary="Comings and goings")
def list_moves(request: HttpRequest, community_id: int, days: int = 30) -> Any:
    """Needs the scope `console.see`. Of the last `days` (1 to 366), newest first, at most 200."""
    with _door(request, Permission.SEE):
        if not 1 <= days <= 366:
            raise Problem(422, "days is a number from 1 to 366")
        here, now = communities.get_community(community_id).id, timezone.now()
        return coming.moves(
            coming.Wanted(since=now - timedelta(days=days), until=now, community=here), limit=MOST
        )


@contextmanager
def _door(request: HttpRequest, permission: str) -> Iterator[Actor]:
    """In the organisation of the token that asks, as that token; what is refused becomes a problem."""
    token = token_of(request, needs=permission, at=timezone.now())
    with scope.org(token.org_id):
        try:
            yield actor.token(token.id, ip=request.META.get("REMOTE_ADDR"))
        except (NoSuchApplication, NoSuchCommunity) as refusal:
            raise Problem(404, str(refusal)) from None
        except Refusal as refusal:
            raise Problem(422, str(refusal)) from None
