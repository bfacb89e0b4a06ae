"""What the pages about roles share: which community they show, their tabs, and how a member is named."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from linli.faces.console.forms.operate import Choices, community_choices, read_id
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.members.queries import people
from linli.people.members.queries.people import Search
from linli.people.roles.records import CommunityRow, MemberRow

LISTED = 300


class NotNamed(Refusal):
    """The words in a field name no member, or several."""


@dataclass(frozen=True)
class Frame:
    """The community shown, those that can be chosen, and the tabs. No community: there is none to show."""

    community: CommunityRow | None
    choices: Choices
    tabs: list[Tab]
    may_edit: bool
    may_word: bool


def frame(request: StaffRequest, current: str, *, community: int | None = None) -> Frame:
    """The frame of the page whose url name is `current`; 404 for a community out of reach."""
    choices = community_choices(request.seat, everywhere=False)
    wanted = community or read_id(request.GET.get("community"))
    known = {int(id) for id, _name in choices}
    chosen = wanted if wanted in known else min(known, default=None)
    found = communities.access_community(request.seat, chosen) if chosen else None
    return Frame(
        community=found,
        choices=choices,
        tabs=[
            Tab(words, address(f"console:{name}", found), name == current) for name, words in _pages().items()
        ],
        may_edit=_may(request, Permission.MEMBER_EDIT, found),
        may_word=_may(request, Permission.COMMUNITY_EDIT, found),
    )


def address(view: str, community: CommunityRow | None, *args: object, part: str = "") -> str:
    """The address of a page about roles that shows this community."""
    query = f"?{urlencode({'community': community.id})}" if community else ""
    return f"{reverse(view, args=args)}{query}{part}"


def back(request: StaffRequest, view: str, community: CommunityRow | None, part: str = "") -> HttpResponse:
    """Go on to a page about roles, showing the same community."""
    return go(request, address(view, community, part=part))


def must(request: StaffRequest, permission: Permission, community: int) -> None:
    """403 unless the seat may do this in the community."""
    if not orgs.can(request.seat, permission, community):
        raise PermissionDenied


def named_member(request: StaffRequest, text: str, *, community: CommunityRow) -> MemberRow | None:
    """The member a field names, as “name #12” or by the whole name; None for nothing. Raises NotNamed.

    Looked for among those who are in the community now.
    """
    text = text.strip()
    if not text:
        return None
    name, mark, number = text.rpartition("#")
    if mark and number.isdigit() and len(number) < 19:
        return people.access_member(request.seat, int(number))
    search = Search(text=text, community=community.id, reach=request.seat.reach)
    same = [line for line in people.member_page(search, limit=LISTED).lines if line.name == text]
    if not same:
        raise NotNamed(gettext("nobody here goes by “{name}”: choose one of the list").format(name=text[:40]))
    if len(same) > 1:
        raise NotNamed(gettext("several go by “{name}”: choose one of the list").format(name=text[:40]))
    return people.access_member(request.seat, same[0].id)


def listed_members(request: StaffRequest, community: CommunityRow) -> list[str]:
    """What a field for a member offers: “name #12” of those who are here, by name, as far as it goes."""
    search = Search(community=community.id, reach=request.seat.reach)
    lines = people.member_page(search, limit=LISTED).lines
    return [f"{line.name} #{line.id}" for line in lines if not line.is_bot and not line.is_erased]


def _may(request: StaffRequest, permission: Permission, community: CommunityRow | None) -> bool:
    return community is not None and orgs.can(request.seat, permission, community.id)


def _pages() -> dict[str, str]:
    return {
        "roles": gettext("Who plays what"),
        "role-candidates": gettext("Candidates"),
        "role-kol": gettext("Experts"),
        "role-seeds": gettext("Seed users"),
        "role-fans": gettext("Die-hard fans"),
        "role-events": gettext("Common goals"),
        "role-guide": gettext("Who to ask"),
    }
