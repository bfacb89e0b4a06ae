"""What is decided about a post: hand in, approve, send back, schedule, leave out, cancel, bring back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.connect.gateway.outbox import planning
from linli.facts.calendar import SlotApproved, SlotCancelled, SlotScheduled
from linli.kernel.events import log
from linli.kernel.orgs.actor import Actor
from linli.people.tasks.actions import closing
from linli.run.calendar.actions import asking, moving, standing
from linli.run.calendar.actions.standing import CannotChange
from linli.run.calendar.models import Slot
from linli.run.calendar.rules.words import AHEAD, DROPPED, State

MAX_NOTE = 300


@transaction.atomic
def hand_in(*, slot_id: int, by: Actor, at: datetime) -> Slot:
    """Have somebody else look at a draft; where no approval is needed it is scheduled at once."""
    slot = standing.lock(slot_id)
    standing.must_be(slot, State.DRAFT, State.IDEA)
    moving.must_be_ahead(slot.starts_at, at)
    if not standing.has_content(slot):
        raise CannotChange(_("there is nothing to send yet: write the text or choose an item of the library"))
    before = standing.audited(slot)
    slot.state = State.IN_REVIEW if slot.needs_approval else State.SCHEDULED
    slot.is_touched, slot.note = True, ""
    slot.author = slot.author or by.code
    standing.save(slot, "calendar.slot_handed_in", before=before, by=by, at=at)
    if slot.state == State.IN_REVIEW:
        asking.ask_for_approval(slot, by=by, at=at)
    else:
        _scheduled(slot, by=by, at=at)
    return slot


@transaction.atomic
def approve(*, slot_id: int, version: int, by: Actor, at: datetime) -> Slot:
    """Let a post through; not one's own, and not one that changed since it was read."""
    slot = standing.lock(slot_id, version=version)
    standing.must_be(slot, State.IN_REVIEW)
    moving.must_be_ahead(slot.starts_at, at)
    if slot.author == by.code:
        raise CannotChange(_("you wrote this yourself: somebody else has to approve it"))
    before = standing.audited(slot)
    slot.state, slot.approved_by, slot.approved_at, slot.note = State.SCHEDULED, by.code, at, ""
    standing.save(slot, "calendar.slot_approved", before=before, by=by, at=at)
    closing.settle_elsewhere({asking.review_origin(slot.id): "approved"}, at=at, by=by)
    log.append_one(SlotApproved(slot.id, slot.column_id or 0), by=by, at=at, community=slot.community_id)
    _scheduled(slot, by=by, at=at)
    return slot


@transaction.atomic
def send_back(*, slot_id: int, version: int, note: str, by: Actor, at: datetime) -> Slot:
    """Back to its author, with what should be different."""
    slot = standing.lock(slot_id, version=version)
    standing.must_be(slot, State.IN_REVIEW)
    if not note.strip() or len(note) > MAX_NOTE:
        raise CannotChange(
            _("say in at most %(most)s characters what should be different") % {"most": MAX_NOTE}
        )
    before = standing.audited(slot)
    slot.state, slot.note = State.DRAFT, note.strip()
    standing.save(slot, "calendar.slot_sent_back", before=before, by=by, at=at)
    closing.settle_elsewhere({asking.review_origin(slot.id): "sent_back"}, at=at, by=by)
    return slot


@transaction.atomic
def drop(*, slot_id: int, by: Actor, at: datetime) -> Slot:
    """Take a post out: a column's is left out this once, one by hand is cancelled. Twice is once.

    What is with the outbox already is voided as far as it has not been sent.
    """
    slot = standing.lock(slot_id)
    if slot.state in DROPPED:
        return slot
    standing.must_be(slot, *AHEAD, State.GOING)
    before = standing.audited(slot)
    was_going = slot.state == State.GOING
    slot.state = State.SKIPPED if slot.column_id else State.CANCELLED
    slot.is_touched = True
    standing.save(slot, "calendar.slot_dropped", before=before, by=by, at=at)
    if was_going:
        planning.void(origin=f"slot:{slot.id}", reason=slot.state, at=at)
    asking.nobody_needs(slot, reason=slot.state, by=by, at=at)
    log.append_one(
        SlotCancelled(slot.id, slot.state, slot.column_id or 0), by=by, at=at, community=slot.community_id
    )
    return slot


@transaction.atomic
def bring_back(*, slot_id: int, by: Actor, at: datetime) -> Slot:
    """Put a post that was left out, cancelled or missed back as a draft; its time has to lie ahead."""
    slot = standing.lock(slot_id)
    standing.must_be(slot, State.SKIPPED, State.CANCELLED)
    moving.must_be_ahead(slot.starts_at, at)
    before = standing.audited(slot)
    slot.state = State.DRAFT if standing.has_content(slot) else State.IDEA
    slot.approved_by, slot.approved_at, slot.reason = "", None, ""
    standing.save(slot, "calendar.slot_brought_back", before=before, by=by, at=at)
    return slot


def _scheduled(slot: Slot, *, by: Actor, at: datetime) -> None:
    asking.content_is_there(slot, by=by, at=at)
    log.append_one(SlotScheduled(slot.id, slot.column_id or 0), by=by, at=at, community=slot.community_id)
