"""Coming in by a link."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.connect.adapters.room import queries as rooms
from linli.connect.adapters.room import refusals
from linli.connect.adapters.room.actions import joining
from linli.connect.adapters.room.models import RoomGuest
from linli.connect.adapters.room.queries import Invitation
from linli.faces.portal import access, forms
from linli.faces.ui.notice import notice
from linli.faces.ui.page import go, page
from linli.kernel.orgs import scope
from linli.people.communities import queries as communities


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Shows what the community is for and its rules; a name and one tap let a stranger in."""
    found = rooms.find_link(token)
    if found is None:
        raise Http404
    with scope.org(found[0]):
        invitation = rooms.get_invitation(found[1])
        guest = _known_guest(request, invitation)
        if guest is not None and (stay := rooms.find_stay(guest, invitation.room)) and stay.left_at is None:
            return _go_in(request, guest, invitation)
        if request.method == "POST":
            return _try(request, invitation, guest)
        return _show(request, invitation, guest, forms.Name(initial={"name": guest.name if guest else ""}))


def _known_guest(request: HttpRequest, invitation: Invitation) -> RoomGuest | None:
    """Who the cookie says one is on this channel."""
    held = access.passes_of(request).passes.get(invitation.room.address.channel_id)
    if held is None or held.org != invitation.link.org_id:
        return None
    return rooms.find_guest(held.guest, held.session)


@transaction.atomic
def _try(request: HttpRequest, invitation: Invitation, guest: RoomGuest | None) -> HttpResponse:
    form = forms.Name(request.POST)
    if guest is None and not form.is_valid():
        return _show(request, invitation, guest, form, status=422)
    name = guest.name if guest else form.cleaned_data["name"]
    try:
        entry = joining.join(link=invitation.link, guest=guest, name=name, at=timezone.now())
    except refusals.BadName as refusal:
        form.add_error("name", str(refusal))
        return _show(request, invitation, guest, form, status=422)
    except (refusals.LinkIsOver, refusals.IsBanned, refusals.TooManyNewcomers) as refusal:
        return _show(request, invitation, guest, form, status=422, refusal=str(refusal))
    return _go_in(request, entry.guest, invitation)


def _go_in(request: HttpRequest, guest: RoomGuest, invitation: Invitation) -> HttpResponse:
    response = go(request, "portal:room", invitation.room.address.external)
    return access.hand_out(response, access.passes_of(request).using(access.pass_of(guest)))


def _show(
    request: HttpRequest,
    invitation: Invitation,
    guest: RoomGuest | None,
    form: forms.Name,
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    address = invitation.room.address
    is_open = rooms.is_open(invitation.link, at=timezone.now())
    community = communities.get_community(address.community_id) if address.community_id else None
    return page(
        request,
        "portal/join.html",
        status=status if is_open else 410,
        is_open=is_open,
        group=communities.get_group(address.group_id) if address.group_id else None,
        community=community,
        rules=communities.current_rules(community.id) if community else None,
        people=rooms.count_guests(invitation.room),
        guest=guest,
        form=form,
        notice=notice() if is_open else None,
        refusal=refusal,
    )
