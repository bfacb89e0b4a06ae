"""The matrix: communities and carriers along the path, the ways between them, and the people who go there."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.console.forms import matrix as forms
from linli.faces.console.matrix_drawing import draw, listed
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries, sentences, words
from linli.people.communities.actions import matrix as actions
from linli.people.communities.actions.matrix import End, Terms
from linli.people.communities.reading import flows, handovers
from linli.people.communities.reading.handovers import Moving
from linli.people.communities.rules import AIDASS
from linli.people.members.queries import names

PERIODS = (7, 30, 90)


@require_safe
@staff_can(Permission.SEE)
def matrix(request: StaffRequest) -> HttpResponse:
    """Everything on the path, gaps and overlaps in sentences, and flows within a period."""
    days = period_of(request)
    found = flows.matrix(
        since=request.now - timedelta(days=days), until=request.now, reach=request.seat.reach
    )
    return page(
        request,
        "console/matrix/matrix.html",
        tab_items=tabs("matrix"),
        drawn=draw(found, days=days),
        paths=listed(found, handovers.stands([one.id for one in found.edges]), days=days),
        gaps=[sentences.remark(one) for one in found.remarks if one.is_gap],
        overlaps=[sentences.remark(one) for one in found.remarks if not one.is_gap],
        stages=[words.say("aidass", code) for code in AIDASS],
        periods=periods(days, reverse("console:matrix")),
        days=days,
        may_edit=may_draw(request),
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def edge_new(request: StaffRequest) -> HttpResponse:
    """Draw a path between two communities, or from or to a carrier."""
    whole_organisation(request)
    form = forms.Edge(request.POST or None, nodes=nodes(request), initial=_asked_for(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.draw_edge(
                source=_end(given.pop("source")),
                target=_end(given.pop("target")),
                terms=Terms(**given),
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The path is drawn."))
            return go(request, "console:matrix-edge", made.id)
    return page(request, "console/matrix/form.html", form=form, title=gettext("Draw a path"))


@require_http_methods(["GET", "HEAD"])
@staff_can(Permission.SEE)
def edge(request: StaffRequest, edge_id: int) -> HttpResponse:
    """One path: its terms, who went, and who could be asked; from here they are invited."""
    found = or_404(flows.access_edge, edge_id, reach=request.seat.reach)
    days = period_of(request)
    since = request.now - timedelta(days=days)
    which = "entered" if request.GET.get("which") == "entered" else "waiting"
    people = flows.people_of(found, since=since, until=request.now, which=which)
    called = names.names_of(people)
    flow = flows.flows_of([found], since=since, until=request.now).get(found.id)
    address = reverse("console:matrix-edge", args=[found.id])
    return page(
        request,
        "console/matrix/edge.html",
        edge=found,
        source=found.source or found.source_carrier,
        target=found.target or found.target_carrier,
        trigger=words.say("trigger", found.trigger),
        flow=flow,
        people=[(one, called.get(one, f"#{one}")) for one in people],
        which=which,
        which_tabs=[
            Tab(gettext("Could be asked"), f"{address}?days={days}", which == "waiting"),
            Tab(gettext("Went there"), f"{address}?days={days}&which=entered", which == "entered"),
        ],
        moves=told(handovers.moves(edge=found.id, reach=request.seat.reach, limit=20)),
        periods=periods(days, address),
        days=days,
        may_edit=may_draw(request),
        may_invite=bool(found.source_id and found.target_id) and may_invite(request, found.target_id),
    )


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def edge_remove(request: StaffRequest, edge_id: int) -> HttpResponse:
    """The path is not taken any more."""
    whole_organisation(request)
    found = or_404(flows.access_edge, edge_id, reach=request.seat.reach)
    actions.remove_edge(edge=found, by=request.actor, at=request.now)
    messages.success(request, gettext("The path is gone; what happened on it stays."))
    return go(request, "console:matrix")


@require_http_methods(["GET", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def carrier_new(request: StaffRequest) -> HttpResponse:
    """Put another way of reaching people on the matrix."""
    whole_organisation(request)
    form = forms.Carrier(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_carrier(**form.cleaned_data, by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The carrier is on the matrix."))
            return go(request, "console:matrix")
    return page(request, "console/matrix/form.html", form=form, title=gettext("Add a carrier"))


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def carrier_remove(request: StaffRequest, carrier_id: int) -> HttpResponse:
    """Take a carrier and its paths off the matrix."""
    whole_organisation(request)
    if all(one.id != carrier_id for one in flows.carriers()):
        raise Http404
    actions.remove_carrier(carrier_id=carrier_id, by=request.actor, at=request.now)
    messages.success(request, gettext("The carrier is off the matrix."))
    return go(request, "console:matrix")


def tabs(current: str) -> list[Tab]:
    """The pages of the matrix."""
    listed_tabs = (
        ("matrix", gettext("Matrix")),
        ("matrix-types", gettext("Types")),
        ("matrix-platforms", gettext("Platforms")),
        ("matrix-venues", gettext("Venues")),
        ("matrix-apart", gettext("Kept apart")),
    )
    return [Tab(label, reverse(f"console:{view}"), view == current) for view, label in listed_tabs]


def periods(days: int, address: str) -> list[Tab]:
    """The switch between periods."""
    return [
        Tab(pgettext("period", "{n} days").format(n=one), f"{address}?days={one}", one == days)
        for one in PERIODS
    ]


def period_of(request: StaffRequest) -> int:
    """How many days back a page looks."""
    asked = request.GET.get("days", "")
    return int(asked) if asked.isdigit() and int(asked) in PERIODS else 30


def may_draw(request: StaffRequest) -> bool:
    """Paths and types concern the whole organisation."""
    return request.seat.reach is None and orgs.can(request.seat, Permission.COMMUNITY_EDIT)


def may_invite(request: StaffRequest, community_id: int | None) -> bool:
    """May this seat ask members into a community?"""
    return orgs.can(request.seat, Permission.MEMBER_EDIT, community_id)


def nodes(request: StaffRequest) -> list[tuple[str, str]]:
    """Everything a path can begin or end at, as choices."""
    open_ones = [one for one in queries.communities(reach=request.seat.reach) if one.closed_at is None]
    return [(f"community:{one.id}", one.name) for one in open_ones] + [
        (f"carrier:{one.id}", one.name) for one in flows.carriers()
    ]


def told(moves: Sequence[Moving]) -> list[tuple[Moving, str, str, str]]:
    """Moves with the member's name, the state and the consent in words."""
    called = names.names_of([one.member_id for one in moves])
    return [
        (
            one,
            called.get(one.member_id, f"#{one.member_id}"),
            words.say("handover", one.state),
            words.say("consent", one.consent),
        )
        for one in moves
    ]


def _end(text: str) -> End:
    kind, _sep, number = text.partition(":")
    return End(kind, int(number))


def _asked_for(request: StaffRequest) -> dict[str, object]:
    source = request.GET.get("source", "")
    return {"source": source, "needs_consent": True, "trigger": "by_hand"} if source else {}
