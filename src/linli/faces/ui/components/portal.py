"""{% checkin_week %}, {% podium %}, {% portal_tabs %}: what the members' phone pages are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template import Library

register = Library()


@dataclass(frozen=True)
class CheckInDay:
    """A day of the row: the `label` under it, was it checked in, and for today the points it would bring."""

    label: object
    is_done: bool
    is_today: bool = False
    points: int = 0


@dataclass(frozen=True)
class Place:
    """A place on a leaderboard."""

    rank: int
    name: str
    score: int
    note: object = ""
    is_me: bool = False


@dataclass(frozen=True)
class PortalTab:
    """An entry of the bar at the foot of the phone."""

    label: object
    icon: str
    url: str
    is_current: bool = False


@register.inclusion_tag("ui/components/checkin_week.html")
def checkin_week(days: Sequence[CheckInDay]) -> dict[str, object]:
    """Seven days of check-ins, today last."""
    return {"days": days}


@register.inclusion_tag("ui/components/podium.html")
def podium(places: Sequence[Place]) -> dict[str, object]:
    """The first three, drawn second – first – third but read in order; for the hero."""
    return {"places": list(places)[:3]}


@register.inclusion_tag("ui/components/ranking.html")
def ranking(places: Sequence[Place]) -> dict[str, object]:
    """The places after the podium; one's own row is tinted and marked."""
    return {"places": places}


@register.inclusion_tag("ui/components/portal_tabs.html")
def portal_tabs(tabs: Sequence[PortalTab]) -> dict[str, object]:
    """The bar at the foot; up to five entries."""
    return {"tabs": tabs}
