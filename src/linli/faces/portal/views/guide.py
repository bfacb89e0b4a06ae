"""Whom to ask for what in the community: the desks, their hours, and who is there now."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from linli.faces.portal.access import MemberRequest, member_page
from linli.faces.portal.tabs import tabs
from linli.faces.ui.page import page
from linli.people.communities import queries as communities
from linli.people.roles.queries import desks


@require_safe
@member_page
def guide(request: MemberRequest) -> HttpResponse:
    """The desks of the community the member last visited."""
    visitor = request.visitor
    if visitor.home is None:
        return page(request, "portal/nowhere.html", visitor=visitor, bar=tabs("me"))
    community = communities.get_community(visitor.home.id)
    return page(
        request,
        "portal/guide.html",
        home=visitor.home,
        desks=desks.desks_of(community, at=request.now),
        bar=tabs("me"),
    )
