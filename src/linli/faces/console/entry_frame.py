"""What the pages of entry share: tabs, the community they show, and doors."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from linli.faces.console.forms.operate import read_id
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.communities.queries import CommunityLine


@dataclass(frozen=True)
class Frame:
    """The communities a seat may look at, the one that was chosen (None: all), and what may be done."""

    listed: list[CommunityLine]
    chosen: CommunityLine | None
    tabs: list[Tab]
    may_decide: bool
    may_edit: bool

    @property
    def id(self) -> int | None:
        """The id of the chosen community."""
        return self.chosen.id if self.chosen else None

    @property
    def names(self) -> dict[int, str]:
        """Names of the communities, by id."""
        return {one.id: one.name for one in self.listed}


def frame_of(
    request: StaffRequest, current: str, *, needs_one: bool = False, community: int | None = None
) -> Frame:
    """The frame of a page: of the `community` given or asked for; `needs_one`: without a choice the first."""
    listed = communities.community_lines(reach=request.seat.reach)
    asked = community or read_id(request.GET.get("community"))
    chosen = next((one for one in listed if one.id == asked), None)
    if asked is not None and chosen is None:
        raise Http404
    if chosen is None and needs_one and listed:
        chosen = listed[0]
    return Frame(
        listed,
        chosen,
        _tabs(current, chosen),
        orgs.can(request.seat, Permission.MEMBER_EDIT),
        orgs.can(request.seat, Permission.COMMUNITY_EDIT),
    )


def _tabs(current: str, chosen: CommunityLine | None) -> list[Tab]:
    query = f"?community={chosen.id}" if chosen else ""
    pages = (
        ("entry", gettext("To decide")),
        ("entry-waiting", gettext("Waiting list")),
        ("entry-policy", gettext("Policy")),
        ("entry-newcomers", gettext("First steps")),
        ("entry-meeting", gettext("Meeting others")),
        ("entry-coming", gettext("Coming and going")),
        ("entry-campaigns", gettext("Campaigns")),
    )
    return [Tab(words, reverse(f"console:{name}") + query, name == current) for name, words in pages]
