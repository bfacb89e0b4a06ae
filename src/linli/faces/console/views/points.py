"""Points: the leaderboard, one member's ledger with corrections, what earns points, and the proof."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console.doors import or_404, whole_organisation
from linli.faces.console.forms import points as forms
from linli.faces.console.forms.operate import chosen_community, community_choices
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.members.queries import people as members
from linli.run.growth.actions import ledger as actions
from linli.run.growth.actions import proving, setup
from linli.run.growth.queries import earning, leaderboards, ledger

PERIODS = ("week", "today", "all")
MESSAGE = ("is_active", "points", "day_cap", "min_length", "gap_seconds")
CHECK_IN = ("is_active", "ladder", "is_replying")


@require_safe
@staff_can(Permission.SEE)
def points(request: StaffRequest) -> HttpResponse:
    """Who earned most in a period, in a community or everywhere the seat reaches."""
    choices = community_choices(request.seat, everywhere=request.seat.reach is None)
    community = _community(request, choices)
    period = request.GET.get("period", "")
    period = period if period in PERIODS else PERIODS[0]
    asked = request.GET.get("q", "").strip()
    search = members.Search(text=asked, reach=request.seat.reach)
    board = leaderboards.leaderboard(period=period, today=request.today, community=community, limit=50)
    return page(
        request,
        "console/points/board.html",
        fragment="rows",
        tab_items=tabs("board"),
        segments=_segments(period, community),
        board=board,
        top=max((one.points for one in board.places), default=1),
        period=period,
        communities=choices,
        community=str(community or ""),
        asked=asked,
        found=members.member_page(search, limit=8).lines if asked else (),
        proof=ledger.proofs().first(),
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def points_member(request: StaffRequest, member_id: int) -> HttpResponse:
    """What a member has, every entry, and correcting it."""
    member = or_404(members.access_member, request.seat, member_id)
    may_adjust = orgs.can(request.seat, Permission.POINTS_ADJUST)
    form = forms.Adjust(request.POST or None)
    if request.method == "POST":
        if not may_adjust:
            raise PermissionDenied
        if form.is_valid() and _adjust(request, member.id, form):
            return go(request, "console:points-member", member.id)
    ids = members.all_ids(member.id)
    return page(
        request,
        "console/points/member.html",
        member=member,
        funds=ledger.get_funds(member.id),
        lines=ledger.history(ids, limit=100),
        form=form,
        may_adjust=may_adjust,
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.POINTS_ADJUST)
def points_rules(request: StaffRequest) -> HttpResponse:
    """What a message and a check-in earn, in general or in one community."""
    setup.set_up(at=request.now)
    choices = community_choices(request.seat, everywhere=request.seat.reach is None)
    community = _community(request, choices)
    trigger = request.POST.get("trigger", "")
    shown: dict[str, forms.Rule] = {
        "message": _message_form(request, community),
        "check_in": _check_in_form(request, community),
    }
    form = shown.get(trigger)
    if form is not None and form.is_valid() and _change(request, trigger, community, form):
        return go(request, f"{reverse('console:points-rules')}?community={community or ''}")
    return page(
        request,
        "console/points/rules.html",
        tab_items=tabs("rules"),
        communities=choices,
        community=str(community or ""),
        message_form=shown["message"],
        check_in_form=shown["check_in"],
    )


@require_POST
@staff_can(Permission.POINTS_ADJUST)
def points_prove(request: StaffRequest) -> HttpResponse:
    """Compare every balance with its entries now."""
    whole_organisation(request)
    proof = proving.prove_balances(at=request.now)
    if proof.differences:
        messages.error(request, gettext("{n} balances differ.").format(n=len(proof.differences)))
    else:
        messages.success(request, gettext("Every balance is the sum of its entries."))
    return go(request, "console:points")


def tabs(current: str) -> list[Tab]:
    """The two halves of the subject."""
    return [
        Tab(gettext("Leaderboard"), reverse("console:points"), current == "board"),
        Tab(gettext("What earns points"), reverse("console:points-rules"), current == "rules"),
    ]


def _community(request: StaffRequest, choices: Any) -> int | None:
    """The community asked for; a limited seat always looks at one of its own."""
    asked = or_404(chosen_community, request.seat, request.GET.get("community"))
    if asked is None and request.seat.reach is not None and choices:
        return int(choices[0][0])
    return asked


def _segments(period: str, community: int | None) -> list[Tab]:
    words = {
        "today": pgettext("period", "Today"),
        "week": gettext("This week"),
        "all": pgettext("period", "Ever"),
    }
    return [
        Tab(words[one], f"?period={one}&community={community or ''}", one == period)
        for one in ("today", "week", "all")
    ]


def _adjust(request: StaffRequest, member: int, form: forms.Adjust) -> bool:
    given = form.cleaned_data
    try:
        actions.adjust_points(
            member=member,
            points=given["points"],
            reason=given["reason"],
            by=request.actor,
            at=request.now,
            key=f"console:{given['key']}",
        )
    except Refusal as refusal:
        form.add_error("points", str(refusal))
        return False
    messages.success(request, gettext("Corrected; it stands in the audit trail."))
    return True


def _message_form(request: StaffRequest, community: int | None) -> forms.MessageRule:
    rules = earning.rules_for("message")
    rule = rules.own.get(community or 0, rules.general)
    data = request.POST if request.POST.get("trigger") == "message" else None
    return forms.MessageRule(data, initial={name: getattr(rule, name) for name in MESSAGE}, prefix="message")


def _check_in_form(request: StaffRequest, community: int | None) -> forms.CheckInRule:
    rules = earning.rules_for("check_in")
    rule = rules.own.get(community or 0, rules.general)
    known = {name: getattr(rule, name) for name in CHECK_IN}
    known["ladder"] = forms.ladder_words(known["ladder"])
    data = request.POST if request.POST.get("trigger") == "check_in" else None
    return forms.CheckInRule(data, initial=known, prefix="check_in")


def _change(request: StaffRequest, trigger: str, community: int | None, form: forms.Rule) -> bool:
    if community is None:
        whole_organisation(request)
    try:
        setup.change_rule(
            trigger=trigger, community=community, by=request.actor, at=request.now, **form.cleaned_data
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Saved; it counts from now on."))
    return True
