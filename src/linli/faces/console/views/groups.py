"""Groups: the list, those seen on a channel and not bound, binding, renaming, closing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console.doors import or_404
from linli.faces.console.forms import communities as forms
from linli.faces.console.views.communities import tabs
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries
from linli.people.communities.actions import groups as actions
from linli.people.members.queries import counts

A_PAGE = 50


@require_safe
@staff_can(Permission.SEE)
def groups(request: StaffRequest) -> HttpResponse:
    """Open groups by community; those seen and not bound are for who may bind them."""
    with_closed = request.GET.get("closed") == "1"
    found = queries.group_lines(reach=request.seat.reach, with_closed=with_closed)
    text = request.GET.get("q", "").strip().lower()
    fitting = [one for one in found if text in f"{one.name} {one.community_name}".lower()]
    listing = Paginator(fitting, A_PAGE).get_page(request.GET.get("page"))
    people = counts.count_in_groups([one.id for one in listing.object_list])
    may_bind = _may_bind(request)
    return page(
        request,
        "console/communities/groups.html",
        fragment="rows",
        rows=[(one, people.get(one.id, 0)) for one in listing.object_list],
        listing=listing,
        text=request.GET.get("q", ""),
        with_closed=with_closed,
        unbound=queries.unbound_addresses() if may_bind else [],
        may_bind=may_bind,
        tab_items=tabs("groups"),
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def group_bind(request: StaffRequest, address_id: int) -> HttpResponse:
    """Give an address seen on a channel to a community, as a new group of it."""
    if not _may_bind(request):
        raise Http404
    address = next((one for one in queries.unbound_addresses() if one.id == address_id), None)
    if address is None:
        raise Http404
    choices = [(one.id, one.name) for one in queries.communities()]
    form = forms.Bind(request.POST or None, communities=choices, name=address.name)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        community = or_404(queries.access_community, request.seat, given["community"])
        try:
            actions.bind_group(
                community=community,
                name=given["name"],
                channel_id=address.channel_id,
                external=address.external,
                capacity=given["capacity"],
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, gettext("Bound: from now on its messages count here."))
            return go(request, "console:community", community.id)
    return page(
        request,
        "console/communities/bind.html",
        form=form,
        address=address,
        has_communities=bool(choices),
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.COMMUNITY_EDIT)
def group_edit(request: StaffRequest, group_id: int) -> HttpResponse:
    """Another name or capacity."""
    found = or_404(queries.access_group, request.seat, group_id)
    name = found.name
    form = forms.Group(
        request.POST or None, initial={"name": name, "capacity": found.capacity, "region": found.region}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_group(group=found, **form.cleaned_data, by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, gettext("Saved."))
            return go(request, "console:community", found.community_id)
    crumbs = [(found.community.name, reverse("console:community", args=[found.community_id]))]
    return page(request, "console/communities/group.html", form=form, group=found, name=name, crumbs=crumbs)


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def group_close(request: StaffRequest, group_id: int) -> HttpResponse:
    """Close a group: its address is free again, its members' stays end."""
    found = or_404(queries.access_group, request.seat, group_id)
    actions.close_group(group=found, by=request.actor, at=request.now)
    messages.success(request, gettext("“{name}” is closed.").format(name=found.name))
    return go(request, "console:community", found.community_id)


def _may_bind(request: StaffRequest) -> bool:
    """Addresses belong to no community yet, so only a seat that reaches all sees them."""
    return request.seat.reach is None and orgs.can(request.seat, Permission.COMMUNITY_EDIT)
