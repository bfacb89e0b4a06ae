"""The posts of the calendar as a seat sees them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs.models import Seat
from linli.run.calendar.models import Lecture, Slot
from linli.run.calendar.rules.words import State

Reach = frozenset[int] | None
SlotRow = Slot  # what faces call a row they were handed
MOST = 2000


class NoSuchSlot(Refusal):
    """There is no such post, or it is of a community this seat does not reach."""

    def __init__(self) -> None:
        super().__init__(_("there is no such post in the calendar here"))


@dataclass(frozen=True)
class Look:
    """Which posts to look for: `[since, until)`, and only of one community, column or category."""

    since: datetime
    until: datetime
    reach: Reach = None
    community: int | None = None
    column: int | None = None
    category: str = ""
    states: Collection[str] = ()


def access_slot(seat: Seat, slot_id: int) -> Slot:
    """A post this seat may see, or NoSuchSlot: the one door for ids that come from outside."""
    found: Slot | None = Slot.objects.select_related("column").filter(id=slot_id, org_id=seat.org_id).first()
    if found is None or (seat.reach is not None and found.community_id not in seat.reach):
        raise NoSuchSlot
    return found


def slots(look: Look) -> list[Slot]:
    """Posts with their columns, by time; at most MOST of them."""
    found = Slot.objects.select_related("column").filter(starts_at__gte=look.since, starts_at__lt=look.until)
    found = _within(found, look.reach)
    if look.community is not None:
        found = found.filter(community_id=look.community)
    if look.column is not None:
        found = found.filter(column_id=look.column)
    if look.category:
        found = found.filter(category=look.category)
    if look.states:
        found = found.filter(state__in=list(look.states))
    return list(found.order_by("starts_at", "id")[:MOST])


def to_review(reach: Reach = None) -> list[Slot]:
    """Posts that wait for somebody's approval, the next to go out first."""
    found = Slot.objects.select_related("column").filter(state=State.IN_REVIEW)
    return list(_within(found, reach).order_by("starts_at", "id")[:200])


def count_to_review(reach: Reach = None) -> int:
    """How many that are."""
    return _within(Slot.objects.filter(state=State.IN_REVIEW), reach).count()


def latest_of(column_id: int, limit: int = 20) -> list[Slot]:
    """The latest posts of a column that went out, newest first."""
    found = Slot.objects.filter(column_id=column_id, state=State.SENT).order_by("-starts_at", "-id")
    return list(found[:limit])


def find_lecture(slot_id: int) -> Lecture | None:
    """The guest of a post."""
    found: Lecture | None = Lecture.objects.filter(slot_id=slot_id).first()
    return found


def lectures(reach: Reach = None, limit: int = 200) -> list[Lecture]:
    """Guests and lectures with their posts, newest first."""
    found = Lecture.objects.select_related("slot").order_by("-slot__starts_at", "-id")
    if reach is not None:
        found = found.filter(slot__community_id__in=reach)
    return list(found[:limit])


def states_of(ids: Sequence[int]) -> dict[int, str]:
    """The state of each of these posts that is there."""
    return dict(Slot.objects.filter(id__in=ids).values_list("id", "state"))


def _within(found: QuerySet[Slot], reach: Reach) -> QuerySet[Slot]:
    return found if reach is None else found.filter(community_id__in=reach)
