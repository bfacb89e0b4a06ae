"""The summary of a week: drafted from its figures, edited and kept by a person, handed out as Markdown."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.faces.console.doors import or_404
from linli.faces.console.forms import team as forms
from linli.faces.console.views.team_frame import Frame, frame, must_edit
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.measure.insights import queries as insights
from linli.people.communities import queries as communities
from linli.people.team import drafting
from linli.people.team.actions import meetings as actions
from linli.people.team.queries import meetings as known
from linli.people.team.queries import week as weeks
from linli.people.team.queries.week import Talk, WeekFigures

OFFERED = 8


@require_safe
@staff_can(Permission.INSIGHTS_SEE)
def summaries(request: StaffRequest) -> HttpResponse:
    """The summaries that were kept, and the last weeks to write one about."""
    shown = frame(request, "team-summaries")
    rows = known.summaries(reach=request.seat.reach)
    places = {one.id: one.name for one in communities.community_lines(reach=request.seat.reach)}
    monday = request.today - timedelta(days=request.today.weekday())
    return page(
        request,
        "console/team/summaries.html",
        shown=shown,
        lines=[(one, places.get(one.community_id or 0, ""), _first_lines(one.text)) for one in rows],
        mondays=[monday - timedelta(days=7 * n) for n in range(OFFERED)],
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.INSIGHTS_SEE)
def week(request: StaffRequest) -> HttpResponse:
    """One week: its figures beside the text, which is the one kept or a draft; POST keeps it."""
    shown = _shown(request)
    monday = _monday(request)
    kept = known.find_summary(monday, shown.community)
    figures = _figures(request, shown, monday)
    is_fresh = kept is None or "draft" in request.GET
    text = _draft(request, shown, figures) if is_fresh else kept.text if kept else ""
    form = forms.Summary(request.POST or None, initial={"text": text})
    if request.method == "POST" and form.is_valid() and _keep(request, shown, monday, form):
        return go(request, _address(monday, shown.community))
    return page(
        request,
        "console/team/week.html",
        status=422 if form.errors else 200,
        shown=shown,
        monday=monday,
        sunday=monday + timedelta(days=6),
        figures=figures,
        sent=figures.counts.get("effect.sent", 0),
        runs=figures.counts.get("run.started", 0),
        kept=kept,
        is_fresh=is_fresh,
        form=form,
        may_keep=orgs.can(request.seat, Permission.COMMUNITY_EDIT, shown.community)
        if shown.community
        else shown.may_edit,
    )


@require_safe
@staff_can(Permission.INSIGHTS_SEE)
def markdown(request: StaffRequest, summary_id: int) -> HttpResponse:
    """A summary as a file."""
    one = or_404(known.access_summary, request.seat, summary_id)
    response = HttpResponse(one.text + "\n", content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="summary-{one.week.isoformat()}.md"'
    return response


def _shown(request: StaffRequest) -> Frame:
    """The frame; a limited seat looks at one of its communities."""
    shown = frame(request, "team-summaries")
    if shown.community is None and request.seat.reach is not None:
        first = min(request.seat.reach, default=0)
        found = or_404(communities.access_community, request.seat, first)
        return Frame(shown.tabs, found.id, shown.choices[1:], shown.may_edit)
    return shown


def _monday(request: StaffRequest) -> date:
    """The Monday of the week asked for; without one, of the last whole week."""
    try:
        asked = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        asked = request.today - timedelta(days=7)
    asked = max(min(asked, request.today), date(2000, 1, 3))
    return asked - timedelta(days=asked.weekday())


def _figures(request: StaffRequest, shown: Frame, monday: date) -> WeekFigures:
    places = frozenset({shown.community}) if shown.community else request.seat.reach
    until = min(monday + timedelta(days=6), request.today)
    window = insights.window(until=until, days=(until - monday).days + 1, communities=places)
    talk = Talk(sum(window.messages), window.before_messages, sum(window.joins), sum(window.exits))
    return weeks.figures(
        monday,
        zone=request.org.zone,
        at=request.now,
        reach=request.seat.reach,
        community=shown.community,
        talk=talk,
    )


def _draft(request: StaffRequest, shown: Frame, figures: WeekFigures) -> str:
    name = communities.get_community(shown.community).name if shown.community else request.org.name
    return drafting.draft(figures, language=get_language() or "en", name=name)


def _keep(request: StaffRequest, shown: Frame, monday: date, form: forms.Summary) -> bool:
    must_edit(request, shown.community)
    try:
        actions.keep_summary(
            week=monday,
            community_id=shown.community,
            language=get_language() or "en",
            text=form.cleaned_data["text"].replace("\r\n", "\n"),
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Saved."))
    return True


def _address(monday: date, community: int | None) -> str:
    place = f"&community={community}" if community else ""
    return f"{reverse('console:team-week')}?week={monday.isoformat()}{place}"


def _first_lines(text: str) -> str:
    lines = [line.strip("#- ") for line in text.splitlines() if line.strip("#- ")]
    return " · ".join(lines[1:4])[:160]
