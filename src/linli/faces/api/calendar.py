"""The content calendar and broadcasts for programs: what goes out when, a post, a broadcast as a draft."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from linli.faces.api.access import token_of
from linli.faces.api.problems import Problem
from linli.kernel.errors import Refusal
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.run.broadcasts.actions import writing as broadcasts
from linli.run.broadcasts.actions.writing import BroadcastDraft
from linli.run.broadcasts.queries import audience, listing
from linli.run.calendar.actions import deciding, moving, writing
from linli.run.calendar.actions.writing import SlotDraft
from linli.run.calendar.queries import columns, slots
from linli.run.calendar.queries.slots import Look

router = Router(tags=["calendar"])
LONGEST = timedelta(days=92)


class ColumnOut(Schema):
    """A column."""

    id: int
    community_id: int
    name: str
    kind: str
    category: str
    aim: str
    state: str
    sub_goal: str
    metric: str
    target: int | None


class SlotOut(Schema):
    """A post of the calendar; `version` is sent back with a change."""

    id: int
    community_id: int
    column_id: int | None
    title: str
    text: str
    starts_at: datetime
    ends_at: datetime
    category: str
    aim: str
    state: str
    reason: str
    version: int


class SlotIn(Schema):
    """A post; without a text it is an idea."""

    community_id: int
    title: str = Field(max_length=120)
    text: str = Field("", max_length=10_000)
    starts_at: datetime
    category: str = "interactive"
    aim: str = "understanding"
    group_ids: list[int] = Field([], max_length=500)


class MoveIn(Schema):
    """Another time, for the version that was seen."""

    version: int
    starts_at: datetime


class BroadcastIn(Schema):
    """A draft; a colleague confirms the number in the console before anything goes out."""

    title: str = Field(max_length=80)
    text: str = Field(max_length=10_000)
    way: str = "people"
    community_id: int | None = None
    segment_id: int | None = None
    message_class: str = "nurture"


class BroadcastOut(Schema):
    """A broadcast: whom it would reach while it is a draft, and the states of its messages after that."""

    id: int
    title: str
    state: str
    targets: int
    left_out: int
    messages: dict[str, int]


@router.get("/columns", response=list[ColumnOut], summary="The columns of your communities")
def list_columns(request: HttpRequest) -> Any:
    """Needs the scope `console.see`."""
    with _asking(request, Permission.SEE):
        return columns.columns()


@router.get("/calendar", response=list[SlotOut], summary="What goes out between two moments")
def list_slots(
    request: HttpRequest, since: datetime, until: datetime, community_id: int | None = None
) -> Any:
    """At most three months at once. Needs the scope `console.see`."""
    if since.tzinfo is None or until.tzinfo is None:
        raise Problem(422, "give both moments with their offset from UTC")
    with _asking(request, Permission.SEE):
        return slots.slots(Look(since, min(until, since + LONGEST), None, community_id))


@router.post("/calendar", response={201: SlotOut}, summary="Write a post into the calendar")
def create_slot(request: HttpRequest, given: SlotIn) -> Any:
    """Needs the scope `outbox.send`. It is not sent before somebody schedules it."""
    if given.starts_at.tzinfo is None:
        raise Problem(422, "give the time with its offset from UTC")
    with _asking(request, Permission.SEND) as by:
        communities.get_community(given.community_id)
        fields = given.dict()
        community = fields.pop("community_id")
        fields["group_ids"] = tuple(fields["group_ids"])
        made = writing.write_slot(community_id=community, draft=SlotDraft(**fields), by=by, at=timezone.now())
        return Status(201, made)


@router.post("/calendar/{slot_id}/move", response=SlotOut, summary="Move a post to another time")
def move_slot(request: HttpRequest, slot_id: int, given: MoveIn) -> Any:
    """Refused when it changed meanwhile, or the time is past or quiet. Needs the scope `outbox.send`."""
    if given.starts_at.tzinfo is None:
        raise Problem(422, "give the time with its offset from UTC")
    with _asking(request, Permission.SEND) as by:
        return moving.move_slot(
            slot_id=slot_id, version=given.version, starts_at=given.starts_at, by=by, at=timezone.now()
        )


@router.post("/calendar/{slot_id}/hand-in", response=SlotOut, summary="Schedule a post, or ask for approval")
def hand_in_slot(request: HttpRequest, slot_id: int) -> Any:
    """Needs the scope `outbox.send`."""
    with _asking(request, Permission.SEND) as by:
        return deciding.hand_in(slot_id=slot_id, by=by, at=timezone.now())


@router.post("/broadcasts", response={201: BroadcastOut}, summary="Write a broadcast as a draft")
def create_broadcast(request: HttpRequest, given: BroadcastIn) -> Any:
    """Needs the scope `outbox.send`. Nothing goes out before a colleague confirms it."""
    with _asking(request, Permission.SEND) as by:
        one = broadcasts.write_broadcast(draft=BroadcastDraft(**given.dict()), by=by, at=timezone.now())
        seen = audience.preview(one)
        return Status(201, _out(one, seen.targets, seen.left_out))


@router.get("/broadcasts/{broadcast_id}", response=BroadcastOut, summary="How far a broadcast is")
def get_broadcast(request: HttpRequest, broadcast_id: int) -> Any:
    """Needs the scope `console.see`."""
    with _asking(request, Permission.SEE):
        one = listing.broadcasts().filter(id=broadcast_id).first()
        if one is None:
            raise listing.NoSuchBroadcast
        if one.state == "draft":
            seen = audience.preview(one)
            return _out(one, seen.targets, seen.left_out)
        return _out(one, one.targets, sum(listing.left_out(one.id).values()))


def _out(one: listing.BroadcastRow, targets: int, left_out: int) -> dict[str, object]:
    return {
        "id": one.id,
        "title": one.title,
        "state": one.state,
        "targets": targets,
        "left_out": left_out,
        "messages": listing.progress(one.id),
    }


@contextmanager
def _asking(request: HttpRequest, permission: Permission) -> Iterator[Actor]:
    """The scope of the token's organisation, and who asks; a refusal becomes a problem document."""
    token = token_of(request, needs=permission, at=timezone.now())
    with scope.org(token.org_id):
        try:
            yield actor.token(token.id)
        except Refusal as refusal:
            is_missing = isinstance(
                refusal, slots.NoSuchSlot | listing.NoSuchBroadcast | communities.NoSuchCommunity
            )
            raise Problem(404 if is_missing else 422, str(refusal)) from refusal
