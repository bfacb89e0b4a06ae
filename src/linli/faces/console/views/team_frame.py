"""What the pages about the team share: their tabs, the community looked at, and what the seat may change."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext

from linli.faces.console.forms.operate import Choices, chosen_community, community_choices
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission


@dataclass(frozen=True)
class Frame:
    """`community`: the one looked at, None for all that are reached. `may_edit`: of the team as a whole."""

    tabs: list[Tab]
    community: int | None
    choices: Choices
    may_edit: bool

    @property
    def chosen(self) -> str:
        """The community looked at, as its value in a choice."""
        return str(self.community or "")


def frame(request: StaffRequest, current: str) -> Frame:
    """The frame of the page whose url name is `current`."""
    return Frame(
        tabs=[Tab(words, reverse(f"console:{name}"), name == current) for name, words in _pages().items()],
        community=chosen_community(request.seat, request.GET.get("community")),
        choices=community_choices(request.seat),
        may_edit=request.seat.reach is None and orgs.can(request.seat, Permission.COMMUNITY_EDIT),
    )


def must_edit_team(request: StaffRequest) -> None:
    """403 unless the seat may change what concerns the whole team."""
    if request.seat.reach is not None or not orgs.can(request.seat, Permission.COMMUNITY_EDIT):
        raise PermissionDenied


def must_edit(request: StaffRequest, community: int | None) -> None:
    """403 unless the seat may change what concerns this community, or (None) the whole team."""
    if community is None:
        must_edit_team(request)
    elif not orgs.can(request.seat, Permission.COMMUNITY_EDIT, community):
        raise PermissionDenied


def colleagues(request: StaffRequest) -> Choices:
    """Everybody who has a seat here."""
    return [(str(seat.staff_id), seat.staff.name) for seat in orgs.staff_of(request.org.pk)]


def _pages() -> dict[str, str]:
    return {
        "team": gettext("Jobs and people"),
        "team-matrix": gettext("Who answers for what"),
        "team-workload": gettext("Workload"),
        "team-meetings": gettext("Meetings"),
        "team-summaries": gettext("Weekly summaries"),
    }
