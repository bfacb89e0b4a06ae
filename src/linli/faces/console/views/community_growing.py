"""More communities from one: clones, a trial and its replicas, a split with its preview, chapters."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console.community_tabs import HasId, tabs_of
from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.console.forms import community_home as forms
from linli.faces.console.views.handovers import asked_words
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries, words
from linli.people.communities.actions import cloning as actions
from linli.people.communities.deciding import lifecycle, splitting
from linli.people.communities.deciding.splitting import Part
from linli.people.communities.reading import chapters, figures, places, regions
from linli.people.members.queries import names

SHOWN = 12


@require_safe
@staff_can(Permission.SEE)
def grow(request: StaffRequest, community_id: int) -> HttpResponse:
    """Cloning, the trial, splitting and chapters of one community."""
    found = or_404(queries.access_community, request.seat, community_id)
    counts = figures.counts_of([found], at=request.now)[found.id]
    criteria = lifecycle.judged(found.pilot.get("criteria", ()), counts)
    known = {
        key: value
        for number, one in enumerate(criteria[:3], 1)
        for key, value in ((f"figure_{number}", one.figure), (f"at_least_{number}", one.at_least))
    }
    return page(
        request,
        "console/communities/grow.html",
        community=found,
        tab_items=tabs_of(found, "grow"),
        clone=forms.Clone(auto_id="clone-%s"),
        pilot=forms.Pilot(initial=known, auto_id="pilot-%s"),
        split=forms.Split(initial={"how": "size", "size": found.capacity or 200}, auto_id="split-%s"),
        chapter=forms.Chapter(auto_id="chapter-%s"),
        criteria=[(words.say("figure", one.figure), one) for one in criteria],
        is_proven=lifecycle.is_proven(criteria),
        chapters=list(chapters.chapters_of(found.id)),
        missing=chapters.missing_for_chapter(found),
        may_edit=_may_make(request) and found.closed_at is None,
        crumbs=[(found.name, reverse("console:community", args=[found.id]))],
    )


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def clone(request: StaffRequest, community_id: int) -> HttpResponse:
    """New communities configured like this one; from a trial only once it is proven."""
    whole_organisation(request)
    found = or_404(queries.access_community, request.seat, community_id)
    names_given = tuple(request.POST.get("names", "").splitlines())
    try:
        if request.POST.get("replica") == "1":
            made = actions.replicate(pilot=found, names=names_given, by=request.actor, at=request.now)
        else:
            made = actions.clone_community(source=found, names=names_given, by=request.actor, at=request.now)
    except Refusal as refusal:
        return _back(request, found, str(refusal))
    messages.success(request, gettext("New communities: {n}.").format(n=len(made)))
    return go(request, "console:communities")


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def pilot(request: StaffRequest, community_id: int) -> HttpResponse:
    """Say what a trial should reach; nothing said ends the trial."""
    found = or_404(queries.access_community, request.seat, community_id)
    form = forms.Pilot(request.POST)
    if not form.is_valid():
        return _back(request, found, gettext("a criterion names a figure of the list and a number to reach"))
    given = form.cleaned_data
    criteria = [
        {"figure": given[f"figure_{n}"], "at_least": given[f"at_least_{n}"]}
        for n in (1, 2, 3)
        if given[f"figure_{n}"]
    ]
    try:
        actions.begin_pilot(community=found, criteria=criteria, by=request.actor, at=request.now)
    except Refusal as refusal:
        return _back(request, found, str(refusal))
    messages.success(request, gettext("Saved."))
    return go(request, "console:community-grow", found.id)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def split(request: StaffRequest, community_id: int) -> HttpResponse:
    """Who would go where; a POST makes the new communities and asks the people to move."""
    whole_organisation(request)
    found = or_404(queries.access_community, request.seat, community_id)
    form = forms.Split(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return _back(request, found, gettext("say by what it is split, and how large the parts are"))
    given = form.cleaned_data
    people = figures.people_in(found.id)
    if given["how"] == "region":
        people = regions.with_regions(people, community_id=found.id, at=request.now)
        parts = splitting.by_region(people, name=found.name)
    elif given["how"] == "tags":
        parts = splitting.by_tags(people, tags=given["tags"], name=found.name)
    else:
        parts = splitting.by_size(people, size=given["size"] or 200, name=found.name)
    if request.method == "POST":
        return _split(request, found.id, parts)
    return _preview(request, found.id, parts, form)


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def chapter(request: StaffRequest, community_id: int) -> HttpResponse:
    """Let a core member found a chapter."""
    whole_organisation(request)
    found = or_404(queries.access_community, request.seat, community_id)
    form = forms.Chapter(request.POST)
    if not form.is_valid():
        return _back(request, found, gettext("a chapter needs a name and the name of its founder"))
    given = form.cleaned_data
    try:
        [founder] = places.visitors([given["founder"].strip()], community_id=found.id)
        made = actions.found_chapter(
            parent=found,
            name=given["name"],
            founder=founder,
            region=given["region"],
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        return _back(request, found, str(refusal))
    messages.success(request, gettext("The chapter is founded: now give it a group."))
    return go(request, "console:community", made.id)


def _split(request: StaffRequest, community_id: int, parts: list[Part]) -> HttpResponse:
    found = queries.get_community(community_id)
    try:
        made = actions.split_community(
            community=found, parts=parts, trigger="split", by=request.actor, at=request.now
        )
    except Refusal as refusal:
        return _back(request, found, str(refusal))
    messages.success(request, asked_words(made.asked))
    return go(request, "console:community-handovers", community_id)


def _preview(request: StaffRequest, community_id: int, parts: list[Part], form: forms.Split) -> HttpResponse:
    found = queries.get_community(community_id)
    called = names.names_of([person for part in parts for person in part.people[:SHOWN]])
    return page(
        request,
        "console/communities/split.html",
        community=found,
        tab_items=tabs_of(found, "grow"),
        form=form,
        parts=[
            (part, [called.get(one, f"#{one}") for one in part.people[:SHOWN]], len(part.people) - SHOWN)
            for part in parts
        ],
        moves=sum(len(part.people) for part in parts[1:]),
        crumbs=[(found.name, reverse("console:community", args=[found.id]))],
    )


def _back(request: StaffRequest, community: HasId, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return go(request, "console:community-grow", community.id)


def _may_make(request: StaffRequest) -> bool:
    return request.seat.reach is None and orgs.can(request.seat, Permission.COMMUNITY_EDIT)
