"""Segments for programs: the list, one, its members, making one, and what a condition would hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from linli.faces.api.access import token_of
from linli.faces.api.problems import Problem
from linli.kernel.conditions.problems import ConditionError
from linli.kernel.errors import Refusal
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.rules import Permission
from linli.people.segments.actions import saving
from linli.people.segments.actions.saving import Draft
from linli.people.segments.queries import listing, members, preview
from linli.people.segments.rules import Kind

router = Router(tags=["segments"])


class SegmentOut(Schema):
    """A segment; `people` are counted once, `entered` and `left` are of the last seven days."""

    id: int
    name: str
    kind: str
    purpose: str
    strategy: str
    resource: str
    owner: str
    community_id: int | None
    condition: str
    version: int
    counts_left: bool
    people: int
    entered: int
    left: int


class PersonOut(Schema):
    """Somebody in a segment."""

    id: int
    name: str
    since: date


class PeopleOut(Schema):
    """Some people by name; `after` asks for the next page and is empty on the last."""

    people: list[PersonOut]
    after: str


class SegmentIn(Schema):
    """A segment by a condition, or of members picked by hand."""

    name: str = Field(max_length=60)
    purpose: str = Field(max_length=200)
    strategy: str = Field(max_length=2000)
    resource: str = Field("", max_length=200)
    condition: str = Field("", max_length=4000)
    counts_left: bool = False
    community_id: int | None = None
    members: list[int] = Field([], max_length=10_000)


class ConditionIn(Schema):
    """A condition to be tried."""

    condition: str = Field(max_length=4000)
    counts_left: bool = False
    community_id: int | None = None


class PreviewOut(Schema):
    """How many people fit, and the condition in words."""

    people: int
    sentence: str


@router.get("/segments", response=list[SegmentOut], summary="The segments of your organisation")
def list_segments(request: HttpRequest) -> Any:
    """Needs the scope `console.see`."""
    with _asking(request, Permission.SEE) as today:
        return listing.segment_lines(today=today)


@router.get("/segments/{segment_id}", response=SegmentOut, summary="One segment")
def get_segment(request: HttpRequest, segment_id: int) -> Any:
    """Needs the scope `console.see`."""
    with _asking(request, Permission.SEE) as today:
        return _one(segment_id, today)


@router.get("/segments/{segment_id}/members", response=PeopleOut, summary="Who is in a segment")
def list_people(request: HttpRequest, segment_id: int, after: str = "", limit: int = 100) -> Any:
    """By name, at most 500 at once. Needs the scope `console.see`."""
    number, _, sort_key = after.partition(":")
    place = (sort_key[:400], int(number)) if number.isdecimal() and len(number) < 19 else None
    with _asking(request, Permission.SEE) as today:
        _one(segment_id, today)
        found = members.members_of(segment_id, after=place, limit=max(1, min(limit, 500)))
        following = f"{found.after[1]}:{found.after[0]}" if found.after else ""
        return {"people": found.lines, "after": following}


@router.post("/segments", response={201: SegmentOut}, summary="Make a segment")
def create_segment(request: HttpRequest, given: SegmentIn) -> Any:
    """By a condition; without one, of the `members` named. Needs the scope `members.edit`."""
    token = token_of(request, needs=Permission.MEMBER_EDIT, at=timezone.now())
    kind = Kind.CONDITION if given.condition.strip() else Kind.STATIC
    fields = given.dict()
    chosen = fields.pop("members")
    with _asking(request, Permission.MEMBER_EDIT) as today:
        try:
            segment = saving.save_from_people(
                draft=Draft(kind=kind, **fields), members=chosen, by=actor.token(token.id), at=timezone.now()
            )
        except Refusal as refusal:
            raise _refused(str(refusal)) from refusal
        return Status(201, _one(segment.id, today))


@router.post("/segments:preview", response=PreviewOut, summary="How many a condition would hold")
def preview_segment(request: HttpRequest, given: ConditionIn) -> Any:
    """Writes nothing. Needs the scope `console.see`."""
    with _asking(request, Permission.SEE):
        try:
            found = preview.preview(
                given.condition,
                at=timezone.now(),
                counts_left=given.counts_left,
                community_id=given.community_id,
            )
            return {"people": found.people, "sentence": preview.sentence(given.condition, "en")}
        except ConditionError as error:
            raise _refused(error.sentence) from error


@contextmanager
def _asking(request: HttpRequest, permission: Permission) -> Iterator[date]:
    """The scope of the token's organisation, and its date."""
    token = token_of(request, needs=permission, at=timezone.now())
    with scope.org(token.org_id):
        yield timezone.now().astimezone(ZoneInfo(token.org.zone)).date()


def _one(segment_id: int, today: date) -> listing.SegmentLine:
    lines = listing.segment_lines(today=today, ids=[segment_id])
    if not lines:
        raise Problem(404, str(listing.NoSuchSegment()))
    return lines[0]


def _refused(sentence: str) -> Problem:
    return Problem(422, sentence)
