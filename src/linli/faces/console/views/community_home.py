"""One community: what it is, how it is run, its brand and logo, its cold start, its end."""

from typing import BinaryIO, Protocol, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.connect.adapters.room import images
from linli.faces.console.community_tabs import HasId, tabs_of
from linli.faces.console.doors import or_404
from linli.faces.console.forms import community_home as forms
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries, words
from linli.people.communities.actions import identity as actions
from linli.people.communities.actions import living
from linli.people.communities.actions import types as type_actions
from linli.people.communities.actions.identity import Brand, Identity, Plan
from linli.people.communities.reading import types


class Shown(HasId, Protocol):
    """A community with its name."""

    name: str


_HEADERS = {
    "Content-Type": images.CONTENT_TYPE,
    "Cache-Control": "private, max-age=86400",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
_LISTS = ("kpis", "columns", "playbooks")


@require_http_methods(["GET", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def identity(request: StaffRequest, community_id: int) -> HttpResponse:
    """What a community says of itself."""
    found = or_404(queries.access_community, request.seat, community_id)
    known = {name: getattr(found, name) for name in Identity.__dataclass_fields__}
    seats = [(one.id, one.staff.name) for one in orgs.staff_of(request.org.id)]
    form = forms.Identity(request.POST or None, initial=known, seats=seats, goals=words.choices("goal"))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.describe(
                community=found,
                identity=Identity(**{**given, "goals": tuple(given["goals"])}),
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Saved."))
            return go(request, "console:community", found.id)
    return _show(request, found, "identity", form=form, logo=forms.Logo())


@require_http_methods(["GET", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def policy(request: StaffRequest, community_id: int) -> HttpResponse:
    """Of what type a community is, and how it is run; another type refills what was never changed."""
    found = or_404(queries.access_community, request.seat, community_id)
    known = {**types.own_values(found), "planned_opening": found.planned_opening}
    known |= {"type_code": found.type_code, "type_label": found.type_label}
    listed = types.community_types()
    choices = [(one.code, one.name) for one in listed]
    form = forms.Policy(request.POST or None, initial=known, types=choices)
    if request.method == "POST" and form.is_valid():
        try:
            _run_as(request, found.id, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Saved."))
            return go(request, "console:community-policy", found.id)
    differs = [
        (
            words.say("field", one.field),
            words.value_of(one.field, one.usual),
            words.value_of(one.field, one.own),
        )
        for one in types.differences(found)
    ]
    return _show(request, found, "policy", form=form, differs=differs, usual=types.find_type(found.type_code))


@require_http_methods(["GET", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def brand(request: StaffRequest, community_id: int) -> HttpResponse:
    """How a community looks and speaks, and under what its content is filed."""
    found = or_404(queries.access_community, request.seat, community_id)
    form = forms.Brand(request.POST or None, initial={**found.brand, **found.structure})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kit = Brand(**{name: given[name] for name in Brand.__dataclass_fields__})
        filed = {name: given[name] for name in actions.STRUCTURE}
        try:
            actions.set_brand(community=found, brand=kit, by=request.actor, at=request.now)
            actions.set_structure(community=found, structure=filed, by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Saved."))
            return go(request, "console:community", found.id)
    return _show(request, found, "brand", form=form)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def logo(request: StaffRequest, community_id: int) -> HttpResponse:
    """The logo; a POST puts another in its place."""
    found = or_404(queries.access_community, request.seat, community_id)
    if request.method == "POST":
        return _take_logo(request, found.id)
    try:
        file = actions.logo_file(found.logo or "-").open("rb")
    except FileNotFoundError:
        raise Http404 from None
    with file:
        return HttpResponse(file.read(), headers=_HEADERS)


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def tick(request: StaffRequest, community_id: int) -> HttpResponse:
    """An item of the cold start is done, or is not."""
    found = or_404(queries.access_community, request.seat, community_id)
    is_done = request.POST.get("done") == "1"
    try:
        living.tick(
            community=found,
            item=request.POST.get("item", ""),
            is_done=is_done,
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return go(request, "console:community", found.id)


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def extend(request: StaffRequest, community_id: int) -> HttpResponse:
    """Let a community live longer than planned."""
    found = or_404(queries.access_community, request.seat, community_id)
    days = request.POST.get("days", "")
    try:
        living.extend_life(
            community=found,
            days=int(days) if days.isdigit() and len(days) < 6 else 0,
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("Its planned life is longer now."))
    return go(request, "console:community", found.id)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def close(request: StaffRequest, community_id: int) -> HttpResponse:
    """End a community: first the farewell is shown, then it goes out and the groups are closed."""
    found = or_404(queries.access_community, request.seat, community_id)
    form = forms.Farewell(request.POST or None, initial={"farewell": living.farewell_text(found)})
    is_previewed = request.method == "POST" and form.is_valid()
    if is_previewed and request.POST.get("sure") == "1":
        try:
            living.close_community(
                community=found, farewell=form.cleaned_data["farewell"], by=request.actor, at=request.now
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The community is closed; its farewell is on its way."))
            return go(request, "console:community", found.id)
    groups = queries.group_lines(community=found.id)
    return _show(
        request,
        found,
        "close",
        form=form,
        groups=groups,
        is_previewed=is_previewed,
        farewell=form.cleaned_data.get("farewell", "") if is_previewed else "",
    )


def _run_as(request: StaffRequest, community_id: int, given: dict[str, object]) -> None:
    found = queries.get_community(community_id)
    code, label = str(given["type_code"]), str(given["type_label"])
    if code != found.type_code or label.strip() != found.type_label:
        type_actions.choose_type(community=found, code=code, label=label, by=request.actor, at=request.now)
        if code != found.type_code:
            return
    plan = {name: given[name] for name in Plan.__dataclass_fields__}
    actions.plan(community=found, plan=Plan(**plan), by=request.actor, at=request.now)  # type: ignore[arg-type]
    actions.set_policy(
        community=found,
        threshold=str(given["threshold"]),
        operation=str(given["operation"]),
        staff_ratio=cast("int | None", given["staff_ratio"]),
        lists={name: cast("tuple[str, ...]", given[name]) for name in _LISTS},
        by=request.actor,
        at=request.now,
    )


def _take_logo(request: StaffRequest, community_id: int) -> HttpResponse:
    if not orgs.can(request.seat, Permission.COMMUNITY_EDIT, community_id):
        raise Http404
    form = forms.Logo(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, str(form.errors["logo"][0]))
        return go(request, "console:community-identity", community_id)
    try:
        actions.set_logo(
            community=queries.get_community(community_id),
            file=cast("BinaryIO", form.cleaned_data["logo"]),
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("The logo is set."))
    return go(request, "console:community-identity", community_id)


def _show(request: StaffRequest, community: Shown, name: str, **context: object) -> HttpResponse:
    address = reverse("console:community", args=[community.id])
    return page(
        request,
        f"console/communities/{name}.html",
        fragment=None,
        status=200,
        community=community,
        tab_items=tabs_of(community, name),
        crumbs=[(community.name, address)],
        **context,
    )
