"""What the pages of profiles share: their tabs, the community chosen, and who sees what."""

from django.urls import reverse
from django.utils.translation import gettext

from linli.faces.console.doors import or_404
from linli.faces.console.forms.operate import community_choices, read_id
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.request import StaffRequest
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities


def tabs(request: StaffRequest, current: str) -> list[Tab]:
    """The views of the page of profiles."""
    named = [
        ("profiles", gettext("Fields")),
        ("profile-template", gettext("Template")),
        ("profile-quality", gettext("Quality and use")),
        ("profile-portraits", gettext("Portraits")),
        ("profile-directory", gettext("Directory")),
        ("profile-duplicates", gettext("Duplicates")),
        ("profile-files", gettext("Import and export")),
    ]
    chosen = request.GET.get("community", "")
    more = f"?community={chosen}" if chosen.isdigit() else ""
    return [Tab(words, reverse(f"console:{name}") + more, name == current) for name, words in named]


def sees_personal(request: StaffRequest) -> bool:
    """May this seat see personal answers unmasked?"""
    return orgs.can(request.seat, Permission.PERSONAL_SEE)


def community_asked(request: StaffRequest) -> int | None:
    """The community in the address, if the seat reaches it; None for all. 404 for a foreign one."""
    asked = read_id(request.GET.get("community"))
    if asked is None:
        return None
    return or_404(communities.access_community, request.seat, asked).id


def choices(request: StaffRequest) -> list[tuple[str, str]]:
    """Communities to choose from, all of them first."""
    offered = community_choices(request.seat, everywhere=False)
    return [("", gettext("All communities")), *((str(code), str(words)) for code, words in offered)]
