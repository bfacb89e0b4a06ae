"""Where a community lives: platforms to choose from, places to meet, and who must be kept apart."""

from datetime import date
from decimal import Decimal
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.console.forms import matrix as forms
from linli.faces.console.views.matrix import may_draw, tabs
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries, sentences, words
from linli.people.communities.actions import places as actions
from linli.people.communities.actions import separations as apart
from linli.people.communities.actions.places import Place
from linli.people.communities.reading import places
from linli.people.communities.reading import separations as reading
from linli.people.members.queries import names


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def platforms(request: StaffRequest) -> HttpResponse:
    """The register, ranked for a community where one is chosen; a POST writes a decision down."""
    choices = [(one.id, one.name) for one in queries.communities(reach=request.seat.reach)]
    asked = request.POST.get("community") or request.GET.get("community", "")
    chosen = or_404(queries.access_community, request.seat, int(asked)) if asked.isdigit() else None
    if request.method == "POST" and chosen is not None:
        if orgs.can(request.seat, Permission.COMMUNITY_EDIT, chosen.id):
            _decide(request, chosen.id)
        return go(request, f"{reverse('console:matrix-platforms')}?community={chosen.id}")
    wishes = places.wishes_of(chosen) if chosen else ()
    called = {one.code: one.name for one in places.platforms()}
    return page(
        request,
        "console/matrix/platforms.html",
        rows=[
            (one, [words.say("wish", wish) for wish in one.fulfilled])
            for one in places.ranked(side=chosen.side if chosen else "", wishes=wishes)
        ],
        wishes=[words.say("wish", wish) for wish in wishes],
        chosen=chosen,
        choices=choices,
        decisions=[(called.get(one["code"], one["code"]), one) for one in reversed(chosen.platforms)]
        if chosen
        else [],
        tab_items=tabs("matrix-platforms"),
        may_edit=chosen is not None and orgs.can(request.seat, Permission.COMMUNITY_EDIT, chosen.id),
    )


@require_safe
@staff_can(Permission.SEE)
def venues(request: StaffRequest) -> HttpResponse:
    """Every place where people meet."""
    called = {one.id: one.name for one in queries.communities(reach=request.seat.reach)}
    rows = [
        (one, Decimal(one.cost_cents) / 100, [called[id] for id in one.communities if id in called])
        for one in places.venues(with_closed=True)
    ]
    return page(
        request,
        "console/matrix/venues.html",
        rows=rows,
        tab_items=tabs("matrix-venues"),
        may_edit=may_draw(request),
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def venue_edit(request: StaffRequest, venue_id: int | None = None) -> HttpResponse:
    """A new place, or other words for a known one."""
    whole_organisation(request)
    known = or_404(places.get_venue, venue_id) if venue_id else None
    choices = [(one.id, one.name) for one in queries.communities()]
    start = {name: getattr(known, name) for name in Place.__dataclass_fields__} if known else {}
    start |= {"cost": Decimal(known.cost_cents) / 100} if known else {}
    form = forms.Venue(request.POST or None, initial=start, communities=choices)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        cost = int((given.pop("cost") or Decimal(0)) * 100)
        place = Place(**{**given, "communities": tuple(given["communities"]), "cost_cents": cost})
        try:
            actions.save_venue(venue=known, place=place, by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Saved."))
            return go(request, "console:matrix-venues")
    crumbs = [(gettext("Venues"), reverse("console:matrix-venues"))]
    title = known.name if known else gettext("Add a venue")
    return page(request, "console/matrix/form.html", form=form, title=title, crumbs=crumbs)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.MEMBER_EDIT)
def venue_visits(request: StaffRequest, venue_id: int) -> HttpResponse:
    """Who was there; a POST writes visitors of a day down."""
    venue = or_404(places.get_venue, venue_id)
    choices = [(one.id, one.name) for one in queries.communities(reach=request.seat.reach)]
    form = forms.Visits(request.POST or None, communities=choices, initial={"on": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            count = _record(request, venue.id, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = ngettext("{n} visit is written down.", "{n} visits are written down.", count)
            messages.success(request, said.format(n=count))
            return go(request, "console:matrix-venue-visits", venue.id)
    known = {one[0] for one in choices}
    shown = [one for one in places.visits(venue=venue.id) if one.community_id in known]
    called = names.names_of([one.member_id for one in shown])
    return page(
        request,
        "console/matrix/visits.html",
        venue=venue,
        form=form,
        visits=[(one, called.get(one.member_id, f"#{one.member_id}")) for one in shown],
        crumbs=[(gettext("Venues"), reverse("console:matrix-venues"))],
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def separations(request: StaffRequest) -> HttpResponse:
    """Who must not share a community, and where they do; a POST adds a pair."""
    form = forms.Separation(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        whole_organisation(request)
        if may_draw(request) and form.is_valid():
            try:
                apart.keep_apart(**form.cleaned_data, by=request.actor, at=request.now)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, gettext("Saved."))
                return go(request, "console:matrix-apart")
    seen = {one.id: one.name for one in queries.communities(reach=request.seat.reach)}
    return page(
        request,
        "console/matrix/apart.html",
        pairs=reading.separations(),
        mixtures=[(seen[one.community_id], one, sentences.mixture(one)) for one in reading.mixtures([*seen])],
        form=form,
        tab_items=tabs("matrix-apart"),
        may_edit=may_draw(request),
    )


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def separation_end(request: StaffRequest, separation_id: int) -> HttpResponse:
    """They may share a community again."""
    whole_organisation(request)
    apart.let_mix(separation_id=separation_id, by=request.actor, at=request.now)
    return go(request, "console:matrix-apart")


def _decide(request: StaffRequest, community_id: int) -> None:
    try:
        actions.decide_platform(
            community=queries.get_community(community_id),
            code=request.POST.get("code", ""),
            reason=request.POST.get("reason", ""),
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("The decision is written down."))


def _record(request: StaffRequest, venue_id: int, given: dict[str, object]) -> int:
    community = queries.access_community(request.seat, int(str(given["community"])))
    wanted = cast("tuple[str, ...]", given["members"])
    return actions.record_visits(
        venue=places.get_venue(venue_id),
        community=community,
        members=places.visitors(wanted, community_id=community.id),
        on=cast("date", given["on"]),
        by=request.actor,
        at=request.now,
    )
