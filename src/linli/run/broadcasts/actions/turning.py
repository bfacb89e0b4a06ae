"""Pausing, resuming, stopping, and sending again what failed: each a plain update."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.connect.gateway.outbox import actions as outbox
from linli.connect.gateway.outbox import many, planning
from linli.facts.broadcasts import BroadcastRetried, BroadcastTurned
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.run.broadcasts.actions import writing
from linli.run.broadcasts.actions.writing import CannotBroadcast
from linli.run.broadcasts.models import Broadcast
from linli.run.broadcasts.queries import listing
from linli.run.broadcasts.rules import State


@transaction.atomic
def pause(*, broadcast_id: int, by: Actor, at: datetime) -> Broadcast:
    """What is not sent yet waits."""
    one = writing.lock(broadcast_id)
    writing.must_be(one, State.SENDING)
    outbox.pause_sender(sender=listing.sender_of(one.id), reason="broadcast", by=by, at=at)
    return _turn(one, State.PAUSED, by=by, at=at)


@transaction.atomic
def resume(*, broadcast_id: int, by: Actor, at: datetime) -> Broadcast:
    """It goes on; what is too late by now is not sent."""
    one = writing.lock(broadcast_id)
    writing.must_be(one, State.PAUSED)
    outbox.resume_sender(sender=listing.sender_of(one.id), by=by, at=at)
    return _turn(one, State.SENDING, by=by, at=at)


@transaction.atomic
def stop(*, broadcast_id: int, by: Actor, at: datetime) -> Broadcast:
    """For good: whatever has not begun to be sent is not sent. Twice is once."""
    one = writing.lock(broadcast_id)
    if one.state == State.STOPPED:
        return one
    writing.must_be(one, State.WAITING, State.PLANNING, State.SENDING, State.PAUSED)
    planning.void(origin=listing.origin_of(one.id), reason="stopped", at=at)
    return _turn(one, State.STOPPED, by=by, at=at)


@transaction.atomic
def retry(*, broadcast_id: int, by: Actor, at: datetime) -> int:
    """Send again what failed for good; returns how many messages that are."""
    one = writing.lock(broadcast_id)
    writing.must_be(one, State.SENDING, State.PAUSED)
    count = many.retry_failed(origin=listing.origin_of(one.id), at=at)
    if not count:
        raise CannotBroadcast(_("nothing of this broadcast has failed"))
    audit.record("broadcasts.retried", subject=f"broadcast:{one.id}", by=by, at=at, after={"messages": count})
    log.append_one(BroadcastRetried(one.id, count), by=by, at=at, community=one.community_id)
    return count


@transaction.atomic
def remove_draft(*, broadcast_id: int, by: Actor, at: datetime) -> None:
    """Throw a draft away."""
    one = writing.lock(broadcast_id)
    writing.must_be(one, State.DRAFT)
    audit.record("broadcasts.removed", subject=f"broadcast:{one.id}", by=by, at=at)
    one.delete()


def _turn(one: Broadcast, state: State, *, by: Actor, at: datetime) -> Broadcast:
    before = one.state
    one.state = state
    one.version += 1
    one.save(update_fields=["state", "version"])
    audit.record(
        "broadcasts.turned",
        subject=f"broadcast:{one.id}",
        by=by,
        at=at,
        before={"state": before},
        after={"state": state},
    )
    log.append_one(BroadcastTurned(one.id, state), by=by, at=at, community=one.community_id)
    return one
