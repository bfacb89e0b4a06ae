"""@member_page: the door of every page for members. The cookie says who; everything else follows from it."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from linli.connect.adapters.room import queries as rooms
from linli.connect.adapters.room import refusals, sessions
from linli.connect.adapters.room.models import RoomGuest, RoomStay
from linli.faces.ui.page import page
from linli.faces.ui.request import HtmxRequest
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries as communities
from linli.people.members.queries import people

P = ParamSpec("P")


@dataclass(frozen=True)
class Home:
    """The community that a member's pages show: that of the room they last visited."""

    id: int
    name: str
    zone: str
    language: str
    purpose: str
    announcement: str


@dataclass(frozen=True)
class Visitor:
    """Who is looking: the guest, the member they stand for, and the rooms they are in."""

    guest: RoomGuest
    member: int
    stays: list[RoomStay]
    home: Home | None
    member_ids: list[int] = field(default_factory=list)

    @property
    def stay(self) -> RoomStay | None:
        """The room last visited."""
        return self.stays[0] if self.stays else None


class MemberRequest(HtmxRequest):
    """A request by a member: in the tenant scope of their organisation and the zone of their community."""

    visitor: Visitor
    passes: sessions.Passes
    actor: Actor
    now: datetime
    today: date


MemberView = Callable[Concatenate[MemberRequest, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def member_page(view: MemberView[P]) -> View[P]:
    """Lets in whoever has a valid cookie; others are told how to get one. Never cached by anybody else."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with ExitStack() as stack:
            if not _enter(request, stack):
                return page(request, "portal/stranger.html", status=401)
            try:
                response = view(cast(MemberRequest, request), *args, **kwargs)
            except (refusals.NoSuchRoom, refusals.NoSuchMessage) as refusal:
                raise Http404 from refusal
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    return guarded


def passes_of(request: HttpRequest) -> sessions.Passes:
    """What the cookie of a request says."""
    return sessions.read(request.COOKIES.get(sessions.COOKIE, ""))


def hand_out(response: HttpResponse, passes: sessions.Passes) -> HttpResponse:
    """Let the browser remember these passes; none left: forget."""
    if not passes.passes:
        response.delete_cookie(sessions.COOKIE, samesite="Lax")
        return response
    response.set_cookie(
        sessions.COOKIE,
        sessions.written(passes),
        max_age=sessions.LIVES_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def pass_of(guest: RoomGuest) -> sessions.Pass:
    """The pass of a guest."""
    return sessions.Pass(guest.channel_id, guest.org_id, guest.id, guest.session)


def _enter(request: HttpRequest, stack: ExitStack) -> bool:
    passes = passes_of(request)
    if passes.current is None:
        return False
    stack.enter_context(scope.org(passes.current.org))
    guest = rooms.find_guest(passes.current.guest, passes.current.session)
    member = rooms.member_id_of(guest) if guest else None
    if guest is None or member is None:
        return False
    given = cast(MemberRequest, request)
    given.passes = passes
    given.visitor = _visitor(guest, member)
    given.now = timezone.now()
    given.actor = actor.member(given.visitor.member, ip=request.META.get("REMOTE_ADDR"))
    if given.visitor.home:
        stack.enter_context(timezone.override(given.visitor.home.zone))
    given.today = timezone.localdate(given.now)
    return True


def _visitor(guest: RoomGuest, member: int) -> Visitor:
    stays = rooms.stays_of(guest)
    home = _home(stays[0]) if stays else None
    try:
        kept = people.get_member(member).id
    except people.NoSuchMember:  # the row of somebody who joined a moment ago is not written yet
        return Visitor(guest, member, stays, home, [member])
    return Visitor(guest, kept, stays, home, people.all_ids(kept))


def _home(stay: RoomStay) -> Home:
    found = communities.get_community(cast(int, stay.room.address.community_id))
    return Home(found.id, found.name, found.zone, found.language, found.purpose, found.announcement)
