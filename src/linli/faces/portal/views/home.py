"""Home, points and their history, the leaderboard."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from linli.connect.adapters.room import queries as rooms
from linli.faces.portal import standing
from linli.faces.portal.access import MemberRequest, member_page
from linli.faces.portal.tabs import tabs
from linli.faces.ui.page import page
from linli.kernel.errors import Refusal
from linli.people.duty.queries import on_duty
from linli.people.entry.queries import onboarding
from linli.run.growth.actions import checking_in

HISTORY = 30


@require_safe
@member_page
def home(request: MemberRequest) -> HttpResponse:
    """Greeting, points, the week's check-ins, what can be done today, what is new in the group."""
    visitor = request.visitor
    if visitor.home is None:
        return page(request, "portal/nowhere.html", visitor=visitor, bar=tabs("home"))
    stay = visitor.stays[0]
    return page(
        request,
        "portal/home.html",
        visitor=visitor,
        home=visitor.home,
        greeting=standing.greeting(request.now, visitor.guest.name),
        funds=standing.funds(visitor.member_ids),
        check_in=standing.check_in(visitor.member_ids, community=visitor.home.id, today=request.today),
        tasks=standing.tasks(visitor.member_ids, community=visitor.home.id, today=request.today),
        place=standing.place(visitor.member_ids, community=visitor.home.id, today=request.today),
        first_steps=onboarding.standing_of(visitor.member_ids, visitor.home.id),
        duty=_turn(visitor.member_ids, visitor.home.id, request.now),
        stay=stay,
        unseen=rooms.count_unseen(stay),
        bar=tabs("home"),
    )


def _turn(member_ids: list[int], community: int, at: datetime) -> on_duty.OnDuty | None:
    """The visitor's term, where they are on duty now."""
    serving = on_duty.on_duty([community], at=at).get(community)
    return serving if serving is not None and serving.member_id in member_ids else None


@require_POST
@member_page
def check_in(request: MemberRequest) -> HttpResponse:
    """Check in for today, once."""
    if request.visitor.home is None:
        return redirect("portal:home")
    try:
        done = checking_in.check_in(
            member=request.visitor.member,
            community=request.visitor.home.id,
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:home")
    if done.is_new:
        said = ngettext("Checked in: {n} day in a row.", "Checked in: {n} days in a row.", done.streak)
        messages.success(request, said.format(n=done.streak))
    else:
        messages.success(request, _("You have checked in today already."))
    return redirect("portal:home")


@require_safe
@member_page
def points(request: MemberRequest) -> HttpResponse:
    """What one has, and every movement, newest first."""
    visitor = request.visitor
    before = standing.moment(request.GET.get("before", ""))
    lines = standing.history(visitor.member_ids, before=before, limit=HISTORY + 1)
    return page(
        request,
        "portal/points.html",
        visitor=visitor,
        funds=standing.funds(visitor.member_ids),
        lines=lines[:HISTORY],
        older=lines[HISTORY - 1].at.isoformat() if len(lines) > HISTORY else "",
        is_first=before is None,
        bar=tabs("me"),
    )


@require_safe
@member_page
def ranking(request: MemberRequest) -> HttpResponse:
    """Who earned most in the community: this week, or another period."""
    visitor = request.visitor
    if visitor.home is None:
        return page(request, "portal/nowhere.html", visitor=visitor, bar=tabs("ranking"))
    asked = request.GET.get("period", "week")
    period = asked if asked in standing.PERIODS else "week"
    board = standing.board(visitor.member_ids, community=visitor.home.id, period=period, today=request.today)
    return page(
        request,
        "portal/ranking.html",
        home=visitor.home,
        board=board,
        periods=standing.periods(period),
        bar=tabs("ranking"),
    )
