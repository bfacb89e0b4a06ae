"""What the calendar asks of people: content that is missing, an approval, a look at what was missed."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.kernel.orgs.rules import Role
from linli.people.tasks.actions import closing, opening
from linli.people.tasks.openings import Opening
from linli.run.calendar.models import Slot
from linli.run.calendar.rules.words import State

SOONEST = timedelta(minutes=30)
LONGEST_LEAD = timedelta(days=14)
USUAL_LEAD_HOURS = 24


def content_origin(slot_id: int) -> str:
    """Who asks for the content of a post."""
    return f"slot-content:{slot_id}"


def review_origin(slot_id: int) -> str:
    """Who asks for its approval."""
    return f"slot-review:{slot_id}"


def ask_for_approval(slot: Slot, *, by: Actor, at: datetime) -> None:
    """A task for whoever may publish; it closes when the post is approved or sent back."""
    one = Opening(
        key=f"slot/{slot.id}/review/{slot.version}",
        about="approval",
        title=_("Approve “%(title)s”") % {"title": slot.title},
        community=slot.community_id,
        origin=review_origin(slot.id),
        source=source_of(slot),
        role=Role.PLANNER,
        body=slot.text,
        due_at=max(slot.starts_at - SOONEST, at + SOONEST / 2),
        outcomes=(),
    )
    opening.open_tasks([one], by=by, at=at)


@transaction.atomic
def ask_for_content(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Ask the owner of each post that comes soon and has no content; returns how many were asked for."""
    found = (
        Slot.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("column")
        .filter(state=State.IDEA, asked_at=None, starts_at__gt=at, starts_at__lte=at + LONGEST_LEAD)
        .order_by("id")
    )
    soon = [one for one in found if one.starts_at - _lead(one) <= at]
    staff = staff_by_seat(soon)
    opening.open_tasks([_content(one, staff, at) for one in soon], by=by, at=at)
    Slot.objects.filter(id__in=[one.id for one in soon]).update(asked_at=at)
    return len(soon)


def missed(slots: Sequence[Slot], *, by: Actor, at: datetime) -> None:
    """A task for the owner of each post that was missed; what was asked about it before is closed."""
    closing.cancel_tasks(
        {origin: "missed" for one in slots for origin in (content_origin(one.id), review_origin(one.id))},
        at=at,
        by=by,
    )
    staff = staff_by_seat(slots)
    opening.open_tasks([_after_miss(one, staff, at) for one in slots], by=by, at=at)


def content_is_there(slot: Slot, *, by: Actor, at: datetime) -> None:
    """What the owner was asked for is done."""
    closing.settle_elsewhere({content_origin(slot.id): "written"}, at=at, by=by)


def nobody_needs(slot: Slot, *, reason: str, by: Actor, at: datetime) -> None:
    """Whatever was asked about a post is not needed any more."""
    origins = (content_origin(slot.id), review_origin(slot.id))
    closing.cancel_tasks(dict.fromkeys(origins, reason), at=at, by=by)


def source_of(slot: Slot) -> str:
    """Whom people would name as the sender: the column, or the calendar."""
    column = slot.column
    return f"calendar / {column.name}" if column is not None else "calendar"


def staff_by_seat(slots: Collection[Slot]) -> dict[int, int]:
    """The account behind each owner's seat."""
    wanted = {one.owner_seat_id for one in slots} - {None}
    if not wanted:
        return {}
    return {seat.id: seat.staff_id for seat in orgs.staff_of(scope.org_id()) if seat.id in wanted}


def _lead(slot: Slot) -> timedelta:
    return timedelta(hours=slot.column.lead_hours if slot.column else USUAL_LEAD_HOURS)


def _content(slot: Slot, staff: dict[int, int], at: datetime) -> Opening:
    owner = staff.get(slot.owner_seat_id or 0)
    return Opening(
        key=f"slot/{slot.id}/content/{slot.version}",
        about="step",
        title=_("Write the content of “%(title)s”") % {"title": slot.title},
        community=slot.community_id,
        origin=content_origin(slot.id),
        source=source_of(slot),
        role="" if owner else Role.EDITOR,
        staff_id=owner,
        due_at=max(slot.starts_at - SOONEST, at + SOONEST / 2),
        outcomes=(),
    )


def _after_miss(slot: Slot, staff: dict[int, int], at: datetime) -> Opening:
    owner = staff.get(slot.owner_seat_id or 0)
    return Opening(
        key=f"slot/{slot.id}/missed",
        about="other",
        title=_("“%(title)s” was missed: decide whether it still goes out") % {"title": slot.title},
        community=slot.community_id,
        origin=f"slot-missed:{slot.id}",
        source=source_of(slot),
        role="" if owner else Role.PLANNER,
        staff_id=owner,
        body=slot.text,
        due_at=at + timedelta(days=1),
    )
