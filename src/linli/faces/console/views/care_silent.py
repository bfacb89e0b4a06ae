"""Winning back: silent members who gave much, what to try next, and what came of it; upkeep of segments."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console import care_words as words
from linli.faces.console.doors import or_404
from linli.faces.console.forms import care as forms
from linli.faces.console.forms.operate import community_choices, read_id
from linli.faces.console.stage_words import HUES, stage_name
from linli.faces.console.views.care import must_edit, tabs
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.care.actions import reaching
from linli.people.care.queries import silent, upkeeps
from linli.people.care.queries.silent import AttemptLine, SilentLine
from linli.people.care.queries.upkeeps import Unseen, UpkeepLine
from linli.people.care.rules import CAME_BACK_DAYS, Answer, Way
from linli.people.communities import queries as communities
from linli.people.members.queries import people

LEAST_DAYS = (0, 30, 60, 90)


@dataclass(frozen=True)
class SilentRow:
    """A silent member in words: why they are listed, what to try, what was tried."""

    line: SilentLine
    stage: str
    stage_hue: str
    reasons: str
    suggestion: str
    last_way: str
    outcome: str
    outcome_hue: str


@dataclass(frozen=True)
class AttemptRow:
    """An attempt in words."""

    line: AttemptLine
    way: str
    outcome: str
    outcome_hue: str


@require_safe
@staff_can(Permission.SEE)
def care_silent(request: StaffRequest) -> HttpResponse:
    """The silent members of a community, the most valuable first, and the attempts so far."""
    choices = community_choices(request.seat, everywhere=False)
    asked = read_id(request.GET.get("community")) or (int(choices[0][0]) if choices else None)
    if asked is None:
        return page(request, "console/care/silent.html", tab_items=tabs("silent"), community=None)
    community = or_404(communities.access_community, request.seat, asked)
    days = read_id(request.GET.get("days")) or 0
    least = days if days in LEAST_DAYS else 0
    lines = silent.silent_members(community.id, now=request.now, today=request.today, days=least)
    attempts = silent.attempts(community.id, today=request.today)
    return page(
        request,
        "console/care/silent.html",
        tab_items=tabs("silent"),
        community=community,
        communities=choices,
        days=least,
        least_days=LEAST_DAYS,
        rows=[_silent_row(one) for one in lines],
        attempts=[_attempt_row(one) for one in attempts],
        results=silent.results(attempts),
        came_back_days=CAME_BACK_DAYS,
        ways=[(one.value, words.way_name(one)) for one in Way],
        answers=[(one.value, words.answer_name(one)) for one in Answer],
        may_edit=orgs.can(request.seat, Permission.MEMBER_EDIT),
    )


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def care_reach_out(request: StaffRequest, community_id: int, member_id: int) -> HttpResponse:
    """Write down that somebody was reached out to today."""
    community = or_404(communities.access_community, request.seat, community_id)
    member = or_404(people.access_member, request.seat, member_id)
    reaching.reach_out(
        member_id=member.id,
        community_id=community.id,
        way=request.POST.get("way", ""),
        today=request.today,
        by=request.actor,
        at=request.now,
    )
    messages.success(request, gettext("Written down; whether they come back is counted by itself."))
    return go(request, f"{reverse('console:care-silent')}?community={community.id}")


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def care_answer(request: StaffRequest, outreach_id: int) -> HttpResponse:
    """Write down what the member said."""
    found = or_404(silent.access_outreach, request.seat, outreach_id)
    answer = request.POST.get("answer", "")
    reaching.record_answer(outreach=found, answer=answer, by=request.actor, at=request.now)
    messages.success(request, gettext("Saved."))
    return go(request, f"{reverse('console:care-silent')}?community={found.community_id}#attempts")


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def care_upkeep(request: StaffRequest) -> HttpResponse:
    """Segments whose people hear from the team regularly, and who did not lately."""
    form = forms.Upkeep(
        request.POST or None,
        segments=upkeeps.segment_choices(request.seat.reach),
        communities=community_choices(request.seat, everywhere=False),
    )
    if request.method == "POST" and form.is_valid():
        must_edit(request)
        if _set_upkeep(request, form):
            return go(request, "console:care-upkeep")
    lines = upkeeps.upkeep_lines(reach=request.seat.reach, today=request.today)
    shown = read_id(request.GET.get("upkeep")) or (lines[0].id if lines else None)
    unseen: tuple[UpkeepLine, list[Unseen]] | None = None
    if (line := next((one for one in lines if one.id == shown), None)) is not None:
        unseen = (line, upkeeps.unseen_people(line.id, today=request.today))
    return page(
        request,
        "console/care/upkeep.html",
        tab_items=tabs("upkeep"),
        form=form,
        lines=lines,
        unseen=unseen,
        may_edit=orgs.can(request.seat, Permission.MEMBER_EDIT),
    )


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def care_upkeep_end(request: StaffRequest, upkeep_id: int) -> HttpResponse:
    """Stop the upkeep of a segment."""
    found = or_404(upkeeps.access_upkeep, request.seat, upkeep_id)
    reaching.end_upkeep(upkeep=found, by=request.actor, at=request.now)
    messages.success(request, gettext("The upkeep has ended."))
    return go(request, "console:care-upkeep")


def _set_upkeep(request: StaffRequest, form: forms.Upkeep) -> bool:
    given = form.cleaned_data
    try:
        reaching.set_upkeep(
            segment_id=given["segment"],
            community_id=given["community"],
            every_days=given["every_days"],
            step=given["step"],
            seat_id=request.seat.id,
            today=request.today,
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Saved."))
    return True


def _silent_row(line: SilentLine) -> SilentRow:
    return SilentRow(
        line,
        stage_name(line.stage),
        HUES[line.stage],
        " · ".join(f"{words.reason_name(code)} {points}" for code, points in line.value.reasons),
        words.way_name(line.suggestion) if line.suggestion else "",
        words.way_name(line.last_way),
        words.outcome_name(line.outcome),
        words.OUTCOME_HUES.get(line.outcome, "grey"),
    )


def _attempt_row(line: AttemptLine) -> AttemptRow:
    return AttemptRow(
        line,
        words.way_name(line.way),
        words.outcome_name(line.outcome),
        words.OUTCOME_HUES[line.outcome],
    )
