"""A volunteer's duty page: my turn, today's list, newcomers, who waits, the note, swaps, offering oneself."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.faces.portal.access import MemberRequest, member_page
from linli.faces.portal.duty_page import DutyPage, page_of
from linli.faces.portal.tabs import tabs
from linli.faces.ui import navigation
from linli.faces.ui.page import page
from linli.kernel.errors import Refusal
from linli.people.communities import queries as communities
from linli.people.duty.actions import honouring, replacing, swapping, volunteering
from linli.people.duty.queries import board, rotas
from linli.people.duty.records import CommunityRow
from linli.people.duty.rules.turns import Source
from linli.people.tasks.actions import closing

Act = Callable[[MemberRequest, CommunityRow, DutyPage], str]


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def duty(request: MemberRequest) -> HttpResponse:
    """The page; a POST does what `do` names."""
    home = request.visitor.home
    if home is None:
        return page(request, "portal/nowhere.html", visitor=request.visitor, bar=tabs("home"))
    shown = page_of(request.visitor, home, today=request.today, at=request.now)
    if shown is None:
        return page(request, "portal/duty_none.html", home=home, bar=tabs("me"))
    note, status = (shown.mine.note if shown.mine else ""), 200
    if request.method == "POST":
        act = ACTS.get(request.POST.get("do", ""))
        try:
            if act is not None:
                messages.success(request, act(request, communities.get_community(home.id), shown))
            return redirect("portal:duty")
        except Refusal as refusal:
            messages.error(request, str(refusal))
            note, status = request.POST.get("note", note), 422
    return page(
        request,
        "portal/duty.html",
        status=status,
        shown=shown,
        note=note,
        tasks_url=navigation.url_or_none("portal:tasks"),
        latest_pause=request.today + timedelta(days=180),
        bar=tabs("me"),
    )


def _tick(request: MemberRequest, community: CommunityRow, shown: DutyPage) -> str:
    outcome = "skip" if request.POST.get("how") == "skip" else "done"
    closing.complete_task(task=_number(request, "task"), outcome=outcome, by=request.actor, at=request.now)
    return _("Well done.") if outcome == "done" else _("Written down: nothing to do today.")


def _write_note(request: MemberRequest, community: CommunityRow, shown: DutyPage) -> str:
    term = board.get_term(_number(request, "term"))
    honouring.hand_over(
        term=term,
        note=request.POST.get("note", "").replace("\r\n", "\n"),
        member_id=request.visitor.member,
        by=request.actor,
        at=request.now,
    )
    return _("Saved. Whoever comes next will read it.")


def _offer(request: MemberRequest, community: CommunityRow, shown: DutyPage) -> str:
    volunteering.put_down(
        community=community,
        member_id=request.visitor.member,
        source=Source.OFFERED,
        by=request.actor,
        at=request.now,
    )
    return (
        _("Thank you! You are on the list.")
        if shown.rota.takes_offers
        else _("Thank you! The team answers soon.")
    )


def _withdraw(request: MemberRequest, community: CommunityRow, shown: DutyPage) -> str:
    if shown.volunteer is not None:
        volunteering.take_off(
            volunteer=shown.volunteer, community=community, by=request.actor, at=request.now
        )
    return _("You are off the list. Thank you for all you did.")


def _pause(request: MemberRequest, community: CommunityRow, shown: DutyPage) -> str:
    if shown.volunteer is None:
        raise rotas.NoRota
    volunteering.pause(
        volunteer=shown.volunteer,
        community=community,
        until=_day(request.POST.get("until", "")) or request.today - timedelta(days=1),
        today=request.today,
        by=request.actor,
        at=request.now,
    )
    return _("Noted. Others take your turns until then.")


def _resume(request: MemberRequest, community: CommunityRow, shown: DutyPage) -> str:
    if shown.volunteer is not None:
        volunteering.resume(volunteer=shown.volunteer, community=community, by=request.actor, at=request.now)
    return _("Welcome back!")


def _ask(request: MemberRequest, community: CommunityRow, shown: DutyPage) -> str:
    kind, _mark, raw = request.POST.get("with", "").partition(":")
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0
    other = next((one for one in shown.ahead_of_others if kind == "term" and one.id == number), None)
    swapping.ask(
        community=community,
        term_id=_number(request, "term"),
        to_member_id=other.member_id or 0 if other else number if kind == "member" else 0,
        other_term_id=other.id if other else None,
        member_id=request.visitor.member,
        by=request.actor,
        at=request.now,
    )
    return _("Asked. You will see the answer here.")


def _accept(request: MemberRequest, community: CommunityRow, shown: DutyPage) -> str:
    swapping.accept(
        swap_id=_number(request, "swap"),
        community=community,
        member_id=request.visitor.member,
        by=request.actor,
        at=request.now,
    )
    return _("Agreed. The rota is changed.")


def _refuse(request: MemberRequest, community: CommunityRow, shown: DutyPage) -> str:
    swapping.refuse(
        swap_id=_number(request, "swap"),
        community=community,
        member_id=request.visitor.member,
        by=request.actor,
        at=request.now,
    )
    return _("Written down.")


def _decline(request: MemberRequest, community: CommunityRow, shown: DutyPage) -> str:
    replacing.decline(
        term=board.get_term(_number(request, "term")),
        community=community,
        member_id=request.visitor.member,
        by=request.actor,
        at=request.now,
    )
    return _("Noted. Somebody else takes this turn.")


ACTS: Mapping[str, Act] = {
    "tick": _tick,
    "note": _write_note,
    "offer": _offer,
    "withdraw": _withdraw,
    "pause": _pause,
    "resume": _resume,
    "ask": _ask,
    "accept": _accept,
    "refuse": _refuse,
    "decline": _decline,
}


def _number(request: MemberRequest, name: str) -> int:
    raw = request.POST.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0


def _day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None
