"""An item for somebody outside: its words, whose they are, and which community they come from. No login."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.content.library.actions import outlets as actions
from linli.content.library.queries import items, outlets
from linli.faces.ui.page import page
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Staff
from linli.people.communities import queries as communities


@never_cache
@require_safe
def outlet(request: HttpRequest, code: str) -> HttpResponse:
    """The item behind a link; openings are counted, the team's apart. 404 once it may not be published."""
    found = outlets.find_outlet(code)
    if found is None:
        raise Http404
    with scope.org(found.org_id):
        item = items.item_texts([found.item_id], today=timezone.localdate()).get(found.item_id)
        if item is None or not item.is_approved:
            raise Http404
        if request.method == "GET" and not isinstance(request.user, Staff):
            actions.count_opening(found.id)
        community = communities.get_community(item.community) if item.community else None
        links = [part for part in item.parts if part.ref.startswith("https://")]
        return page(request, "portal/outlet.html", item=item, community=community, links=links)
