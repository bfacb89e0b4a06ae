"""Consent and privacy for programs: purposes, a member's answers, copies, erasures, who looked."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from linli.faces.api.access import token_of
from linli.faces.api.problems import Problem
from linli.kernel.errors import Refusal
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.rules import Permission
from linli.people.consent.actions import recording, requests, watching
from linli.people.consent.queries import choices, purposes
from linli.people.consent.queries import watching as looks
from linli.people.consent.rules import Where, Why
from linli.people.members.actions import exporting
from linli.people.members.queries import people

router = Router(tags=["privacy"])


class PurposeOut(Schema):
    """A purpose as worded now."""

    code: str
    version: int
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str
    is_required: bool


class ConsentOut(Schema):
    """What a member answered last to a purpose; `at` null: never asked."""

    purpose: str
    is_given: bool
    version: int | None
    at: datetime | None
    where: str


class AnswerIn(Schema):
    """A yes or no, and where it was given: portal, application, import, paper, phone, api, platform."""

    purpose: str
    is_given: bool
    where: str = "api"


class ReceiptOut(Schema):
    """An erasure that was asked for."""

    code: str
    state: str
    due_at: datetime


class LookOut(Schema):
    """Somebody looked at personal data."""

    member: int
    actor: str
    why: str
    at: datetime
    times: int


@router.get("/purposes", response=list[PurposeOut], summary="What members are asked to agree to")
def list_purposes(request: HttpRequest) -> Any:
    """Needs the scope `console.see`."""
    with scope.org(token_of(request, needs=Permission.SEE, at=timezone.now()).org_id):
        return [
            {
                "code": one.code,
                "version": one.version,
                "title_zh": one.words.title_zh,
                "title_en": one.words.title_en,
                "text_zh": one.words.text_zh,
                "text_en": one.words.text_en,
                "is_required": one.is_required,
            }
            for one in purposes.purposes()
        ]


@router.get("/members/{member_id}/consents", response=list[ConsentOut], summary="What a member agreed to")
def list_consents(request: HttpRequest, member_id: int) -> Any:
    """Needs the scope `members.edit`. That it was read is written down."""
    at = timezone.now()
    token = token_of(request, needs=Permission.MEMBER_EDIT, at=at)
    with scope.org(token.org_id):
        member = _member(member_id)
        watching.note_access([member], by=actor.token(token.id), at=at, why=Why.API)
        return [_consent(one) for one in choices.standings_of(member)]


@router.post("/members/{member_id}/consents", response=list[ConsentOut], summary="Write a yes or no down")
def write_consent(request: HttpRequest, member_id: int, body: AnswerIn) -> Any:
    """Needs the scope `members.edit`. The same answer twice is written once."""
    at = timezone.now()
    token = token_of(request, needs=Permission.MEMBER_EDIT, at=at)
    if body.where not in list(Where):
        raise Problem(422, f"“where” is one of {', '.join(Where)}")
    with scope.org(token.org_id):
        act = recording.give if body.is_given else recording.withdraw
        try:
            act(
                member=member_id,
                purposes=[body.purpose],
                where=Where(body.where),
                by=actor.token(token.id),
                at=at,
            )
        except Refusal as refusal:
            raise Problem(422, str(refusal)) from refusal
        return [_consent(one) for one in choices.standings_of(_member(member_id))]


@router.get("/members/{member_id}/export", summary="Everything held about a member, as JSON")
def export_member(request: HttpRequest, member_id: int) -> Any:
    """Needs the scope `members.export`."""
    at = timezone.now()
    token = token_of(request, needs=Permission.MEMBER_EXPORT, at=at)
    by = actor.token(token.id)
    with scope.org(token.org_id):
        member = people.get_member(_member(member_id))
        requests.note_export(member=member.id, where=Where.API, by=by, at=at)
        watching.note_access([member.id], by=by, at=at, why=Why.EXPORT)
        return exporting.export_member(member=member, by=by, at=at)


@router.post("/members/{member_id}/erase", response=ReceiptOut, summary="Forget a person")
def erase_member(request: HttpRequest, member_id: int) -> Any:
    """Needs the scope `members.edit`. At once, or after the days to think that the organisation gives."""
    at = timezone.now()
    token = token_of(request, needs=Permission.MEMBER_EDIT, at=at)
    with scope.org(token.org_id):
        try:
            return requests.ask_erasure(
                member=_member(member_id), where=Where.API, by=actor.token(token.id), at=at
            )
        except Refusal as refusal:
            raise Problem(422, str(refusal)) from refusal


@router.get("/access-log", response=list[LookOut], summary="Who looked at personal data")
def list_looks(request: HttpRequest, limit: int = 100) -> Any:
    """Needs the scope `audit.see`. The newest first, at most 500."""
    with scope.org(token_of(request, needs=Permission.AUDIT_SEE, at=timezone.now()).org_id):
        return looks.recent_looks(limit=max(1, min(limit, 500)))


def _member(member_id: int) -> int:
    try:
        return int(people.get_member(member_id).id)
    except Refusal as refusal:
        raise Problem(404, str(refusal)) from refusal


def _consent(one: choices.Standing) -> dict[str, object]:
    chosen = one.chosen
    return {
        "purpose": one.purpose.code,
        "is_given": one.is_given,
        "version": chosen.version if chosen else None,
        "at": chosen.at if chosen else None,
        "where": chosen.where if chosen else "",
    }
