"""Profiles for programs: fields, the answers of a member, and writing them."""

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
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import ApiToken
from linli.kernel.orgs.rules import Permission
from linli.people.consent.actions import watching
from linli.people.consent.rules import Why
from linli.people.members.queries import people
from linli.people.profiles.actions import answering
from linli.people.profiles.queries import answers
from linli.people.profiles.queries import fields as known

router = Router(tags=["profiles"])


class FieldOut(Schema):
    """Something to know about members. `choices` are codes; `seen_by`: member, staff or personal."""

    code: str
    name: str
    purpose: str
    group: str
    kind: str
    choices: list[str]
    community_id: int | None
    is_required: bool
    is_asked: bool
    seen_by: str


class AnswerOut(Schema):
    """What a member answered, as it is stored and as it reads; masked answers have no value."""

    code: str
    value: str
    text: str
    source: str
    confirmed_at: datetime
    is_stale: bool
    is_masked: bool


class AnswersIn(Schema):
    """Answers by the codes of fields: a text, or a list of codes; "" takes an answer away."""

    values: dict[str, str | list[str]]


class ChangedOut(Schema):
    """The codes of the fields that changed."""

    changed: list[str]


@router.get("/fields", response=list[FieldOut], summary="What is asked of members")
def list_fields(request: HttpRequest) -> Any:
    """Needs the scope `console.see`."""
    with _door(request, Permission.SEE):
        return [
            {
                "code": one.code,
                "name": one.name,
                "purpose": one.purpose,
                "group": one.group,
                "kind": one.kind,
                "choices": [choice.code for choice in one.choices],
                "community_id": one.community_id,
                "is_required": one.is_required,
                "is_asked": one.is_asked,
                "seen_by": one.seen_by,
            }
            for one in known.all_fields()
        ]


@router.get("/members/{member_id}/profile", response=list[AnswerOut], summary="What a member answered")
def read_profile(request: HttpRequest, member_id: int) -> Any:
    """Needs the scope `console.see`; personal answers are masked without `personal.see`."""
    with _door(request, Permission.SEE) as (token, by):
        member, now = people.get_member(member_id), timezone.now()
        sees = orgs.has_scope(token, Permission.PERSONAL_SEE)
        watching.note_access([member.id], by=by, at=now, why=Why.API)
        lines = answers.profile_lines(member.id, known.all_fields(), now=now, sees_personal=sees)
        return [
            {
                "code": one.field.code,
                "value": one.value,
                "text": one.text,
                "source": one.source,
                "confirmed_at": one.confirmed_at,
                "is_stale": one.is_stale,
                "is_masked": one.is_masked,
            }
            for one in lines
            if one.text
        ]


@router.put("/members/{member_id}/profile", response=ChangedOut, summary="Write answers of a member")
def write_profile(request: HttpRequest, member_id: int, body: AnswersIn) -> Any:
    """Needs the scope `members.edit`. All answers are written, or none."""
    with _door(request, Permission.MEMBER_EDIT) as (_token, by):
        outcome = answering.answer(
            member_id=member_id, values=body.values, source=by.code, by=by, at=timezone.now()
        )
        return {"changed": list(outcome.changed)}


@contextmanager
def _door(request: HttpRequest, needs: Permission) -> Iterator[tuple[ApiToken, Actor]]:
    """The organisation of the token that asks; refusals become problem documents."""
    token = token_of(request, needs=needs, at=timezone.now())
    with scope.org(token.org_id):
        try:
            yield token, actor.token(token.id)
        except people.NoSuchMember as refusal:
            raise Problem(404, str(refusal)) from refusal
        except Refusal as refusal:
            raise Problem(422, str(refusal)) from refusal
