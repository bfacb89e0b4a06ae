"""The rota of a community: terms with faces, gaps, wishes to swap, rewards owed, and the list of people."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.faces.console import duty_words as words
from linli.faces.console.forms import duty as forms
from linli.faces.console.forms.operate import read_id
from linli.faces.console.views.duty_frame import back, frame
from linli.faces.console.views.roles_frame import listed_members, must, named_member
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.duty.actions import swapping, volunteering
from linli.people.duty.queries import board as terms
from linli.people.duty.queries import rotas
from linli.people.duty.queries.board import SwapLine, TermLine
from linli.people.duty.queries.rotas import VolunteerLine
from linli.people.duty.records import CommunityRow
from linli.people.duty.rules.turns import Source, Standing

SHOWN_BACK = timedelta(days=35)
SHOWN_AHEAD = timedelta(days=366)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def board(request: StaffRequest) -> HttpResponse:
    """The rota; a POST puts somebody on the list, changes where they stand, or decides a swap."""
    shown = frame(request, "duty")
    if shown.community is None:
        return page(request, "console/duty/nowhere.html", shown=shown)
    if shown.rota is None:
        return page(request, "console/duty/none.html", shown=shown)
    is_adding = request.POST.get("act") == "add"
    form = forms.Add(request.POST if is_adding else None, sources=words.chosen_sources())
    if request.method == "POST":
        must(request, Permission.MEMBER_EDIT, shown.community.id)
        if _changed(request, shown.community, form if is_adding else None):
            return back(request, "duty", shown.community)
    community = shown.community
    lines = terms.terms_between(community.id, since=request.now - SHOWN_BACK, until=request.now + SHOWN_AHEAD)
    people = rotas.volunteer_lines(community.id, at=request.now)
    swaps = terms.open_swaps(community.id, at=request.now)
    return page(
        request,
        "console/duty/board.html",
        status=422 if form.errors else 200,
        shown=shown,
        cards=[(one, words.state(one), words.reward(one)) for one in lines],
        todos=_todos(lines, people, swaps),
        people=[(one, words.standing(one.standing), words.sources()[one.source]) for one in people],
        swaps=swaps,
        form=form,
        members=listed_members(request, community) if shown.may_edit else [],
        phone=request.build_absolute_uri("/m/duty/"),
    )


def _todos(
    lines: list[TermLine], people: list[VolunteerLine], swaps: list[SwapLine]
) -> dict[str, list[TermLine] | list[VolunteerLine] | list[SwapLine]]:
    """What the team has to decide."""
    return {
        "gaps": [one for one in lines if one.is_gap],
        "owed": [one for one in lines if one.owes_reward],
        "offers": [one for one in people if one.standing is Standing.WAITING],
        "swaps": swaps,
    }


def _changed(request: StaffRequest, community: CommunityRow, form: forms.Add | None) -> bool:
    """Do what was asked; False where the form has to be looked at again."""
    if form is not None and not form.is_valid():
        return False
    try:
        if form is not None:
            _add(request, community, form)
        elif request.POST.get("act") in ("accept", "refuse"):
            _decide(request, community)
        else:
            _move(request, community)
    except Refusal as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return True
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Written down."))
    return True


def _add(request: StaffRequest, community: CommunityRow, form: forms.Add) -> None:
    member = named_member(request, form.cleaned_data["member"], community=community)
    if member is not None:
        volunteering.put_down(
            community=community,
            member_id=member.id,
            source=Source(form.cleaned_data["source"]),
            by=request.actor,
            at=request.now,
        )


def _decide(request: StaffRequest, community: CommunityRow) -> None:
    act = swapping.accept if request.POST.get("act") == "accept" else swapping.refuse
    act(
        swap_id=read_id(request.POST.get("id")) or 0,
        community=community,
        by=request.actor,
        at=request.now,
    )


def _move(request: StaffRequest, community: CommunityRow) -> None:
    volunteer = rotas.get_volunteer(community.id, read_id(request.POST.get("id")) or 0)
    acts = {
        "welcome": volunteering.accept,
        "resume": volunteering.resume,
        "off": volunteering.take_off,
    }
    act = acts.get(request.POST.get("act", ""))
    if act is not None:
        act(volunteer=volunteer, community=community, by=request.actor, at=request.now)
