"""What people decide about effects: done, skipped, arrived, again, stop for now. All of it is audited."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.connect.gateway.models import Channel, Effect, PausedSender
from linli.connect.gateway.outbox import announcing, caps, rules
from linli.connect.gateway.outbox.planning import CHANNEL
from linli.facts.gateway import SendingPaused, SendingResumed
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor


class CannotSettle(Refusal):
    """The effect is not in a state in which this can be decided about it."""


class NoSuchChannel(Refusal):
    """The organisation has no such channel."""


@transaction.atomic
def confirm_by_person(*, effect_id: int, by: Actor, at: datetime, external_id: str = "") -> Effect:
    """A person did what only a person could do. Whether in time or late is recorded."""
    effect = _lock(effect_id, "awaiting_person")
    effect.punctuality = rules.punctuality(window_ends_at=effect.window_ends_at, at=at)
    effect.external_id = external_id
    return _finish(effect, "sent", "by_person", action="effect.confirmed", by=by, at=at)


@transaction.atomic
def skip_by_person(*, effect_id: int, reason: str, by: Actor, at: datetime) -> Effect:
    """A person decided not to do it, and says why."""
    effect = _lock(effect_id, "awaiting_person")
    return _finish(effect, "suppressed", f"skipped:{reason}", action="effect.skipped", by=by, at=at)


@transaction.atomic
def cancel(*, effect_id: int, reason: str, by: Actor, at: datetime) -> Effect:
    """Take back what is planned. What is being sent already cannot be taken back."""
    effect = _lock(effect_id, "planned", "reserved")
    return _finish(effect, "suppressed", f"cancelled:{reason}", action="effect.cancelled", by=by, at=at)


@transaction.atomic
def assign(*, effect_id: int, staff_id: int | None, by: Actor, at: datetime) -> Effect:
    """Say who does what waits for a person (None: whoever comes first)."""
    effect = _lock(effect_id, "awaiting_person")
    before = effect.assignee_id
    effect.assignee_id = staff_id
    effect.save(update_fields=["assignee_id"])
    _audit(effect, "effect.assigned", by, at, before={"assignee": before}, after={"assignee": staff_id})
    return effect


@transaction.atomic
def resolve_unknown(*, effect_id: int, was_sent: bool, by: Actor, at: datetime) -> Effect:
    """A person looked: it arrived, or it did not and is sent again."""
    effect = _lock(effect_id, "unknown")
    if was_sent:
        return _finish(effect, "sent", "seen_by_person", action="effect.resolved", by=by, at=at)
    caps.give_back([effect.id])
    _plan_again(effect, action="effect.resolved", by=by, at=at)
    return effect


@transaction.atomic
def retry_failed(*, effect_ids: Sequence[int], by: Actor, at: datetime) -> int:
    """Send failed effects again, also those whose time has passed; returns how many there were."""
    found = list(Effect.objects.select_for_update().filter(id__in=effect_ids, state="failed").order_by("id"))
    for effect in found:
        _plan_again(effect, action="effect.retried", by=by, at=at)
    return len(found)


@transaction.atomic
def pause_channel(*, channel_id: int, reason: str, by: Actor, at: datetime) -> Channel:
    """Send nothing through a channel until it is resumed; what is planned waits."""
    return _turn(channel_id, "paused", reason, action="channel.paused", by=by, at=at)


@transaction.atomic
def resume_channel(*, channel_id: int, by: Actor, at: datetime) -> Channel:
    """Send through a channel again; what waited for it is due at once, unless it is too late."""
    channel = _turn(channel_id, "active", "", action="channel.resumed", by=by, at=at)
    _wake("channel_id = %s AND waits_for = 'channel'", [channel_id], at)
    return channel


@transaction.atomic
def pause_sender(*, sender: str, reason: str, by: Actor, at: datetime) -> None:
    """Stop a playbook or another sender; what it has planned waits."""
    _paused, is_new = PausedSender.objects.get_or_create(
        sender=sender, defaults={"reason": f"person:{reason}"[:300], "paused_at": at, "by": by.code}
    )
    if is_new:
        log.append_one(SendingPaused(sender, f"person:{reason}"), by=by, at=at)
        audit.record(
            "sender.paused", subject=f"sender:{sender}"[:120], by=by, at=at, after={"reason": reason}
        )


@transaction.atomic
def resume_sender(*, sender: str, by: Actor, at: datetime) -> None:
    """Let a stopped sender go on; what waited is due at once, unless it is too late."""
    removed, _tables = PausedSender.objects.filter(sender=sender).delete()
    if removed:
        log.append_one(SendingResumed(sender), by=by, at=at)
        audit.record("sender.resumed", subject=f"sender:{sender}"[:120], by=by, at=at)
        _wake("org_id = %s AND sender = %s AND waits_for = 'sender'", [scope.org_id(), sender], at)


def _lock(effect_id: int, *states: str) -> Effect:
    found: Effect | None = Effect.objects.select_for_update().filter(id=effect_id).first()
    if found is None:
        raise CannotSettle(_("there is no such effect"))
    if found.state not in states:
        sentence = _("this effect is {state} now; somebody or something was quicker")
        raise CannotSettle(sentence.format(state=found.state))
    return found


def _finish(effect: Effect, state: str, reason: str, *, action: str, by: Actor, at: datetime) -> Effect:
    before = {"state": effect.state}
    effect.state, effect.reason, effect.finished_at = state, reason[:300], at
    effect.lease_until, effect.waits_for = None, ""
    effect.save()
    _audit(effect, action, by, at, before=before, after={"state": state, "reason": reason})
    announce = announcing.sent if state == "sent" else announcing.suppressed
    announce([_ended(effect)], at=at, by=by)
    return effect


def _plan_again(effect: Effect, *, action: str, by: Actor, at: datetime) -> None:
    before = {"state": effect.state, "reason": effect.reason}
    effect.state, effect.reason, effect.waits_for = "planned", "", ""
    effect.due_at, effect.late_after, effect.finished_at, effect.lease_until = at, None, None, None
    effect.attempts = 0
    effect.save()
    _audit(effect, action, by, at, before=before, after={"state": "planned"})
    _notify()


def _turn(channel_id: int, state: str, reason: str, *, action: str, by: Actor, at: datetime) -> Channel:
    channel: Channel | None = Channel.objects.select_for_update().filter(id=channel_id).first()
    if channel is None:
        raise NoSuchChannel(_("there is no such channel"))
    before = audit_of(channel)
    channel.state, channel.state_reason = state, reason[:300]
    channel.save(update_fields=["state", "state_reason"])
    audit.record(
        action, subject=f"channel:{channel_id}", by=by, at=at, before=before, after=audit_of(channel)
    )
    return channel


def audit_of(channel: Channel) -> dict[str, str]:
    """What the trail keeps of a channel."""
    return {"state": channel.state, "reason": channel.state_reason}


def _wake(condition: str, values: Sequence[int | str], at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gateway_effect SET due_at = %s, waits_for = '', reason = ''"
            f" WHERE state = 'planned' AND {condition}",
            [at, *values],
        )
    _notify()


def _notify() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


def _audit(
    effect: Effect, action: str, by: Actor, at: datetime, *, before: dict[str, Any], after: dict[str, Any]
) -> None:
    audit.record(action, subject=f"effect:{effect.id}", by=by, at=at, before=before, after=after)


def _ended(effect: Effect) -> announcing.Ended:
    return announcing.Ended(
        id=effect.id,
        org=effect.org_id,
        verb=effect.verb,
        target=effect.target,
        community=effect.community_id,
        group=effect.group_id,
        member=effect.member_id,
        cause=effect.cause,
        depth=effect.depth,
        reason=effect.reason,
        external_id=effect.external_id,
    )
