"""The built-in room: opening it, its groups, and the links by which people come in."""

import secrets

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.connect.adapters.room import queries as rooms
from linli.connect.adapters.room.actions import rooms as actions
from linli.connect.gateway import channels
from linli.faces.console.doors import or_404
from linli.faces.console.forms import channels as forms
from linli.faces.console.forms.operate import community_choices
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.communities.actions import groups


@require_POST
@staff_can(Permission.CHANNEL_EDIT)
def room_open(request: StaffRequest) -> HttpResponse:
    """The organisation's channel of built-in rooms, made on first use."""
    channel = actions.open_channel(name=gettext("Built-in room"), at=request.now)
    return go(request, "console:channel", channel.id)


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def room_group(request: StaffRequest, channel_id: int) -> HttpResponse:
    """A new group in a built-in room, with its first link."""
    channel = or_404(channels.get_channel, channel_id)
    choices = community_choices(request.seat, everywhere=False)
    form = forms.RoomGroup(request.POST, communities=choices)
    if not form.is_valid():
        messages.error(request, gettext("Choose a community and give the group a name."))
        return go(request, "console:channel", channel.id)
    try:
        _open_group(request, channel.id, **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("The group is open: share its link or QR code."))
    return go(request, "console:channel", channel.id)


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def room_link(request: StaffRequest, group_id: int) -> HttpResponse:
    """One more link into a group."""
    group = or_404(communities.access_group, request.seat, group_id)
    address = communities.addresses_of([group.id]).get(group.id)
    form = forms.Link(request.POST)
    if address is None or not form.is_valid():
        raise Http404
    actions.make_link(
        room=actions.open_room(address=address),
        by=request.actor,
        at=request.now,
        expires_at=form.expires_at(request.now),
        max_uses=form.cleaned_data["max_uses"],
    )
    messages.success(request, gettext("The link is ready."))
    return go(request, "console:channel", address.channel_id)


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def room_link_end(request: StaffRequest, link_id: int) -> HttpResponse:
    """Nobody comes in through this link any more."""
    link = or_404(rooms.get_invitation, link_id).link
    address = link.room.address
    or_404(communities.access_group, request.seat, address.group_id or 0)
    actions.revoke_link(link_id=link.id, by=request.actor, at=request.now)
    messages.success(request, gettext("The link lets nobody in any more."))
    return go(request, "console:channel", address.channel_id)


def _open_group(request: StaffRequest, channel_id: int, *, community: int, name: str) -> None:
    group = groups.bind_group(
        community=communities.access_community(request.seat, community),
        name=name,
        channel_id=channel_id,
        external=f"g{secrets.token_hex(8)}",
        by=request.actor,
        at=request.now,
    )
    address = communities.addresses_of([group.id])[group.id]
    room = actions.open_room(address=address)
    actions.make_link(room=room, by=request.actor, at=request.now)
