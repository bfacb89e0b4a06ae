"""Who looks after whom, on what terms, and what was noted."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts.care import CareAssigned, CareEnded, CareNoted
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Cause, Draft
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import Seat
from linli.people.belonging.models import Belonging
from linli.people.care.models import Care, CareNote
from linli.people.care.rules import Kind
from linli.people.members.queries import people

MAX_TEXT, MAX_STEP, MAX_HOURS, MAX_AHEAD_DAYS = 2000, 200, 720, 730


class CannotCare(Refusal):
    """This member, carer, day or text cannot be."""


@dataclass(frozen=True)
class Terms:
    """On what terms somebody is looked after; what is None or empty is not settled."""

    seat_id: int | None = None
    is_vip: bool = False
    response_hours: int | None = None
    plan: str = ""
    next_on: date | None = None
    next_step: str = ""


@transaction.atomic
def assign_care(
    *,
    member_id: int,
    community_id: int,
    terms: Terms,
    today: date,
    by: Actor,
    at: datetime,
    cause: Cause | None = None,
) -> Care:
    """Look after a member of a community on these terms from now on; the same again changes nothing.

    Raises CannotCare.
    """
    member_id = member_of(member_id, community_id)
    _check(terms, community_id, today)
    wanted = {
        "seat_id": terms.seat_id,
        "is_vip": terms.is_vip,
        "response_hours": terms.response_hours,
        "plan": terms.plan.strip(),
        "next_on": terms.next_on,
        "next_step": terms.next_step.strip(),
    }
    Care.objects.bulk_create(
        [Care(member_id=member_id, community_id=community_id, began_on=today, changed_at=at, changed_by="")],
        ignore_conflicts=True,
    )
    care: Care = Care.objects.select_for_update().get(member_id=member_id, community_id=community_id)
    is_same = care.changed_by and care.ended_at is None
    if is_same and all(getattr(care, name) == value for name, value in wanted.items()):
        return care
    if care.ended_at is not None:
        care.began_on, care.ended_at = today, None
    for name, value in wanted.items():
        setattr(care, name, value)
    care.changed_at, care.changed_by = at, by.code
    care.save()
    fact = CareAssigned(terms.seat_id or 0, terms.is_vip)
    _tell(fact, care, by=by, at=at, cause=cause)
    after = {"seat": terms.seat_id, "is_vip": terms.is_vip, "response_hours": terms.response_hours}
    _record("care.assigned", member_id, by=by, at=at, after=after)
    return care


@transaction.atomic
def end_care(*, care: Care, by: Actor, at: datetime) -> None:
    """Stop looking after a member in particular; their log stays."""
    if not Care.objects.filter(id=care.id, ended_at=None).update(
        ended_at=at, changed_at=at, changed_by=by.code
    ):
        return
    care.refresh_from_db()
    _tell(CareEnded(), care, by=by, at=at)
    _record("care.ended", care.member_id, by=by, at=at)


@transaction.atomic
def write_note(
    *,
    member_id: int,
    community_id: int,
    kind: str,
    text: str,
    happened_on: date,
    today: date,
    remind_on: date | None = None,
    by: Actor,
    at: datetime,
) -> CareNote:
    """Write into a member's log. A line about what was done counts as contact. Raises CannotCare."""
    member_id = member_of(member_id, community_id)
    words = text.strip()
    if not 1 <= len(words) <= MAX_TEXT:
        raise CannotCare(_("a note has 1 to %(most)s characters: shorten it") % {"most": MAX_TEXT})
    if kind not in set(Kind):
        raise CannotCare(
            _("choose what the note is about: life, a difficulty, a preference, or something done")
        )
    if happened_on > today:
        raise CannotCare(_("what is noted has happened: choose today or an earlier day"))
    if remind_on is not None:
        _check_ahead(remind_on, today)
    note: CareNote = CareNote.objects.create(
        member_id=member_id,
        community_id=community_id,
        kind=kind,
        text=words,
        happened_on=happened_on,
        written_at=at,
        written_by=by.code,
        remind_on=remind_on,
    )
    log.append_one(CareNoted(kind), by=by, at=at, community=community_id, member=member_id)
    _record("care.noted", member_id, by=by, at=at, after={"kind": kind})
    return note


@transaction.atomic
def tick_reminder(*, note: CareNote, by: Actor, at: datetime) -> None:
    """What a note reminded of was done."""
    if CareNote.objects.filter(id=note.id, reminded_at=None).update(reminded_at=at):
        _record("care.reminder_done", note.member_id, by=by, at=at)


@transaction.atomic
def remove_note(*, note: CareNote, by: Actor, at: datetime) -> None:
    """Take a line out of the log for good."""
    removed, _tables = CareNote.objects.filter(id=note.id).delete()
    if removed:
        _record("care.note_removed", note.member_id, by=by, at=at, before={"kind": note.kind})


def member_of(member_id: int, community_id: int) -> int:
    """The kept member, who must be or have been in the community. Raises CannotCare."""
    kept = people.get_member(member_id)
    if kept.erased_at is not None or kept.is_bot:
        raise CannotCare(_("nobody stands behind this record any more: choose another member"))
    if not Belonging.objects.filter(member_id=kept.id, community_id=community_id).exists():
        raise CannotCare(_("this member was never in this community: choose one who is"))
    return int(kept.id)


def _check(terms: Terms, community_id: int, today: date) -> None:
    if terms.seat_id is not None:
        seat = Seat.objects.filter(id=terms.seat_id, staff__is_active=True).first()
        if seat is None or (seat.reach is not None and community_id not in seat.reach):
            raise CannotCare(_("this colleague does not reach the community: choose another"))
    if terms.response_hours is not None and not 1 <= terms.response_hours <= MAX_HOURS:
        raise CannotCare(_("an answer comes within 1 to %(most)s hours: correct it") % {"most": MAX_HOURS})
    if len(terms.plan) > MAX_TEXT or len(terms.next_step) > MAX_STEP:
        raise CannotCare(
            _("a plan has at most %(plan)s characters and a next step %(step)s: shorten it")
            % {"plan": MAX_TEXT, "step": MAX_STEP}
        )
    if terms.next_on is not None:
        _check_ahead(terms.next_on, today)


def _check_ahead(day: date, today: date) -> None:
    if not 0 <= (day - today).days <= MAX_AHEAD_DAYS:
        raise CannotCare(_("that day is past or more than two years ahead: choose one between"))


def _tell(
    fact: CareAssigned | CareEnded, care: Care, *, by: Actor, at: datetime, cause: Cause | None = None
) -> None:
    draft = Draft(fact=fact, occurred_at=at, community=care.community_id, member=care.member_id, cause=cause)
    log.append([draft], by=by)


def _record(
    action: str,
    member_id: int,
    *,
    by: Actor,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    if by.origin in {"staff", "api"}:
        audit.record(action, subject=f"member:{member_id}", by=by, at=at, before=before, after=after)
