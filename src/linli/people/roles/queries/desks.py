"""Whom to ask for what, and who answers at this moment."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.errors import Refusal
from linli.kernel.orgs.models import Seat
from linli.people.communities.models import Community
from linli.people.members.queries import names
from linli.people.roles.models import Desk
from linli.people.roles.rules.hours import Hours

DAYS = 7


class NoSuchDesk(Refusal):
    """There is no such desk, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such desk here"))


@dataclass(frozen=True)
class DeskLine:
    """A desk as members see it; `name` is "" while nobody is named, `is_on` says whether it answers now."""

    id: int
    title: str
    matters: str
    name: str
    contact: str
    days: tuple[int, ...]
    begins: time
    ends: time
    is_on: bool
    member_id: int | None

    @property
    def hours(self) -> str:
        """Days and hours in the language in force."""
        days = " ".join(weekdays()[number - 1] for number in self.days)
        if len(self.days) == DAYS:
            days = _("Every day")
        elif self.days == (1, 2, 3, 4, 5):
            days = _("Mon to Fri")
        if self.begins == self.ends:
            return _("%(days)s, all day") % {"days": days}
        return f"{days}, {self.begins:%H:%M}–{self.ends:%H:%M}"


def weekdays() -> list[str]:
    """The names of the days, Monday first."""
    return [
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    ]


def desks_of(community: Community, *, at: datetime) -> list[DeskLine]:
    """The desks of a community in their order; hours are those of its zone."""
    rows = list(Desk.objects.filter(community_id=community.id))
    known = names.names_of([one.member_id for one in rows if one.member_id])
    local = at.astimezone(ZoneInfo(community.zone))
    return [
        DeskLine(
            id=one.id,
            title=one.title,
            matters=one.matters,
            name=one.shown_name or known.get(one.member_id or 0, ""),
            contact=one.contact,
            days=tuple(int(digit) for digit in one.days),
            begins=one.begins,
            ends=one.ends,
            is_on=Hours(one.days, one.begins, one.ends).is_on(local),
            member_id=one.member_id,
        )
        for one in rows
    ]


def access_desk(seat: Seat, desk_id: int) -> Desk:
    """A desk of a community this seat reaches, or NoSuchDesk."""
    found: Desk | None = Desk.objects.filter(id=desk_id, org_id=seat.org_id).first()
    if found is None or (seat.reach is not None and found.community_id not in seat.reach):
        raise NoSuchDesk
    return found
