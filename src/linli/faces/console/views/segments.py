"""Segments: the list, one of them with its people, what comes of them, and the ready-made schemes."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console.doors import or_404
from linli.faces.console.forms import segments as forms
from linli.faces.console.segment_words import because, said
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.chart import Chart, Series
from linli.faces.ui.components.tabs import Tab
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.conditions.problems import ConditionError
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.members.queries.people import Place
from linli.people.segments.actions import adopting, picking, saving
from linli.people.segments.queries import listing, members, preview, report, schemes
from linli.people.segments.queries.listing import SegmentLine, SegmentRow
from linli.people.segments.rules import Kind

A_PAGE = 30
TREND_DAYS = 60


@require_safe
@staff_can(Permission.SEE)
def segments(request: StaffRequest) -> HttpResponse:
    """Every segment the seat sees, with its strategy, owner, size and the week's comings and goings."""
    is_away = request.GET.get("show") == "away"
    lines = listing.segment_lines(request.seat.reach, today=request.today, archived=is_away)
    return page(
        request,
        "console/segments/list.html",
        lines=lines,
        is_away=is_away,
        tab_items=_tabs("away" if is_away else "segments"),
        may_edit=orgs.can(request.seat, Permission.MEMBER_EDIT),
    )


@require_safe
@staff_can(Permission.SEE)
def segment(request: StaffRequest, segment_id: int) -> HttpResponse:
    """One segment: the rule in words, its people, who came and went lately and why, its size over time."""
    found = or_404(listing.access_segment, request.seat, segment_id)
    reach = request.seat.reach
    (line,) = listing.segment_lines(reach, today=request.today, ids=[found.id])
    people = members.members_of(found.id, reach=reach, after=_place(request), limit=A_PAGE)
    may_edit = orgs.can(request.seat, Permission.MEMBER_EDIT) and listing.may_change(request.seat, found)
    return page(
        request,
        "console/segments/segment.html",
        fragment="people",
        segment=found,
        line=line,
        people=people.lines,
        following=f"{people.after[1]}:{people.after[0]}" if people.after else "",
        moves=[(one, because(one.because)) for one in members.moves_of(found.id, reach=reach)],
        sentence=_sentence(found),
        wordings=listing.wordings(found),
        trend=_trend(line, request.today, reach),
        pasted=forms.Pasted(),
        may_edit=may_edit,
        is_static=found.kind == Kind.STATIC,
    )


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def segment_archive(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Put a segment away, or take it out again."""
    found = _changeable(request, segment_id)
    try:
        if found.archived_at is None:
            saving.archive_segment(segment=found, by=request.actor, at=request.now)
            told = gettext("“{name}” is put away.")
        else:
            saving.restore_segment(segment=found, by=request.actor, at=request.now)
            told = gettext("“{name}” is kept again.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go(request, "console:segment", found.id)
    messages.success(request, told.format(name=found.name))
    return go(request, "console:segments")


@require_http_methods(["GET", "POST"])
@staff_can(Permission.MEMBER_EDIT)
def segment_people(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Paste people into a hand-picked segment: every line's fate is shown before and after."""
    found = _changeable(request, segment_id)
    form = forms.Pasted(request.POST or None)
    lines: list[picking.Line] = []
    if request.method == "POST" and form.is_valid():
        try:
            lines = picking.read_lines(found, form.cleaned_data["lines"], reach=request.seat.reach)
            if request.POST.get("act") == "add":
                ids = [one.member_id for one in lines if one.member_id is not None]
                count = picking.add_people(
                    segment=found, members=ids, by=request.actor, at=request.now, reach=request.seat.reach
                )
                _tell_added(request, count, found)
                return go(request, "console:segment", found.id)
        except Refusal as refusal:
            form.add_error("lines", str(refusal))
    return page(
        request,
        "console/segments/people.html",
        segment=found,
        form=form,
        lines=lines[:500],
        more=max(len(lines) - 500, 0),
        crumbs=[(found.name, reverse("console:segment", args=[found.id]))],
    )


@require_POST
@staff_can(Permission.MEMBER_EDIT)
def segment_person_out(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Take people out of a hand-picked segment."""
    found = _changeable(request, segment_id)
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdecimal()]
    try:
        picking.remove_people(segment=found, members=ids, by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return go(request, "console:segment", found.id)


@require_safe
@staff_can(Permission.INSIGHTS_SEE)
def segments_report(request: StaffRequest) -> HttpResponse:
    """Segment by strategy by result: size, comings and goings, and its people beside everybody else."""
    lines = report.report(request.seat.reach, today=request.today)
    return page(
        request,
        "console/segments/report.html",
        lines=lines,
        weeks=range(report.WEEKS),
        tab_items=_tabs("report"),
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.MEMBER_EDIT)
def segments_schemes(request: StaffRequest) -> HttpResponse:
    """The ready-made schemes; adopting one makes its segments with their strategies."""
    seen = list(communities.communities(reach=request.seat.reach).values_list("id", "name"))
    is_limited = request.seat.reach is not None
    if request.method == "POST":
        form = forms.Adopt(request.POST, communities=seen, is_limited=is_limited)
        if form.is_valid():
            return _adopt(request, form)
        messages.error(request, gettext("Choose one of your communities for this scheme."))
    language = get_language() or "en"
    return page(
        request,
        "console/segments/schemes.html",
        schemes=[_scheme(one, language) for one in schemes.schemes()],
        adopted=schemes.adopted(),
        communities=seen,
        is_limited=is_limited,
        tab_items=_tabs("schemes"),
    )


def _adopt(request: StaffRequest, form: forms.Adopt) -> HttpResponse:
    own = orgs.find_seat_of(request.staff.id)
    try:
        made = adopting.adopt_scheme(
            code=form.cleaned_data["scheme"],
            language=get_language() or "en",
            community_id=form.cleaned_data["community"],
            owner_seat_id=own.id if own else None,
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go(request, "console:segments-schemes")
    told = ngettext("{n} segment was made.", "{n} segments were made.", len(made))
    messages.success(request, told.format(n=len(made)))
    return go(request, "console:segments")


def _scheme(scheme: schemes.Scheme, language: str) -> dict[str, object]:
    return {
        "code": scheme.code,
        "name": scheme.name.of(language),
        "about": scheme.about.of(language),
        "needs": scheme.needs.of(language),
        "parts": [(one.name.of(language), one.strategy.of(language), one.hue) for one in scheme.segments],
    }


def _changeable(request: StaffRequest, segment_id: int) -> SegmentRow:
    found = or_404(listing.access_segment, request.seat, segment_id)
    if not listing.may_change(request.seat, found):
        raise PermissionDenied(
            gettext("This segment is of every community: ask somebody whose seat is not limited to some.")
        )
    return found


def _tell_added(request: StaffRequest, count: int, segment: SegmentRow) -> None:
    told = ngettext("{n} person was added to “{name}”.", "{n} people were added to “{name}”.", count)
    messages.success(request, told.format(n=count, name=segment.name))


def _sentence(segment: SegmentRow) -> str:
    if segment.kind == Kind.STATIC:
        return gettext("People picked by hand")
    try:
        return said(preview.sentence(segment.condition, get_language() or "en"))
    except ConditionError as error:
        return error.localised()


def _trend(line: SegmentLine, today: date, reach: frozenset[int] | None) -> Chart | None:
    """The size on the days on which it was noted, today's included; None until there are two."""
    days = listing.history(line.id, reach=reach, since=today - timedelta(days=TREND_DAYS))
    points = [(f"{one.day:%m-%d}", one.people) for one in days if one.day < today]
    points.append((f"{today:%m-%d}", line.people))
    if len(points) < 2:
        return None
    label = gettext("From {first} to {last} people").format(first=points[0][1], last=points[-1][1])
    return Chart(
        id="trend",
        label=label,
        categories=[day for day, _count in points],
        series=[Series(pgettext("segment", "People"), [count for _day, count in points], line.hue)],
        is_small=True,
    )


def _place(request: StaffRequest) -> Place | None:
    number, _, sort_key = request.GET.get("after", "").partition(":")
    return (sort_key[:400], int(number)) if number.isdecimal() and len(number) < 19 else None


def _tabs(current: str) -> list[Tab]:
    listed = (
        ("segments", reverse("console:segments"), gettext("Segments")),
        ("report", reverse("console:segments-report"), gettext("What comes of them")),
        ("schemes", reverse("console:segments-schemes"), gettext("Ready-made schemes")),
        ("away", reverse("console:segments") + "?show=away", pgettext("segments", "Put away")),
    )
    return [Tab(label, url, key == current) for key, url, label in listed]
