"""The outbox: everything Linli sends or means to send, why it was or was not, and what waits for a person."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from linli.connect.gateway import channels
from linli.connect.gateway.outbox import actions, queries
from linli.connect.gateway.outbox.queries import Search
from linli.faces.console import effects
from linli.faces.console.doors import whole_organisation
from linli.faces.console.forms import outbox as forms
from linli.faces.console.forms.operate import community_choices
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission

COUNTED = timedelta(days=30)
OWN_REASON = "no reason given"


@require_safe
@staff_can(Permission.SEE)
def outbox(request: StaffRequest) -> HttpResponse:
    """The list by state, community, origin and text."""
    choices = community_choices(request.seat)
    form = forms.Filter(request.GET, communities=choices)
    form.is_valid()
    wanted = form.cleaned_data
    search = _search(request, wanted)
    listing = Paginator(queries.recent_effects(search), 25).get_page(request.GET.get("page"))
    return page(
        request,
        "console/outbox/list.html",
        fragment="rows",
        listing=listing,
        rows=effects.rows_of(listing),
        state=search.state,
        wanted=wanted,
        communities=choices,
        tab_items=_tabs(request, search),
        bulk=effects.acts_on(search.state),
        paused_channels=[one for one in channels.channel_lines() if one.state == "paused"],
        paused_senders=queries.paused_senders(),
    )


@require_POST
@staff_can(Permission.SEND)
def outbox_act(request: StaffRequest) -> HttpResponse:
    """Done, skipped, cancelled, arrived, not arrived, again: for one row or for the rows ticked."""
    form = forms.Decision(request.POST)
    if not form.is_valid():
        raise Http404
    ids = _reached(request, form.ids())
    act = form.cleaned_data["act"]
    done, refusals = _decide(request, act, ids, form.cleaned_data["reason"].strip())
    if done:
        messages.success(request, _told(act, done))
    for sentence in refusals:
        messages.error(request, sentence)
    if not ids:
        messages.info(request, gettext("Choose the rows first."))
    return go(request, _back(request))


@require_POST
@staff_can(Permission.SEND)
def outbox_sender(request: StaffRequest) -> HttpResponse:
    """Stop what a playbook or another sender sends, or let it go on."""
    sender = request.POST.get("sender", "")[:160]
    whole_organisation(request)
    if not sender:
        raise Http404
    if request.POST.get("act") == "resume":
        actions.resume_sender(sender=sender, by=request.actor, at=request.now)
        messages.success(request, gettext("“{sender}” sends again.").format(sender=sender))
    else:
        actions.pause_sender(sender=sender, reason=OWN_REASON, by=request.actor, at=request.now)
        messages.success(request, gettext("“{sender}” sends nothing for now.").format(sender=sender))
    return go(request, "console:outbox")


def _search(request: StaffRequest, wanted: dict[str, object]) -> Search:
    community = wanted.get("community")
    return Search(
        state=str(wanted.get("state") or ""),
        community=community if isinstance(community, int) else None,
        communities=request.seat.reach,
        origin=str(wanted.get("origin") or ""),
        text=str(wanted.get("q") or ""),
    )


def _tabs(request: StaffRequest, search: Search) -> list[Tab]:
    counts = _counts(request, search.community)
    rest = request.GET.copy()
    for name in ("state", "page"):
        rest.pop(name, None)
    more = f"&{rest.urlencode()}" if rest else ""
    return [
        Tab(
            effects.state_words(state) if state else gettext("All"),
            f"?state={state}{more}",
            search.state == state,
            counts.get(state, 0) if state else None,
        )
        for state in forms.TABS
    ]


def _counts(request: StaffRequest, community: int | None) -> dict[str, int]:
    """By state: what is open, and what ended in the last thirty days; in the seat's communities."""
    since = request.now - COUNTED
    reach = request.seat.reach
    if community is not None or reach is None:
        return queries.counts_by_state(since=since, community=community)
    total: dict[str, int] = {}
    for one in sorted(reach):
        for state, count in queries.counts_by_state(since=since, community=one).items():
            total[state] = total.get(state, 0) + count
    return total


def _reached(request: StaffRequest, ids: list[int]) -> list[int]:
    """The ids, all of which the seat must reach."""
    found = queries.recent_effects(Search(communities=request.seat.reach)).filter(id__in=ids)
    known = set(found.order_by("id").values_list("id", flat=True))
    if known != set(ids):
        raise Http404
    return sorted(known)


def _decide(request: StaffRequest, act: str, ids: list[int], reason: str) -> tuple[int, list[str]]:
    """How many were done, and a sentence for each that was refused."""
    by, at = request.actor, request.now
    if act == "retry":
        return actions.retry_failed(effect_ids=ids, by=by, at=at), []
    because = reason or gettext(OWN_REASON)
    acts: dict[str, Callable[[int], object]] = {
        "confirm": lambda id: actions.confirm_by_person(effect_id=id, by=by, at=at),
        "skip": lambda id: actions.skip_by_person(effect_id=id, reason=because, by=by, at=at),
        "cancel": lambda id: actions.cancel(effect_id=id, reason=because, by=by, at=at),
        "arrived": lambda id: actions.resolve_unknown(effect_id=id, was_sent=True, by=by, at=at),
        "again": lambda id: actions.resolve_unknown(effect_id=id, was_sent=False, by=by, at=at),
    }
    refused: list[str] = []
    for id in ids:
        try:
            acts[act](id)
        except Refusal as refusal:
            refused.append(str(refusal))
    return len(ids) - len(refused), refused


def _told(act: str, count: int) -> str:
    words = {
        "confirm": ngettext("{n} is marked as sent by hand.", "{n} are marked as sent by hand.", count),
        "skip": ngettext("{n} is skipped.", "{n} are skipped.", count),
        "cancel": ngettext("{n} is cancelled.", "{n} are cancelled.", count),
        "arrived": ngettext("{n} is settled: it arrived.", "{n} are settled: they arrived.", count),
        "again": ngettext("{n} is sent again.", "{n} are sent again.", count),
        "retry": ngettext("{n} is sent again.", "{n} are sent again.", count),
    }
    return words[act].format(n=count)


def _back(request: StaffRequest) -> str:
    """The list as it was filtered, or the plain list."""
    came_from = request.META.get("HTTP_REFERER", "")
    is_list = came_from.startswith(request.build_absolute_uri(reverse("console:outbox")) + "?")
    return came_from if is_list else "console:outbox"
