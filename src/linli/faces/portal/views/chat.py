"""The room: reading, speaking, and what one does with a message. Everything works without JavaScript."""

import secrets

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.connect.adapters.room import images, refusals, rules
from linli.connect.adapters.room import queries as rooms
from linli.connect.adapters.room.actions import joining, speaking
from linli.connect.adapters.room.models import RoomMessage, RoomStay
from linli.faces.portal import bubbles, forms, reactions
from linli.faces.portal.access import MemberRequest, member_page
from linli.faces.portal.tabs import tabs
from linli.faces.ui.page import page
from linli.kernel.errors import Refusal
from linli.people.communities import queries as communities

MOST_NAMES = 300


@require_safe
@member_page
def latest(request: MemberRequest) -> HttpResponse:
    """The room if there is one, else the list to choose from."""
    stays = request.visitor.stays
    if len(stays) == 1:
        return redirect("portal:room", stays[0].room.address.external)
    listed = [(stay, rooms.count_unseen(stay)) for stay in stays]
    return page(request, "portal/rooms.html", listed=listed, bar=tabs("rooms"))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def room(request: MemberRequest, address: str) -> HttpResponse:
    """The chat: newest messages, or older ones; a POST says something."""
    stay = rooms.access_stay(request.visitor.guest, address)
    if request.method == "POST":
        return _say(request, stay)
    return _show(request, stay)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def message(request: MemberRequest, address: str, message: str) -> HttpResponse:
    """One message with everything that can be done to it; a POST does it."""
    stay = rooms.access_stay(request.visitor.guest, address)
    if request.method == "POST":
        return _act(request, stay, message)
    found = rooms.get_message(stay.room, message, viewer=stay.guest)
    bubble = bubbles.draw([found], viewer=stay.guest)[0]
    return page(
        request,
        "portal/chat/message.html",
        address=address,
        bubble=bubble,
        signs=reactions.offered(),
        is_fresh=request.now - found.at < rules.CHANGEABLE_FOR,
        is_recallable=request.now - found.at < rules.RECALLABLE_FOR,
    )


@require_safe
@member_page
def about(request: MemberRequest, address: str) -> HttpResponse:
    """What the group is for, its rules, who is in it, and the way out."""
    stay = rooms.access_stay(request.visitor.guest, address)
    place = stay.room.address
    community = communities.get_community(place.community_id or 0)
    return page(
        request,
        "portal/chat/about.html",
        address=address,
        group=communities.get_group(place.group_id or 0),
        community=community,
        rules=communities.current_rules(community.id),
        people=rooms.guests_in(stay.room),
    )


@require_POST
@member_page
def leave(request: MemberRequest, address: str) -> HttpResponse:
    """Go out of the group; the link brings one back."""
    stay = rooms.access_stay(request.visitor.guest, address)
    joining.leave(stay=stay, at=request.now)
    return redirect("portal:home")


def _say(request: MemberRequest, stay: RoomStay) -> HttpResponse:
    form = forms.Said(request.POST, request.FILES)
    form.is_valid()
    said = form.cleaned_data
    try:
        picture = images.read(said["picture"]) if said.get("picture") else None
        made = speaking.post(
            stay=stay,
            text=said.get("text", ""),
            at=request.now,
            client_key=said.get("client_key", ""),
            reply_to=said.get("reply_to", ""),
            picture=picture,
        )
    except Refusal as refusal:
        return _refuse(request, stay, str(refusal), text=said.get("text", ""))
    return _done(request, stay, made)


def _act(request: MemberRequest, stay: RoomStay, external: str) -> HttpResponse:
    form = forms.Act(request.POST)
    if not form.is_valid():
        return _refuse(request, stay, str(refusals.NoSuchMessage()))
    asked = form.cleaned_data
    try:
        if asked["do"] == "react":
            speaking.react(stay=stay, external=external, emoji=asked["emoji"], at=request.now)
        elif asked["do"] == "edit":
            speaking.edit(stay=stay, external=external, text=asked["text"], at=request.now)
        else:
            speaking.recall(stay=stay, external=external, at=request.now)
    except Refusal as refusal:
        return _refuse(request, stay, str(refusal))
    return _done(request, stay, rooms.get_message(stay.room, external, viewer=stay.guest))


def _done(request: MemberRequest, stay: RoomStay, made: RoomMessage) -> HttpResponse:
    """The changed bubble to the page's script, else back to the room."""
    if not _is_script(request):
        return redirect(f"{reverse('portal:room', args=[stay.room.address.external])}#m-{made.external}")
    found = rooms.get_message(stay.room, made.external, viewer=stay.guest)
    bubble = bubbles.bubble_of(found)
    html = render_to_string(
        "portal/chat/bubble.html", {"bubble": bubble, "address": stay.room.address.external}
    )
    return JsonResponse({"id": bubble.id, "row": bubble.row, "html": html})


def _refuse(request: MemberRequest, stay: RoomStay, sentence: str, *, text: str = "") -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"sentence": sentence}, status=422)
    messages.error(request, sentence)
    return _show(request, stay, typed=text, status=422)


def _is_script(request: MemberRequest) -> bool:
    return request.headers.get("X-Linli-Part") == "bubble"


def _show(request: MemberRequest, stay: RoomStay, *, typed: str = "", status: int = 200) -> HttpResponse:
    before = _number(request.GET.get("before", ""))
    answered = request.GET.get("reply", "")
    found = rooms.recent(stay.room, viewer=stay.guest, before=before)
    if found and before is None:
        speaking.note_seen(stay=stay, message_id=found[-1].id, at=request.now)
    quoted = rooms.get_message(stay.room, answered, viewer=stay.guest) if answered else None
    people = rooms.guests_in(stay.room)
    return page(
        request,
        "portal/chat/room.html",
        status=status,
        stay=stay,
        address=stay.room.address.external,
        bubbles=bubbles.draw(found, viewer=stay.guest),
        group=communities.get_group(stay.room.address.group_id or 0),
        people=people,
        names=[[one.name, one.external] for one in people[:MOST_NAMES]],
        older=found[0].id if len(found) == rooms.SHOWN else None,
        is_past=before is not None,
        quoted=bubbles.bubble_of(quoted) if quoted else None,
        typed=typed,
        client_key=secrets.token_hex(12),
        signs=reactions.offered(),
        longest=rules.LONGEST_TEXT,
        position=stay.room.position,
        language=get_language(),
        muted_until=stay.muted_until if stay.muted_until and stay.muted_until > request.now else None,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 19 else None
