"""What the pages about duty share: which community they show, its rota, and their tabs."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from linli.faces.console.forms.operate import Choices, community_choices, read_id
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.duty.queries import rotas
from linli.people.duty.records import CommunityRow, RotaRow


@dataclass(frozen=True)
class Frame:
    """The community shown, those that can be chosen, its rota, the tabs, and what the seat may change."""

    community: CommunityRow | None
    choices: Choices
    rota: RotaRow | None
    tabs: list[Tab]
    may_edit: bool
    may_set: bool


def frame(request: StaffRequest, current: str, *, community: int | None = None) -> Frame:
    """The frame of the page whose url name is `current`; 404 for a community out of reach.

    Without a choice the first community with a rota is shown, else the first.
    """
    choices = community_choices(request.seat, everywhere=False)
    known = {int(id) for id, _name in choices}
    wanted = community or read_id(request.GET.get("community"))
    if wanted not in known:
        with_rota = known & rotas.communities_with_rota()
        wanted = min(with_rota or known, default=None)
    found = communities.access_community(request.seat, wanted) if wanted else None
    return Frame(
        community=found,
        choices=choices,
        rota=rotas.find_rota(found.id) if found else None,
        tabs=[Tab(words, address(name, found), name == current) for name, words in _pages().items()],
        may_edit=_may(request, Permission.MEMBER_EDIT, found),
        may_set=_may(request, Permission.COMMUNITY_EDIT, found),
    )


def address(view: str, community: CommunityRow | None) -> str:
    """The address of a page about duty that shows this community."""
    query = f"?{urlencode({'community': community.id})}" if community else ""
    return reverse(f"console:{view}") + query


def back(request: StaffRequest, view: str, community: CommunityRow | None) -> HttpResponse:
    """Go on to a page about duty, showing the same community."""
    return go(request, address(view, community))


def _may(request: StaffRequest, permission: Permission, community: CommunityRow | None) -> bool:
    return community is not None and orgs.can(request.seat, permission, community.id)


def _pages() -> dict[str, str]:
    return {
        "duty": gettext("Rota"),
        "duty-report": gettext("Coverage and fairness"),
        "duty-settings": gettext("Settings of the rota"),
    }
