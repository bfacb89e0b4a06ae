"""Measures a person or a playbook orders, and taking measures back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.connect.gateway import orders
from linli.connect.gateway.outbox import planning
from linli.facts.moderation import SanctionApplied
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.run.moderation.actions.measures import origin_of, short
from linli.run.moderation.models import Case
from linli.run.moderation.queries import cases

LONGEST_MUTE_MINUTES = 60 * 24 * 30


class CannotMute(Refusal):
    """The person cannot be muted in this way."""


class CannotLift(Refusal):
    """There is nothing in force to take back."""


@transaction.atomic
def mute_member(
    *,
    member: int,
    group: int,
    community: int | None,
    minutes: int,
    reason: str,
    by: Actor,
    at: datetime,
    key: str,
) -> Case:
    """Mute a member in a group from `at` for some minutes. The same key again returns the first case."""
    if known := cases.find_case(key=short(key)):
        return known
    if not 1 <= minutes <= LONGEST_MUTE_MINUTES:
        raise CannotMute(
            _("A mute lasts from 1 to {most} minutes, not {minutes}.").format(
                most=LONGEST_MUTE_MINUTES, minutes=minutes
            )
        )
    until = at + timedelta(minutes=minutes)
    case = _open(member, group, community, "mute", reason, by=by, at=at, key=key, muted_until=until)
    payload = orders.MuteMember("", until, reason)
    _carry_out(case, payload, by=by, at=at, late_after=until)
    return case


@transaction.atomic
def recall_message(
    *,
    message: str,
    group: int,
    community: int | None,
    member: int | None,
    reason: str,
    by: Actor,
    at: datetime,
    key: str,
) -> Case:
    """Take a message out of a group. The same key again returns the first case."""
    if known := cases.find_case(key=short(key)):
        return known
    case = _open(member, group, community, "recall", reason, by=by, at=at, key=key, message=message)
    _carry_out(case, orders.RecallMessage(message, reason), by=by, at=at)
    return case


@transaction.atomic
def lift_sanction(*, case_id: int, by: Actor, at: datetime) -> Case:
    """Take back what a case ordered: unsent effects are dropped, a mute in force is ended. A recall stays."""
    case = _locked(case_id)
    if case.lifted_at is not None or not case.done:
        raise CannotLift(_("Case {case} has no measure in force.").format(case=case_id))
    planning.void(origin=origin_of(case), reason="lifted", at=at)
    if case.muted_until and case.muted_until > at and case.member_id:
        _plan(case, orders.UnmuteMember(""), f"moderation:unmute:{case.id}", at=at, by=by)
    case.lifted_at, case.lifted_by = at, by.code
    case.save(update_fields=["lifted_at", "lifted_by"])
    audit.record("moderation.lifted", subject=f"case:{case.id}", by=by, at=at, before={"done": case.done})
    return case


@transaction.atomic
def dismiss_case(*, case_id: int, by: Actor, at: datetime) -> Case:
    """Mark a case as a false alarm: its words become suggestions for the allow list, a mute in force is
    ended.
    """
    case = _locked(case_id)
    if case.dismissed_at is not None:
        return case
    if case.done and case.lifted_at is None:
        case = lift_sanction(case_id=case_id, by=by, at=at)
    case.dismissed_at, case.dismissed_by = at, by.code
    case.save(update_fields=["dismissed_at", "dismissed_by"])
    audit.record(
        "moderation.dismissed", subject=f"case:{case.id}", by=by, at=at, after={"matched": case.matched}
    )
    return case


def _open(
    member: int | None,
    group: int,
    community: int | None,
    measure: str,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    key: str,
    message: str = "",
    muted_until: datetime | None = None,
) -> Case:
    case: Case = Case.objects.create(
        key=short(key),
        community_id=community,
        group_id=group,
        member_id=member,
        message=message,
        mode="enforce",
        done=[measure],
        muted_until=muted_until,
        reason=reason[:300],
        found_at=at,
        by=by.code,
    )
    return case


def _carry_out(
    case: Case, payload: orders.Payload, *, by: Actor, at: datetime, late_after: datetime | None = None
) -> None:
    measure = case.done[0]
    case.effects = [f"moderation:{measure}:{case.id}"]
    case.save(update_fields=["effects"])
    _plan(case, payload, case.effects[0], at=at, by=by, late_after=late_after)
    log.append_one(
        SanctionApplied(case.id, measure, case.message),
        by=by,
        at=at,
        community=case.community_id,
        group=case.group_id,
        member=case.member_id,
    )
    audit.record(
        f"moderation.{measure}",
        subject=f"case:{case.id}",
        by=by,
        at=at,
        after={"member": case.member_id, "group": case.group_id, "reason": case.reason},
    )


def _plan(
    case: Case,
    payload: orders.Payload,
    key: str,
    *,
    at: datetime,
    by: Actor,
    late_after: datetime | None = None,
) -> None:
    plan = planning.Plan(
        key=key,
        group=case.group_id,
        member=case.member_id,
        payload=payload,
        message_class="safety",
        priority=90,
        due_at=at,
        late_after=late_after,
        origin=origin_of(case),
        source=case.reason[:160],
    )
    planning.plan([plan], by=by, at=at)


def _locked(case_id: int) -> Case:
    case: Case | None = Case.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        raise cases.NoSuchCase(_("There is no case {case} here.").format(case=case_id))
    return case
