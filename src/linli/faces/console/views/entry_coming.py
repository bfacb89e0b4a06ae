"""Comings and goings with their sources, as a page and as a file; campaigns and what came of them."""

import csv
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.faces.console.entry_frame import Frame, frame_of
from linli.faces.console.forms import entry as forms
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.entry import wording
from linli.people.entry.actions import campaigning
from linli.people.entry.queries import coming as moves
from linli.people.entry.queries import report
from linli.people.entry.queries.coming import Move, Wanted

A_PAGE = 50


@require_safe
@staff_can(Permission.SEE)
def coming(request: StaffRequest) -> HttpResponse:
    """Who came and went in a period, from where, and why."""
    frame = frame_of(request, "entry-coming")
    wanted, form = _wanted(request, frame)
    number = request.GET.get("page", "1")
    before = (int(number) - 1) * A_PAGE if number.isdigit() and 0 < int(number) < 10_000 else 0
    found = moves.moves(wanted, limit=A_PAGE + 1, offset=before)
    return page(
        request,
        "console/entry/coming.html",
        fragment="rows",
        frame=frame,
        form=form,
        rows=[(one, move_words(one.kind), wording.source(one.source)) for one in found[:A_PAGE]],
        totals=moves.totals(wanted),
        kinds=[(one, move_words(one)) for one in ("joined", "gone", "left", "kicked", "banned")],
        since=timezone.localdate(wanted.since),
        until=timezone.localdate(wanted.until) - timedelta(days=1),
        kind=wanted.kind,
        newer=before // A_PAGE,
        older=before // A_PAGE + 2 if len(found) > A_PAGE else 0,
        payers=report.payers(reach=request.seat.reach, community=frame.id),
    )


@require_safe
@staff_can(Permission.MEMBER_EXPORT)
def export(request: StaffRequest) -> HttpResponse:
    """The same as a CSV file; formulas are written as text."""
    wanted, _form = _wanted(request, frame_of(request, "entry-coming"))
    response = HttpResponse(_lines(wanted), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="coming-and-going.csv"'
    return response


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def campaigns(request: StaffRequest) -> HttpResponse:
    """Campaigns with their address and what came of them; opening one."""
    frame = frame_of(request, "entry-campaigns", needs_one=True)
    form = forms.CampaignForm(
        request.POST if request.method == "POST" else None, initial={"starts_on": request.today}
    )
    if request.method == "POST" and frame.chosen is not None and frame.may_edit and form.is_valid():
        try:
            campaigning.open_campaign(
                community=communities.get_community(frame.chosen.id),
                by=request.actor,
                at=request.now,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Its address is ready to be spread."))
            return redirect(request.get_full_path())
    return page(
        request,
        "console/entry/campaigns.html",
        status=422 if form.errors else 200,
        frame=frame,
        rows=report.campaigns(reach=request.seat.reach, community=frame.id),
        form=form,
        start=f"{settings.PUBLIC_URL}/m/apply/",
    )


def move_words(kind: str) -> str:
    """A kind of move."""
    return {
        "joined": gettext("Came in"),
        "gone": gettext("Every leaving"),
        "left": gettext("Left"),
        "kicked": gettext("Was removed"),
        "banned": gettext("Was banned"),
        "dissolved": gettext("The group was closed"),
    }.get(kind, kind)


def _wanted(request: StaffRequest, frame: Frame) -> tuple[Wanted, forms.Period]:
    form = forms.Period(request.GET)
    form.is_valid()
    given = form.cleaned_data
    until = given.get("until") or request.today
    since = given.get("since") or until - form.USUAL
    zone = timezone.get_current_timezone()
    return (
        Wanted(
            since=datetime.combine(since, time.min, tzinfo=zone),
            until=datetime.combine(until + timedelta(days=1), time.min, tzinfo=zone),
            community=frame.id,
            kind=given.get("kind") or "",
            reach=request.seat.reach,
        ),
        form,
    )


class _Line:
    """What the csv writer writes into: hands the line back."""

    def write(self, line: str) -> str:
        return line


def _lines(wanted: Wanted) -> Iterator[str]:
    writer = csv.writer(_Line())
    heading = ("When", "What", "Member", "Community", "Group", "Source", "Campaign", "Invited by")
    yield "\ufeff" + writer.writerow([gettext(word) for word in heading])
    for one in moves.every_move(wanted):
        yield writer.writerow([_safe(value) for value in _cells(one)])


def _cells(one: Move) -> tuple[str, ...]:
    at = timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M")
    source = wording.source(one.source)
    return (at, move_words(one.kind), one.name, one.community, one.group, source, one.campaign, one.inviter)


def _safe(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")) else value
