"""Members on their way: asking them along a path or to their region, their answers, and the list."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from linli.faces.console.community_tabs import tabs_of
from linli.faces.console.doors import or_404
from linli.faces.console.views.matrix import told
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries, sentences
from linli.people.communities.actions import handovers as actions
from linli.people.communities.reading import flows, regions, separations
from linli.people.communities.reading import handovers as reading


@require_safe
@staff_can(Permission.SEE)
def handovers(request: StaffRequest, community_id: int) -> HttpResponse:
    """Who is on the way into a community and out of it, and who lives nearer to another."""
    found = or_404(queries.access_community, request.seat, community_id)
    may_move = orgs.can(request.seat, Permission.MEMBER_EDIT, found.id)
    return page(
        request,
        "console/communities/moves.html",
        community=found,
        tab_items=tabs_of(found, "handovers"),
        coming=told(reading.moves(into=found.id)),
        going=told(reading.moves(out_of=found.id, reach=request.seat.reach)),
        transfers=regions.transfers(found, at=request.now) if may_move and not found.closed_at else [],
        may_move=may_move,
        crumbs=[(found.name, reverse("console:community", args=[found.id]))],
    )


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def invite(request: StaffRequest, edge_id: int) -> HttpResponse:
    """Ask the chosen members to come along a path."""
    edge = or_404(flows.access_edge, edge_id, reach=request.seat.reach)
    if not orgs.can(request.seat, Permission.MEMBER_EDIT, edge.target_id):
        raise Http404
    try:
        made = actions.offer(
            move=actions.along(edge), members=_chosen(request), by=request.actor, at=request.now
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, asked_words(len(made.asked)))
        for one in separations.mixtures([edge.target_id or 0], newcomers=made.asked):
            messages.warning(request, sentences.mixture(one))
    return go(request, "console:matrix-edge", edge.id)


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def transfer(request: StaffRequest, community_id: int) -> HttpResponse:
    """Ask those of a region to move to the group or chapter of their own."""
    found = or_404(queries.access_community, request.seat, community_id)
    wanted = request.POST.get("region", "")
    match = next((one for one in regions.transfers(found, at=request.now) if one.region == wanted), None)
    if match is None:
        raise Http404
    move = actions.Move(found, match.target, "region", target_group=match.group)
    try:
        made = actions.offer(move=move, members=match.members, by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, asked_words(len(made.asked)))
    return go(request, "console:community-handovers", found.id)


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def answer(request: StaffRequest, handover_id: int) -> HttpResponse:
    """Write down what a member answered, or take the invitation back."""
    found = or_404(reading.get_handover, handover_id, reach=request.seat.reach)
    said = request.POST.get("say", "")
    try:
        if said in ("yes", "no"):
            actions.answer(handover=found, is_accepted=said == "yes", by=request.actor, at=request.now)
        elif said == "withdraw":
            actions.withdraw(handover=found, by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return go(request, "console:community-handovers", found.target_id)


def asked_words(count: int) -> str:
    """How many were asked."""
    if not count:
        return gettext("Nobody new was asked: they are asked already, or inside.")
    return ngettext("{n} member was asked.", "{n} members were asked.", count).format(n=count)


def _chosen(request: StaffRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("members") if one.isdigit() and len(one) < 19]
