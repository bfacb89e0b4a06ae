"""Asking to be erased, at once or after days to think about it; and the receipts."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.connect.adapters.room import queries as rooms
from linli.connect.adapters.room.actions import joining
from linli.connect.adapters.room.models import RoomGuest
from linli.connect.gateway.models import Identity
from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.consent import rules
from linli.people.consent.models import Request
from linli.people.consent.queries import notices, requests
from linli.people.consent.queries.requests import DONE, ERASURE, EXPORT, WAITING, WITHDRAWN, Asked
from linli.people.consent.rules import Where
from linli.people.members.actions import erasing
from linli.people.members.models import Member
from linli.people.members.queries import people


class NothingToWithdraw(Refusal):
    """No erasure waits, or it was done already."""

    def __init__(self) -> None:
        super().__init__(_("no erasure is waiting: there is nothing to withdraw"))


@transaction.atomic
def ask_erasure(*, member: int, where: Where, by: Actor, at: datetime) -> Asked:
    """Erase a person now, or on the day the organisation's days to think are over. Asking twice is once.

    Raises CannotErase when they are gone already.
    """
    found = Member.objects.select_for_update(no_key=True).get(id=people.get_member(member).id)
    waiting = requests.waiting_erasure([found.id])
    if waiting is not None:
        return waiting
    if found.erased_at is not None:
        raise erasing.CannotErase(_("this member was erased already"))
    due_at = at + timedelta(days=notices.current().grace_days)
    row = _write(found.id, ERASURE, WAITING, where=where, by=by, at=at, due_at=due_at)
    if due_at <= at:
        _erase(row, by=by, at=at)
    return requests.asked(row)


@transaction.atomic
def withdraw_erasure(*, member: int, by: Actor, at: datetime) -> None:
    """The person stays. Raises NothingToWithdraw."""
    ids = people.all_ids(people.get_member(member).id)
    waiting = Request.objects.filter(member_id__in=ids, kind=ERASURE, state=WAITING)
    if not waiting.update(state=WITHDRAWN, done_at=at):
        raise NothingToWithdraw
    if by.origin in {"staff", "api"}:
        audit.record("consent.erasure_withdrawn", subject=f"member:{ids[0]}", by=by, at=at)


def erase_due(*, at: datetime, limit: int = 200) -> int:
    """Erase those whose days to think are over, one by one; returns how many."""
    due = Request.objects.filter(kind=ERASURE, state=WAITING, due_at__lte=at).order_by("due_at", "id")
    return sum(_erase_one(id, at=at) for id in list(due.values_list("id", flat=True)[:limit]))


def note_export(*, member: int, where: Where, by: Actor, at: datetime) -> Asked:
    """A copy was handed out."""
    return requests.asked(
        _write(member, EXPORT, DONE, where=where, by=by, at=at, due_at=at, done_at=at),
    )


@transaction.atomic
def write_receipts(erased: Sequence[tuple[int, str, datetime]]) -> int:
    """Members (id, actor, moment) who were erased without a request get the receipt of one; safe twice."""
    ids = [member for member, _actor, _at in erased]
    Request.objects.filter(member_id__in=ids, kind=ERASURE, state=WAITING).update(
        state=DONE, done_at=max((at for _member, _actor, at in erased), default=None)
    )
    known = set(
        Request.objects.filter(member_id__in=ids, kind=ERASURE, state=DONE).values_list(
            "member_id", flat=True
        )
    )
    fresh = [one for one in erased if one[0] not in known]
    Request.objects.bulk_create(
        Request(
            member_id=member,
            kind=ERASURE,
            state=DONE,
            code=_code(),
            asked_at=at,
            due_at=at,
            done_at=at,
            where=Where.PHONE if actor.startswith("staff:") else Where.API,
            by=actor,
        )
        for member, actor, at in fresh
    )
    return len(fresh)


@transaction.atomic
def _erase_one(request_id: int, *, at: datetime) -> bool:
    row = (
        Request.objects.select_for_update(skip_locked=True)
        .filter(id=request_id, state=WAITING, due_at__lte=at)
        .first()
    )
    if row is None:
        return False
    _erase(row, by=SYSTEM, at=at)
    return True


def _erase(row: Request, *, by: Actor, at: datetime) -> None:
    member = people.get_member(row.member_id)
    row.state, row.done_at = DONE, at
    row.save(update_fields=["state", "done_at"])
    if member.erased_at is None:
        _leave_rooms(people.all_ids(member.id), at)
        erasing.erase_member(member=member, by=by, at=at)


def _leave_rooms(member_ids: Sequence[int], at: datetime) -> None:
    """Good-bye to the rooms of Linli itself; other platforms are left by the person."""
    identities = Identity.objects.filter(member_id__in=member_ids).values_list("id", flat=True)
    for guest in RoomGuest.objects.filter(identity_id__in=list(identities), erased_at=None).order_by("id"):
        for stay in rooms.stays_of(guest):
            joining.leave(stay=stay, at=at)


def _write(
    member: int,
    kind: str,
    state: str,
    *,
    where: Where,
    by: Actor,
    at: datetime,
    due_at: datetime,
    done_at: datetime | None = None,
) -> Request:
    row: Request = Request.objects.create(
        member_id=member,
        kind=kind,
        state=state,
        code=_code(),
        asked_at=at,
        due_at=due_at,
        done_at=done_at,
        where=Where(where).value,
        by=by.code,
    )
    return row


def _code() -> str:
    return rules.receipt_code(secrets.token_bytes(12))
