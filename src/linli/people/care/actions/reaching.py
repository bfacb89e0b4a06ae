"""Reaching out to who has grown silent, and upkeep of whole segments."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts.care import OutreachMade
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.care.actions import caring
from linli.people.care.models import Outreach, Upkeep
from linli.people.care.queries import silent
from linli.people.care.rules import Answer, Way

MAX_DAYS, MAX_STEP = 365, 200


class CannotReach(Refusal):
    """There is no such way, answer or rhythm."""


@transaction.atomic
def record_outreach(
    *,
    member_id: int,
    community_id: int,
    way: str,
    days_silent: int,
    value: int,
    today: date,
    by: Actor,
    at: datetime,
) -> Outreach:
    """The team reached out today, in this way; the same way twice a day is once. Raises CannotReach."""
    if way not in set(Way):
        raise CannotReach(_("choose how: a message, a task, a gift or a role"))
    found, is_new = Outreach.objects.get_or_create(
        member_id=member_id,
        community_id=community_id,
        made_on=today,
        way=way,
        defaults={"made_at": at, "made_by": by.code, "days_silent": days_silent, "value": value},
    )
    if is_new:
        log.append_one(OutreachMade(way), by=by, at=at, community=community_id, member=member_id)
        audit.record("care.outreach_made", subject=f"member:{member_id}", by=by, at=at, after={"way": way})
    made: Outreach = found
    return made


def reach_out(
    *, member_id: int, community_id: int, way: str, today: date, by: Actor, at: datetime
) -> Outreach:
    """The same, with how long they have been silent and what they are worth looked up.

    Raises CannotReach, CannotCare.
    """
    kept = caring.member_of(member_id, community_id)
    found = silent.silent_members(community_id, now=at, today=today, limit=silent.LOOKED_AT)
    line = next((one for one in found if one.member_id == kept), None)
    return record_outreach(
        member_id=kept,
        community_id=community_id,
        way=way,
        days_silent=line.days_silent if line else 0,
        value=line.value.total if line else 0,
        today=today,
        by=by,
        at=at,
    )


@transaction.atomic
def record_answer(*, outreach: Outreach, answer: str, by: Actor, at: datetime) -> None:
    """What the member said to it. Raises CannotReach."""
    if answer not in set(Answer):
        raise CannotReach(_("choose what came of it: an answer, a no, or nothing yet"))
    if Outreach.objects.filter(id=outreach.id).exclude(answer=answer).update(answer=answer):
        audit.record(
            "care.outreach_answered",
            subject=f"member:{outreach.member_id}",
            by=by,
            at=at,
            after={"answer": answer},
        )


@transaction.atomic
def set_upkeep(
    *,
    segment_id: int,
    community_id: int,
    every_days: int,
    step: str,
    seat_id: int | None,
    today: date,
    by: Actor,
    at: datetime,
) -> Upkeep:
    """People of the segment in this community hear from the team every so many days. Raises CannotReach."""
    if not 1 <= every_days <= MAX_DAYS:
        raise CannotReach(_("a rhythm is 1 to %(most)s days: correct it") % {"most": MAX_DAYS})
    if not 1 <= len(step.strip()) <= MAX_STEP:
        raise CannotReach(_("say in 1 to %(most)s characters what is done") % {"most": MAX_STEP})
    made: Upkeep
    made, _is_new = Upkeep.objects.update_or_create(
        segment_id=segment_id,
        community_id=community_id,
        ended_at=None,
        defaults={
            "every_days": every_days,
            "step": step.strip(),
            "seat_id": seat_id,
            "changed_at": at,
            "changed_by": by.code,
        },
        create_defaults={
            "every_days": every_days,
            "step": step.strip(),
            "seat_id": seat_id,
            "began_on": today,
            "changed_at": at,
            "changed_by": by.code,
        },
    )
    subject = f"segment:{segment_id}"
    audit.record("care.upkeep_set", subject=subject, by=by, at=at, after={"every_days": every_days})
    return made


@transaction.atomic
def end_upkeep(*, upkeep: Upkeep, by: Actor, at: datetime) -> None:
    """Stop the upkeep of a segment."""
    if Upkeep.objects.filter(id=upkeep.id, ended_at=None).update(ended_at=at):
        audit.record("care.upkeep_ended", subject=f"segment:{upkeep.segment_id}", by=by, at=at)
