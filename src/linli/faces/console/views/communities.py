"""Communities: the list, opening one, its page, and what it tells its members."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console import actors, home_telling
from linli.faces.console.community_tabs import tabs_of
from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.console.forms import communities as forms
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries, words
from linli.people.communities.actions import communities as actions
from linli.people.communities.reading import figures, handovers, types
from linli.people.communities.reading import home as homes
from linli.people.communities.rules import Stage
from linli.people.entry.queries import applications
from linli.people.members.queries import counts

STAGE_HUES = {
    Stage.STARTUP: "sky",
    Stage.GROWTH: "green",
    Stage.STABLE: "green",
    Stage.DECLINING: "amber",
    Stage.DISSOLVED: "grey",
}


@require_safe
@staff_can(Permission.SEE)
def communities(request: StaffRequest) -> HttpResponse:
    """Every community this seat reaches."""
    lines = queries.community_lines(reach=request.seat.reach)
    called = {one.code: one.name for one in types.community_types(with_retired=True)}
    return page(
        request,
        "console/communities/list.html",
        rows=[
            (
                line,
                stage_words(line.stage),
                STAGE_HUES[Stage(line.stage)],
                line.type_label or called.get(line.type_code, ""),
            )
            for line in lines
        ],
        tab_items=tabs("communities"),
        may_open=_may_open(request),
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def community_new(request: StaffRequest) -> HttpResponse:
    """Open a community; for seats that reach the whole organisation."""
    whole_organisation(request)
    known: dict[str, object] = {"zone": request.org.zone, "language": request.staff.language}
    known |= {"type_code": request.GET.get("type", "")}
    listed = types.community_types()
    form = forms.NewCommunity(
        request.POST or None, initial=known, types=[(one.code, one.name) for one in listed]
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_community(**form.cleaned_data, by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error(_field_of(refusal), str(refusal))
        else:
            messages.success(request, gettext("The community is open: now give it a group."))
            return go(request, "console:community", made.id)
    return page(
        request,
        "console/communities/new.html",
        form=form,
        zones=forms.ZONES,
        types=[
            (one, words.say("threshold", one.threshold), words.say("operation", one.operation))
            for one in listed
        ],
        chosen=types.find_type(str(known["type_code"])),
    )


@require_safe
@staff_can(Permission.SEE)
def community(request: StaffRequest, community_id: int) -> HttpResponse:
    """The home of one community: life, beginning, groups, way of running, moves, announcement, rules."""
    found = or_404(queries.access_community, request.seat, community_id)
    groups = queries.group_lines(community=found.id, with_closed=True)
    people = counts.count_in_groups([group.id for group in groups])
    books = queries.rule_books(found.id)
    by = actors.named(request, {book.published_by for book in books})
    home = homes.home_of(found, at=request.now)
    return page(
        request,
        "console/communities/community.html",
        fragment=None,
        status=200,
        community=found,
        stage=stage_words(found.stage),
        stage_hue=STAGE_HUES[Stage(found.stage)],
        stages=[(one.value, stage_words(one)) for one in Stage],
        rows=[(group, people.get(group.id, 0)) for group in groups],
        members_address=f"{reverse('console:members')}?community={found.id}",
        books=[(book, by[book.published_by].name) for book in books],
        announcement=forms.Announcement(initial={"text": found.announcement}, auto_id="announcement-%s"),
        rules=forms.Rules(initial={"text": books[0].text if books else ""}, auto_id="rules-%s"),
        may_edit=found.closed_at is None and orgs.can(request.seat, Permission.COMMUNITY_EDIT, found.id),
        tab_items=tabs_of(found, "home"),
        **home_telling.told(found, home),
        platforms=figures.platforms_of(found.id, at=request.now),
        owner=_owner(found.owner_seat_id),
        waiting=applications.waiting_list(reach=request.seat.reach, community=found.id).count(),
        ways=handovers.ways(found.id, reach=request.seat.reach),
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def community_edit(request: StaffRequest, community_id: int) -> HttpResponse:
    """Change name, purpose, zone and language."""
    found = or_404(queries.access_community, request.seat, community_id)
    known = {name: getattr(found, name) for name in ("name", "purpose", "zone", "language")}
    form = forms.Community(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_community(community=found, **form.cleaned_data, by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error(_field_of(refusal), str(refusal))
        else:
            messages.success(request, gettext("Saved."))
            return go(request, "console:community", found.id)
    crumbs = [(known["name"], reverse("console:community", args=[found.id]))]
    return page(
        request,
        "console/communities/edit.html",
        form=form,
        zones=forms.ZONES,
        name=known["name"],
        crumbs=crumbs,
    )


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def community_stage(request: StaffRequest, community_id: int) -> HttpResponse:
    """Say where the community stands in its life."""
    found = or_404(queries.access_community, request.seat, community_id)
    wanted = request.POST.get("stage", "")
    if wanted in {one.value for one in Stage}:
        actions.change_stage(community=found, stage=Stage(wanted), by=request.actor, at=request.now)
        messages.success(request, gettext("The stage is set: {stage}.").format(stage=stage_words(wanted)))
    return go(request, "console:community", found.id)


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def community_announce(request: StaffRequest, community_id: int) -> HttpResponse:
    """Replace the announcement."""
    found = or_404(queries.access_community, request.seat, community_id)
    form = forms.Announcement(request.POST)
    if form.is_valid():
        actions.publish_announcement(
            community=found, text=form.cleaned_data["text"], by=request.actor, at=request.now
        )
        messages.success(request, gettext("The announcement is published."))
    else:
        messages.error(request, str(form.errors["text"][0]))
    return go(request, "console:community", found.id)


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def community_rules(request: StaffRequest, community_id: int) -> HttpResponse:
    """Publish a new version of the rules."""
    found = or_404(queries.access_community, request.seat, community_id)
    form = forms.Rules(request.POST)
    if form.is_valid():
        book = actions.publish_rules(
            community=found, text=form.cleaned_data["text"], by=request.actor, at=request.now
        )
        messages.success(request, gettext("Version {n} of the rules is in force.").format(n=book.version))
    else:
        messages.error(request, str(form.errors["text"][0]))
    return go(request, "console:community", found.id)


def stage_words(stage: str) -> str:
    """A stage in words."""
    return words.say("stage", stage)


def tabs(current: str) -> list[Tab]:
    """The two lists of this part of the console."""
    return [
        Tab(pgettext("chat", "Groups"), reverse("console:groups"), current == "groups"),
        Tab(gettext("Communities"), reverse("console:communities"), current == "communities"),
    ]


def _owner(seat_id: int | None) -> str:
    """The name of the member of staff a community belongs to; "" where nobody is named."""
    if seat_id is None:
        return ""
    try:
        return str(orgs.get_seat(seat_id).staff.name)
    except orgs.NoSuchSeat:
        return ""


def _may_open(request: StaffRequest) -> bool:
    return request.seat.reach is None and orgs.can(request.seat, Permission.COMMUNITY_EDIT)


def _field_of(refusal: Refusal) -> str:
    return "zone" if "zone" in type(refusal).__name__.lower() else "name"
