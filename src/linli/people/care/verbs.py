"""What playbooks, the API and buttons can do about care, and what conditions can read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated

import msgspec
from django.utils.translation import gettext as _

from linli.facts.care import CareAssigned, CareEnded, CareNoted, OutreachMade
from linli.kernel.errors import Refusal
from linli.kernel.events.event import Cause
from linli.kernel.orgs.actor import Actor
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.fragment import Fragment
from linli.kernel.verbs.registry import probe, verb
from linli.people.belonging.queries import places
from linli.people.care.actions import caring
from linli.people.care.actions.caring import Terms
from linli.people.care.models import Care
from linli.people.care.queries import readings

_CHANGED_BY = (CareAssigned, CareEnded, CareNoted, OutreachMade)
Days = Annotated[int, msgspec.Meta(ge=0, le=365)]


class NobodyToCareFor(Refusal):
    """The verb was called without a member."""

    def __init__(self) -> None:
        super().__init__(_("there is no member here to care for: use this in a playbook about members"))


class Assign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Have somebody of the team look after the member. What is settled already stays as it is.

    seat     number of the colleague's seat; without it, whoever does already
    is_vip   make the member a VIP
    in_days  the first contact is due in so many days
    """

    seat: int | None = None
    is_vip: bool = False
    in_days: Days | None = None


class Remind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Have the next contact with the member be due in so many days, unless one is due before that."""

    in_days: Days
    step: Annotated[str, msgspec.Meta(max_length=caring.MAX_STEP)] = ""


@verb("care.assign", params=Assign, title="Have somebody look after them")
def assign(params: Assign, context: Context) -> None:
    """Repeats are harmless: the same terms again change nothing."""
    today, known = _today(context), _known(context)
    first = today + timedelta(days=params.in_days) if params.in_days is not None else None
    wanted = replace(
        known,
        seat_id=params.seat or known.seat_id,
        is_vip=params.is_vip or known.is_vip,
        next_on=_ahead(known.next_on, today) or first,
    )
    _settle(wanted, today, context)


@verb("care.remind", params=Remind, title="Plan the next contact")
def remind(params: Remind, context: Context) -> None:
    """Repeats are harmless: an earlier day stays."""
    today, known = _today(context), _known(context)
    day, planned = today + timedelta(days=params.in_days), _ahead(known.next_on, today)
    if planned is None or day < planned:
        known = replace(known, next_on=day, next_step=params.step or known.next_step)
        _settle(known, today, context)


@probe(
    "care.is_vip",
    subject=Subject.BELONGING,
    returns=bool,
    title="Is a VIP",
    sql=lambda: Fragment(readings.IS_VIP),
    changed_by=_CHANGED_BY,
)
def is_vip(subjects: Sequence[int], context: Context) -> Mapping[int, bool]:
    """Marked as a VIP of the community by the team."""
    return readings.is_vip(subjects)


@probe(
    "care.days_since_care",
    subject=Subject.BELONGING,
    returns=int,
    title="Days since the team was in touch",
    sql=lambda: Fragment(readings.DAYS_SINCE),
    changed_by=_CHANGED_BY,
)
def days_since_care(subjects: Sequence[int], context: Context) -> Mapping[int, int]:
    """Since something was done for them or they were reached out to; nothing where that never was."""
    return readings.days_since_care(subjects)


def _settle(terms: Terms, today: date, context: Context) -> None:
    caring.assign_care(
        member_id=_member(context),
        community_id=context.community_id,
        terms=terms,
        today=today,
        by=Actor(context.actor, "staff" if context.actor.startswith("staff:") else "automation"),
        at=context.at,
        cause=Cause(context.cause, context.depth) if context.cause else None,
    )


def _known(context: Context) -> Terms:
    """The terms that are settled already."""
    care = Care.objects.filter(
        member_id=_member(context), community_id=context.community_id, ended_at=None
    ).first()
    if care is None:
        return Terms()
    today = _today(context)
    return Terms(
        care.seat_id,
        care.is_vip,
        care.response_hours,
        care.plan,
        _ahead(care.next_on, today),
        care.next_step,
    )


def _ahead(day: date | None, today: date) -> date | None:
    return day if day is not None and day >= today else None


def _today(context: Context) -> date:
    zone = places.zones_of([context.community_id])[context.community_id]
    return context.at.astimezone(zone).date()


def _member(context: Context) -> int:
    if context.member_id is None:
        raise NobodyToCareFor
    return context.member_id
