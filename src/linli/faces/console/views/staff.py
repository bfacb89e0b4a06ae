"""Staff: who works here, what each role may do, inviting, changing and taking away seats."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console import powers
from linli.faces.console.doors import or_404
from linli.faces.console.forms import staff as forms
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.faces.ui.words import role_name
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries
from linli.kernel.orgs.actions import accounts, seats
from linli.kernel.orgs.actions import staff as actions
from linli.kernel.orgs.rules import Permission, Role
from linli.people.communities import queries as communities


@require_safe
@staff_can(Permission.STAFF_EDIT)
def staff(request: StaffRequest) -> HttpResponse:
    """Everybody with a seat, and the table of roles."""
    names = dict(_communities())
    rows = [
        (seat, role_name(seat.role), [names[one] for one in sorted(seat.reach or ()) if one in names])
        for seat in queries.staff_of(request.org.pk)
    ]
    return page(request, "console/staff/list.html", rows=rows, roles=powers.roles(), powers=powers.powers())


@never_cache
@require_http_methods(["GET", "POST"])
@staff_can(Permission.STAFF_EDIT)
def staff_invite(request: StaffRequest) -> HttpResponse:
    """Give somebody a seat; who is new gets a link, shown once."""
    form = forms.Invite(request.POST or None, communities=_communities())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            seat, secret = actions.invite_staff(
                email=given["email"],
                name=given["name"],
                role=Role(given["role"]),
                communities=form.reach(),
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if secret:
                return _link(request, seat.staff.name, secret)
            said = gettext("{name} has an account already and can switch to this organisation now.")
            messages.success(request, said.format(name=seat.staff.name))
            return go(request, "console:staff")
    return page(request, "console/staff/invite.html", form=form)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.STAFF_EDIT)
def staff_seat(request: StaffRequest, seat_id: int) -> HttpResponse:
    """Another role or reach for a seat."""
    seat = or_404(queries.get_seat, seat_id)
    known = {"role": seat.role, "communities": sorted(seat.reach or ())}
    form = forms.Seat(request.POST or None, initial=known, communities=_communities())
    if request.method == "POST" and form.is_valid():
        try:
            role = Role(form.cleaned_data["role"])
            seats.change_role(
                seat=seat, role=role, communities=form.reach(), by=request.actor, at=request.now
            )
        except Refusal as refusal:
            form.add_error("role", str(refusal))
        else:
            messages.success(request, gettext("Saved."))
            return go(request, "console:staff")
    return page(request, "console/staff/seat.html", form=form, held=seat, role=role_name(seat.role))


@require_POST
@staff_can(Permission.STAFF_EDIT)
def staff_remove(request: StaffRequest, seat_id: int) -> HttpResponse:
    """Take a seat away."""
    seat = or_404(queries.get_seat, seat_id)
    try:
        seats.remove_seat(seat=seat, by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go(request, "console:staff-seat", seat_id)
    messages.success(request, gettext("{name} no longer works here.").format(name=seat.staff.name))
    return go(request, "console:staff")


@never_cache
@require_POST
@staff_can(Permission.STAFF_EDIT)
def staff_renew(request: StaffRequest, seat_id: int) -> HttpResponse:
    """A new invitation link; the present password becomes void."""
    seat = or_404(queries.get_seat, seat_id)
    try:
        secret = accounts.renew_invitation(staff=seat.staff, by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go(request, "console:staff-seat", seat_id)
    return _link(request, seat.staff.name, secret)


@require_POST
@staff_can(Permission.STAFF_EDIT)
def staff_factor_off(request: StaffRequest, seat_id: int) -> HttpResponse:
    """Turn the second factor off for somebody who lost their phone."""
    seat = or_404(queries.get_seat, seat_id)
    try:
        accounts.reset_second_factor(staff=seat.staff, by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("The second factor of {name} is off.").format(name=seat.staff.name))
    return go(request, "console:staff-seat", seat_id)


def _link(request: StaffRequest, name: str, secret: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("console:invitation", args=[secret]))
    return page(request, "console/staff/invited.html", name=name, link=link)


def _communities() -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in communities.communities()]
