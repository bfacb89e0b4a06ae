"""Common goals of roles, and how much more the roles talked to each other since."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs.models import Seat
from linli.people.roles.models import JointEvent

DAYS = 14


class NoSuchEvent(Refusal):
    """There is no such event, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such event here"))


@dataclass(frozen=True)
class PairLine:
    """Replies between holders of two roles in the DAYS before the event, and in the DAYS from its day on."""

    first: str
    second: str
    before: int
    after: int


@dataclass(frozen=True)
class EventLine:
    """An event with its pairs. `days_counted` of DAYS lie behind it."""

    id: int
    title: str
    goal: str
    on: date
    pairs: tuple[PairLine, ...]
    days_counted: int


def access_event(seat: Seat, event_id: int) -> JointEvent:
    """An event of a community this seat reaches, or NoSuchEvent."""
    found: JointEvent | None = JointEvent.objects.filter(id=event_id, org_id=seat.org_id).first()
    if found is None or (seat.reach is not None and found.community_id not in seat.reach):
        raise NoSuchEvent
    return found
