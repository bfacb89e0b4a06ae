"""Channels: the accounts on platforms Linli works through, how they are, and connecting one more."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.connect.adapters.matrix import actions as matrix
from linli.connect.adapters.matrix import registration as registrations
from linli.connect.gateway import channels as queries
from linli.connect.gateway import doctor, registry
from linli.connect.gateway.outbox import actions
from linli.faces.console import invitations
from linli.faces.console.doors import or_404
from linli.faces.console.forms import channels as forms
from linli.faces.console.forms.operate import community_choices
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.rules import Permission
from linli.measure.insights import queries as insights
from linli.people.communities import queries as communities

LOOKED_BACK_DAYS = 31


@require_safe
@staff_can(Permission.SEE)
def channels(request: StaffRequest) -> HttpResponse:
    """Every channel with its platform, state, groups and last message."""
    last = _last_messages(request)
    lines = [(one, platform(one.adapter), last.get(one.id)) for one in queries.channel_lines()]
    return page(request, "console/channels/list.html", lines=lines)


@require_safe
@staff_can(Permission.SEE)
def channel(request: StaffRequest, channel_id: int) -> HttpResponse:
    """One channel: groups, links, settings; the doctor looks at it as soon as the page stands."""
    one = or_404(queries.get_channel, channel_id)
    is_room = one.adapter == "room"
    places = [
        invitations.place_of(address, is_room=is_room, at=request.now)
        for address in queries.addresses(one.id)
        if request.seat.reach is None or address.community_id in request.seat.reach
    ]
    return page(
        request,
        "console/channels/channel.html",
        channel=one,
        platform=platform(one.adapter),
        places=places,
        is_room=is_room,
        has_doctor=one.adapter in registry.adapters(),
        group_form=forms.RoomGroup(None, communities=community_choices(request.seat, everywhere=False)),
        link_form=forms.Link(),
    )


@require_safe
@staff_can(Permission.SEE)
def channel_doctor(request: StaffRequest, channel_id: int) -> HttpResponse:
    """What the platform's doctor finds: a sentence for everything that was looked at."""
    one = or_404(queries.get_channel, channel_id)
    checks = doctor.examine(one)
    ill = sum(not check.is_ok for check in checks)
    return page(
        request,
        "console/channels/doctor.html",
        fragment="checks",
        channel=one,
        checks=checks,
        ill=ill,
        crumbs=_crumbs(one.name, one.id),
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.CHANNEL_EDIT)
def channel_connect(request: StaffRequest) -> HttpResponse:
    """Connect a Matrix homeserver."""
    suggested = {"url": request.build_absolute_uri("/").rstrip("/"), "localpart": "linli"}
    form = forms.ConnectMatrix(request.POST or None, initial=suggested)
    if request.method == "POST" and form.is_valid():
        try:
            made = matrix.connect_matrix(**form.cleaned_data, by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Connected. Now give the homeserver its registration file."))
            return go(request, "console:channel", made.id)
    return page(request, "console/channels/connect.html", form=form)


@require_POST
@staff_can(Permission.CHANNEL_EDIT)
def channel_registration(request: StaffRequest, channel_id: int) -> HttpResponse:
    """The registration file of a Matrix channel. It holds both tokens, so its download is written down."""
    one = or_404(queries.get_channel, channel_id)
    if one.adapter != "matrix":
        raise Http404
    document = registrations.document(registry.account_of(one))
    subject = f"channel:{one.id}"
    audit.record("channel.registration_shown", subject=subject, by=request.actor, at=request.now)
    name = f"linli-{one.id}.yaml"
    return HttpResponse(
        document,
        content_type="application/yaml",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@require_POST
@staff_can(Permission.CHANNEL_EDIT)
def channel_turn(request: StaffRequest, channel_id: int) -> HttpResponse:
    """Pause a channel, or let it send again."""
    one = or_404(queries.get_channel, channel_id)
    if request.POST.get("act") == "resume":
        actions.resume_channel(channel_id=one.id, by=request.actor, at=request.now)
        messages.success(request, gettext("{name} sends again.").format(name=one.name))
    else:
        reason = request.POST.get("reason", "").strip() or gettext("no reason given")
        actions.pause_channel(channel_id=one.id, reason=reason, by=request.actor, at=request.now)
        messages.success(request, gettext("{name} is paused: what is planned waits.").format(name=one.name))
    return go(request, "console:channel", one.id)


def platform(code: str) -> str:
    """The name of a platform as people say it."""
    return {
        "room": gettext("Built-in room"),
        "matrix": "Matrix",
        "archive": gettext("Imported history"),
        "null": gettext("Demonstration (reaches nobody)"),
    }.get(code, code)


def _last_messages(request: StaffRequest) -> dict[int, datetime]:
    """When each channel last heard something, in the last month."""
    until = request.today + timedelta(days=1)
    pulses = insights.group_pulses(until=until, days=LOOKED_BACK_DAYS, communities=request.seat.reach)
    heard = {one.group_id: one.last_message_at for one in pulses}
    last: dict[int, datetime] = {}
    for group in communities.group_lines(reach=request.seat.reach):
        at = heard.get(group.id)
        if at is not None and group.channel_id is not None:
            last[group.channel_id] = max(at, last.get(group.channel_id, at))
    return last


def _crumbs(name: str, channel_id: int) -> list[tuple[str, str]]:
    return [(name, reverse("console:channel", args=[channel_id]))]
