"""Newcomers: their first steps, who is stuck where, introductions, rounds of meeting each other."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console.doors import or_404
from linli.faces.console.entry_frame import Frame, frame_of
from linli.faces.console.forms import entry as forms
from linli.faces.console.forms.operate import read_id
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.entry import wording
from linli.people.entry.actions import introducing, onboarding
from linli.people.entry.actions import meeting as rounds
from linli.people.entry.queries import meeting as pairs
from linli.people.entry.queries import onboarding as queries


@require_safe
@staff_can(Permission.SEE)
def newcomers(request: StaffRequest) -> HttpResponse:
    """Who is on their first steps, those who are stuck first; and how many did each."""
    return _show(request, frame_of(request, "entry-newcomers", needs_one=True))


@require_POST
@staff_can(Permission.COMMUNITY_EDIT)
def plan(request: StaffRequest, community_id: int) -> HttpResponse:
    """Choose the first steps."""
    community = or_404(communities.access_community, request.seat, community_id)
    form = forms.PlanForm(request.POST, plan=queries.plan_of(community.id))
    if form.is_valid():
        try:
            onboarding.publish_plan(community=community, plan=form.plan(), by=request.actor, at=request.now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Saved"))
            return _back(community.id)
    frame = frame_of(request, "entry-newcomers", community=community.id)
    return _show(request, frame, form=form, status=422)


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def step(request: StaffRequest, community_id: int) -> HttpResponse:
    """The team marks a newcomer's next step as done."""
    community = or_404(communities.access_community, request.seat, community_id)
    try:
        onboarding.tick(
            member_id=read_id(request.POST.get("member")) or 0,
            community_id=community.id,
            step=request.POST.get("step", "")[:40],
            how="team",
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _back(community.id)


@require_POST
@staff_can(Permission.SEND)
def introduce(request: StaffRequest, community_id: int) -> HttpResponse:
    """Post a newcomer's card."""
    community = or_404(communities.access_community, request.seat, community_id)
    try:
        introducing.introduce(
            member_id=read_id(request.POST.get("member")) or 0,
            community=community,
            by=request.actor,
            at=request.now,
        )
        messages.success(request, gettext("The card is on its way into the group."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return _back(community.id)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def meeting(request: StaffRequest) -> HttpResponse:
    """Pairs that were suggested, and the next round."""
    frame = frame_of(request, "entry-meeting", needs_one=True)
    if request.method == "POST" and frame.chosen is not None and frame.may_decide:
        try:
            made = rounds.hold_round(
                community=communities.get_community(frame.chosen.id), by=request.actor, at=request.now
            )
            said = ngettext("{n} pair was suggested.", "{n} pairs were suggested.", len(made))
            messages.success(request, said.format(n=len(made)))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect(request.get_full_path())
    lines = pairs.pair_lines(frame.chosen.id) if frame.chosen else []
    return page(
        request,
        "console/entry/meeting.html",
        frame=frame,
        rows=[(one, wording.pair_reason(one.reason)) for one in lines],
        connected=sum(one.connected_at is not None for one in lines),
    )


def _show(
    request: StaffRequest, frame: Frame, *, form: forms.PlanForm | None = None, status: int = 200
) -> HttpResponse:
    if frame.chosen is None:
        return page(request, "console/entry/newcomers.html", frame=frame)
    here = frame.chosen.id
    return page(
        request,
        "console/entry/newcomers.html",
        status=status,
        frame=frame,
        rows=queries.newcomers(here, now=request.now),
        counts=queries.step_counts(here, now=request.now),
        form=form or forms.PlanForm(None, plan=queries.plan_of(here)),
    )


def _back(community_id: int) -> HttpResponse:
    return redirect(f"{reverse('console:entry-newcomers')}?community={community_id}")
