"""What all writes to a post share: the lock with the version seen, the trail, the refusal."""

from datetime import datetime

from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.run.calendar.models import Slot
from linli.run.calendar.queries.slots import NoSuchSlot
from linli.run.calendar.rules.words import State

Audited = dict[str, str | int | None]


class CannotChange(Refusal):
    """A post is not in a state in which this can be done, or somebody changed it meanwhile."""


def lock(slot_id: int, *, version: int | None = None) -> Slot:
    """A post, locked. NoSuchSlot; CannotChange when it is not in the version that was seen."""
    found: Slot | None = Slot.objects.select_for_update().filter(id=slot_id).first()
    if found is None:
        raise NoSuchSlot
    if version is not None and found.version != version:
        raise CannotChange(_("somebody changed this post meanwhile: look at it again and repeat"))
    return found


def must_be(slot: Slot, *states: State) -> None:
    """CannotChange unless the post is in one of these states."""
    if slot.state not in states:
        raise CannotChange(
            _("this post is “%(state)s” now, so that cannot be done with it") % {"state": _name(slot.state)}
        )


def save(slot: Slot, action: str, *, before: Audited, by: Actor, at: datetime) -> None:
    """Save a change of a post as its next version, with its line in the trail."""
    slot.version += 1
    slot.save()
    audit.record(action, subject=f"slot:{slot.id}", by=by, at=at, before=before, after=audited(slot))


def audited(slot: Slot) -> Audited:
    """What the trail keeps of a post: codes, numbers and times, no words."""
    return {
        "state": slot.state,
        "starts_at": slot.starts_at.isoformat(),
        "category": slot.category,
        "item": slot.item_id,
        "owner": slot.owner_seat_id,
        "characters": len(slot.text),
        "version": slot.version,
    }


def has_content(slot: Slot) -> bool:
    """Is there something to send?"""
    return bool(slot.text.strip()) or slot.item_id is not None


def _name(state: str) -> str:
    return {
        State.IDEA: _("Idea"),
        State.DRAFT: _("Draft"),
        State.IN_REVIEW: _("In review"),
        State.SCHEDULED: _("Scheduled"),
        State.GOING: _("Going out"),
        State.SENT: _("Sent"),
        State.MISSED: _("Missed"),
        State.CANCELLED: _("Cancelled"),
        State.SKIPPED: _("Skipped"),
    }[State(state)]
