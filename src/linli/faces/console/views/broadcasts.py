"""Broadcasts: the list, writing one, the count before it goes, how far it is, who did not get it and why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.connect.gateway.outbox import explain
from linli.faces.console import broadcast_words as words
from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.console.forms import broadcasts as forms
from linli.faces.console.forms import operate
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.phone import Bubble
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.segments.queries import listing as segments
from linli.run.broadcasts import jobs, rules
from linli.run.broadcasts.actions import confirming, turning, writing
from linli.run.broadcasts.queries import audience, listing
from linli.run.broadcasts.queries.listing import BroadcastRow
from linli.run.broadcasts.rules import State, Way

MOST = 100


@dataclass(frozen=True)
class Row:
    """A broadcast in the list."""

    id: int
    title: str
    state: str
    hue: str
    is_private: bool
    targets: int
    sent: int
    not_sent: int
    created_at: datetime


@dataclass(frozen=True)
class MissingRow:
    """Somebody, or a group, without the message, and why in words."""

    name: str
    url: str
    state: str
    why: str


@require_safe
@staff_can(Permission.SEE)
def broadcasts(request: StaffRequest) -> HttpResponse:
    """Every broadcast with how far it is."""
    found = list(listing.broadcasts(request.seat.reach)[:MOST])
    counted = listing.progress_of([one.id for one in found])
    return page(
        request,
        "console/broadcasts/list.html",
        rows=[_row(one, counted[one.id]) for one in found],
        may_send=orgs.can(request.seat, Permission.SEND),
        caution=forms.CautionForm(initial={"second_above": listing.second_above()}),
        may_set=request.seat.reach is None and orgs.can(request.seat, Permission.PLAYBOOK_PUBLISH),
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEND)
def broadcast_new(request: StaffRequest) -> HttpResponse:
    """A new one; nothing goes out before the count was confirmed."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEND)
def broadcast_edit(request: StaffRequest, broadcast_id: int) -> HttpResponse:
    """Another wording of a draft."""
    return _edit(request, or_404(listing.access_broadcast, request.seat, broadcast_id))


@require_safe
@staff_can(Permission.SEE)
def broadcast(request: StaffRequest, broadcast_id: int) -> HttpResponse:
    """One: before, whom it would reach; after, how far it is and who did not get it."""
    found = or_404(listing.access_broadcast, request.seat, broadcast_id)
    is_draft = found.state == State.DRAFT
    counts = listing.progress(found.id)
    offset = (operate.read_id(request.GET.get("from")) or 0) if not is_draft else 0
    lost = [] if is_draft else listing.missing(found.id, offset=min(offset, 10_000_000))
    preview = audience.preview(found, request.seat.reach) if is_draft else None
    return page(
        request,
        "console/broadcasts/broadcast.html",
        broadcast=found,
        state=_state(found, counts),
        hue=words.STATE_HUES[found.state],
        preview=preview,
        sentence=_sentence(found, preview.targets) if preview else "",
        counts=_counts(counts),
        left_out=[(words.left_out_name(name), n) for name, n in listing.left_out(found.id).items()],
        sent_percent=round(counts.get("sent", 0) * 100 / found.targets) if found.targets else 0,
        sent=counts.get("sent", 0),
        failed=counts.get("failed", 0),
        missing=[_missing(one) for one in lost],
        following=offset + listing.A_PAGE if len(lost) == listing.A_PAGE else None,
        bubbles=[Bubble(found.text, author=gettext("Community assistant"))],
        is_draft=is_draft,
        is_waiting=found.state == State.WAITING,
        is_sending=found.state == State.SENDING and not rules.is_finished(found.state, counts),
        is_paused=found.state == State.PAUSED,
        can_stop=found.state in (State.WAITING, *rules.UNDER_WAY)
        and not rules.is_finished(found.state, counts),
        is_own=request.actor.code in (found.author, found.confirmed_by),
        may_send=orgs.can(request.seat, Permission.SEND, found.community_id),
    )


@require_POST
@staff_can(Permission.SEND)
def broadcast_do(request: StaffRequest, broadcast_id: int) -> HttpResponse:
    """Confirm, confirm as the second, take back, pause, resume, stop, send again what failed, throw away."""
    found = or_404(listing.access_broadcast, request.seat, broadcast_id)
    if not orgs.can(request.seat, Permission.SEND, found.community_id):
        raise PermissionDenied
    id, by, at = found.id, request.actor, request.now
    version = operate.read_id(request.POST.get("version")) or 0
    targets = operate.read_id(request.POST.get("targets")) or 0
    reach = request.seat.reach
    deeds: dict[str, Callable[[], object]] = {
        "confirm": lambda: confirming.confirm(
            broadcast_id=id, version=version, targets=targets, reach=reach, by=by, at=at
        ),
        "second": lambda: confirming.confirm_second(broadcast_id=id, version=version, by=by, at=at),
        "take_back": lambda: confirming.take_back(broadcast_id=id, by=by, at=at),
        "pause": lambda: turning.pause(broadcast_id=id, by=by, at=at),
        "resume": lambda: turning.resume(broadcast_id=id, by=by, at=at),
        "stop": lambda: turning.stop(broadcast_id=id, by=by, at=at),
        "retry": lambda: turning.retry(broadcast_id=id, by=by, at=at),
        "remove": lambda: turning.remove_draft(broadcast_id=id, by=by, at=at),
    }
    wanted = request.POST.get("do", "")
    if wanted in deeds:
        try:
            deeds[wanted]()
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return go(request, "console:broadcast", id)
        messages.success(request, gettext("Done."))
        if wanted in ("confirm", "second"):
            jobs.plan_now.defer(org_id=request.org.pk)
    return go(request, "console:broadcasts") if wanted == "remove" else go(request, "console:broadcast", id)


@require_POST
@staff_can(Permission.PLAYBOOK_PUBLISH)
def caution(request: StaffRequest) -> HttpResponse:
    """From how many people on a second person confirms."""
    whole_organisation(request)
    form = forms.CautionForm(request.POST)
    if form.is_valid():
        writing.set_caution(second_above=form.cleaned_data["second_above"], by=request.actor, at=request.now)
        messages.success(request, gettext("Saved."))
    else:
        messages.error(request, gettext("Give a number of people, or leave it empty."))
    return go(request, "console:broadcasts")


def _edit(request: StaffRequest, found: BroadcastRow | None) -> HttpResponse:
    is_whole = request.seat.reach is None
    form = forms.BroadcastForm(
        request.POST or None,
        communities=operate.community_choices(request.seat, everywhere=is_whole),
        segments=[("", gettext("Everybody")), *_segments(request)],
        initial=_initial(found) if found else {"segment": request.GET.get("segment", "")},
    )
    form.fields["community"].required = not is_whole
    if request.method == "POST" and form.is_valid():
        try:
            one = writing.write_broadcast(
                draft=form.draft(),
                by=request.actor,
                at=request.now,
                broadcast_id=found.id if found else None,
                version=operate.read_id(request.POST.get("version")) or 0,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return go(request, "console:broadcast", one.id)
    return page(
        request,
        "console/broadcasts/edit.html",
        form=form,
        broadcast=found,
        status=422 if form.is_bound else 200,
    )


def _segments(request: StaffRequest) -> list[tuple[str, str]]:
    return [(str(one.id), f"{one.name} ({one.count})") for one in segments.tabs(request.seat.reach)]


def _initial(found: BroadcastRow) -> dict[str, object]:
    return {
        "title": found.title,
        "way": found.way,
        "community": found.community_id,
        "segment": found.segment_id,
        "message_class": found.message_class,
        "text": found.text,
        "send_at": timezone.localtime(found.send_at) if found.send_at else None,
    }


def _row(one: BroadcastRow, counts: dict[str, int]) -> Row:
    return Row(
        one.id,
        one.title,
        _state(one, counts),
        words.STATE_HUES[one.state],
        one.way == Way.PEOPLE,
        one.targets,
        counts.get("sent", 0),
        counts.get("failed", 0) + counts.get("suppressed", 0),
        one.created_at,
    )


def _state(one: BroadcastRow, counts: dict[str, int]) -> str:
    return gettext("Finished") if rules.is_finished(one.state, counts) else words.state_name(one.state)


def _sentence(one: BroadcastRow, count: int) -> str:
    if one.way == Way.GROUPS:
        return ngettext("Post it in %(n)s group", "Post it in %(n)s groups", count) % {"n": count}
    return ngettext("Send it to %(n)s person", "Send it to %(n)s people", count) % {"n": count}


def _counts(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(words.effect_name(state), n) for state, n in sorted(counts.items())]


def _missing(one: listing.Missing) -> MissingRow:
    url = reverse("console:member", args=[one.member_id]) if one.member_id else ""
    if one.left_out:
        return MissingRow(one.name, url, gettext("left out"), words.left_out_name(one.left_out))
    name = one.name or gettext("group %(n)s") % {"n": one.group_id}
    return MissingRow(
        name, url, words.effect_name(one.state), explain.reason(one.reason) if one.reason else ""
    )
