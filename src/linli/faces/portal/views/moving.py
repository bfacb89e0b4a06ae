"""An invitation to another community: the member says yes or no, and finds the way in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.faces.ui.page import page
from linli.kernel.errors import Refusal
from linli.kernel.orgs import actor, scope
from linli.people.communities.actions import handovers as actions
from linli.people.communities.actions import inviting
from linli.people.communities.reading import handovers as reading


@never_cache
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, token: str) -> HttpResponse:
    """Where one is invited to, and why; the token, sent to one member alone, says who answers."""
    found = reading.find_by_token(token)
    if found is None:
        raise Http404
    with scope.org(found[0]):
        refusal = _answer(request, found[1]) if request.method == "POST" else ""
        handover = reading.get_handover(found[1])
        way_in = inviting.way_in(handover=handover, at=timezone.now())
        if request.method == "POST" and way_in and not refusal:
            return redirect(way_in)
        return page(
            request,
            "portal/move.html",
            status=422 if refusal else 200,
            handover=handover,
            community=handover.target,
            group=handover.target_group,
            rule=handover.edge.rule if handover.edge else "",
            way_in=way_in,
            refusal=refusal,
        )


def _answer(request: HttpRequest, handover_id: int) -> str:
    handover = reading.get_handover(handover_id)
    by = actor.member(handover.member_id, ip=request.META.get("REMOTE_ADDR"))
    said = request.POST.get("say", "")
    if said not in ("yes", "no"):
        return ""
    try:
        actions.answer(handover=handover, is_accepted=said == "yes", by=by, at=timezone.now())
    except Refusal as refusal:
        return str(refusal)
    return ""
