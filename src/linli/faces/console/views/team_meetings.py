"""Meetings of the team: what is on the table, the minutes, and decisions that became tasks."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.faces.console import team_words as words
from linli.faces.console.doors import or_404
from linli.faces.console.forms import team as forms
from linli.faces.console.forms.operate import read_id
from linli.faces.console.views.team_frame import colleagues, frame, must_edit
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.team.actions import meetings as actions
from linli.people.team.queries import meetings as known
from linli.people.team.records import MeetingRow


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def meetings(request: StaffRequest) -> HttpResponse:
    """Every meeting with what came of it; one more."""
    shown = frame(request, "team-meetings")
    kinds = words.meeting_kinds()
    form = forms.Meeting(
        request.POST or None,
        initial={"title": kinds["weekly"], "community": shown.chosen},
        choices={"kind": list(kinds.items()), "community": shown.choices},
    )
    if request.method == "POST" and form.is_valid():
        made = _plan(request, form)
        if made is not None:
            return go(request, "console:team-meeting", made.id)
    rows = known.meetings(reach=request.seat.reach)
    decisions = known.decisions_of([one.id for one in rows])
    return page(
        request,
        "console/team/meetings.html",
        status=422 if form.errors else 200,
        shown=shown,
        lines=[
            (one, kinds.get(one.kind, ""), len(decisions[one.id]), _done(decisions[one.id])) for one in rows
        ],
        form=form,
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def meeting(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """One meeting; POST keeps the minutes, decides, or takes a decision back."""
    row = or_404(known.access_meeting, request.seat, meeting_id)
    act = request.POST.get("act", "")
    minutes = forms.Minutes(
        request.POST if act == "minutes" else None, initial={"agenda": row.agenda, "minutes": row.minutes}
    )
    decision = forms.Decision(
        request.POST if act == "decide" else None, choices={"staff": colleagues(request)}
    )
    if request.method == "POST":
        must_edit(request, row.community_id)
        if _changed(request, row, minutes, decision):
            return go(request, "console:team-meeting", row.id)
    return page(
        request,
        "console/team/meeting.html",
        status=422 if minutes.errors or decision.errors else 200,
        shown=frame(request, "team-meetings"),
        one=row,
        kind=words.meeting_kinds().get(row.kind, ""),
        place=communities.get_community(row.community_id).name if row.community_id else "",
        minutes=minutes,
        decision=decision,
        decisions=known.decisions_of([row.id])[row.id],
    )


def _done(decisions: list[known.DecisionLine]) -> int:
    return sum(one.outcome not in ("", "timeout", "taken_back") for one in decisions)


def _plan(request: StaffRequest, form: forms.Meeting) -> MeetingRow | None:
    given = form.cleaned_data
    must_edit(request, given["community"])
    try:
        return actions.plan_meeting(
            kind=given["kind"],
            title=given["title"],
            community_id=given["community"],
            starts_at=given["starts_at"],
            agenda=given["agenda"],
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


def _changed(
    request: StaffRequest, row: MeetingRow, minutes: forms.Minutes, decision: forms.Decision
) -> bool:
    act = request.POST.get("act", "")
    asked = {"minutes": minutes, "decide": decision}.get(act)
    if asked is not None and not asked.is_valid():
        return False
    try:
        if act == "minutes":
            actions.write_minutes(meeting=row, by=request.actor, at=request.now, **minutes.cleaned_data)
        elif act == "decide":
            _decide(request, row, decision)
        elif act == "drop":
            number = read_id(request.POST.get("id")) or 0
            actions.drop_decision(meeting=row, decision_id=number, by=request.actor, at=request.now)
    except Refusal as refusal:
        if asked is None:
            messages.error(request, str(refusal))
            return True
        asked.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Written down."))
    return True


def _decide(request: StaffRequest, row: MeetingRow, form: forms.Decision) -> None:
    given = form.cleaned_data
    actions.decide(
        meeting=row,
        text=given["text"],
        staff_id=given["staff"],
        due_on=given["due_on"],
        zone=request.org.zone,
        by=request.actor,
        at=request.now,
    )
