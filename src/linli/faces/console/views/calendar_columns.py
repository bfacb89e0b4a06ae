"""Columns with what came of them, ready-made ones for a type of community, and how a community plans."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces.console import calendar_words as words
from linli.faces.console.doors import or_404
from linli.faces.console.forms import calendar as forms
from linli.faces.console.forms import operate
from linli.faces.console.views.calendar import tabs
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.run.calendar.actions import columns as actions
from linli.run.calendar.actions import planning as plans
from linli.run.calendar.presets import reading
from linli.run.calendar.queries import columns as queries
from linli.run.calendar.queries import slots
from linli.run.calendar.queries.columns import ColumnLine, ColumnRow
from linli.run.calendar.rules.words import ColumnState


@dataclass(frozen=True)
class Row:
    """A column in words."""

    line: ColumnLine
    community: str
    kind: str
    hue: str
    rhythm: str
    state: str
    state_hue: str
    metric: str


@dataclass(frozen=True)
class Ready:
    """A ready-made column in words; `fit` is "use", "avoid" or ""."""

    code: str
    name: str
    about: str
    rhythm: str
    category: str
    hue: str
    fit: str
    is_there: bool


@require_safe
@staff_can(Permission.SEE)
def columns(request: StaffRequest) -> HttpResponse:
    """Every column with its last four weeks."""
    lines = communities.community_lines(reach=request.seat.reach)
    names = {one.id: one.name for one in lines}
    found = queries.columns(reach=request.seat.reach, with_ended=request.GET.get("show") == "ended")
    return page(
        request,
        "console/calendar/columns.html",
        tab_items=tabs(request, "columns"),
        rows=[_row(one, names) for one in queries.column_lines(found, at=request.now)],
        communities=[one for one in lines if not one.is_closed],
        may_edit=orgs.can(request.seat, Permission.PLAYBOOK_EDIT),
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.PLAYBOOK_EDIT)
def column_new(request: StaffRequest) -> HttpResponse:
    """A column for one community."""
    lines = communities.community_lines(reach=request.seat.reach)
    raw = request.POST.get("community") or request.GET.get("community")
    wanted = or_404(operate.chosen_community, request.seat, raw) or (lines[0].id if lines else None)
    if wanted is None:
        return page(request, "console/calendar/no_community.html", tab_items=tabs(request, "columns"))
    form = forms.ColumnForm(request.POST or None, choices=_choices(request, wanted), initial=_usual(request))
    if request.method == "POST" and form.is_valid():
        made = _save(request, form, wanted)
        if made is not None:
            return go(request, "console:calendar-column", made.id)
    return page(
        request,
        "console/calendar/column_new.html",
        tab_items=tabs(request, "columns"),
        form=form,
        community=wanted,
        community_choices=operate.community_choices(request.seat, everywhere=False),
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def column(request: StaffRequest, column_id: int) -> HttpResponse:
    """One column: its figures, its latest posts, and its rhythm."""
    found = or_404(queries.access_column, request.seat, column_id)
    may_edit = orgs.can(request.seat, Permission.PLAYBOOK_EDIT, found.community_id)
    form = forms.ColumnForm(
        request.POST or None, choices=_choices(request, found.community_id), initial=_initial(found)
    )
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied
        if form.is_valid() and _save(request, form, found.community_id, found) is not None:
            return go(request, "console:calendar-column", found.id)
    (line,) = queries.column_lines([found], at=request.now)
    community = communities.get_community(found.community_id)
    return page(
        request,
        "console/calendar/column.html",
        tab_items=tabs(request, "columns"),
        row=_row(line, {community.id: community.name}),
        form=form,
        posts=slots.latest_of(found.id),
        may_edit=may_edit,
        is_active=found.state == ColumnState.ACTIVE,
        is_ended=found.state == ColumnState.ENDED,
        status=422 if form.is_bound else 200,
    )


@require_POST
@staff_can(Permission.PLAYBOOK_EDIT)
def column_turn(request: StaffRequest, column_id: int) -> HttpResponse:
    """Pause, resume or end a column."""
    found = or_404(queries.access_column, request.seat, column_id)
    wanted = request.POST.get("state", "")
    if wanted in set(ColumnState):
        actions.turn_column(column_id=found.id, state=ColumnState(wanted), by=request.actor, at=request.now)
        messages.success(request, gettext("Saved."))
    return go(request, "console:calendar-column", found.id)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.PLAYBOOK_EDIT)
def presets(request: StaffRequest, community_id: int) -> HttpResponse:
    """Ready-made columns; taking some up plans the next four weeks."""
    community = or_404(communities.access_community, request.seat, community_id)
    if request.method == "POST":
        made = plans.adopt_columns(
            community_id=community.id,
            codes=request.POST.getlist("codes")[:100],
            by=request.actor,
            at=request.now,
        )
        messages.success(
            request,
            ngettext(
                "%(n)s column taken up; its next four weeks are in the calendar.",
                "%(n)s columns taken up; their next four weeks are in the calendar.",
                len(made),
            )
            % {"n": len(made)},
        )
        return go(request, "console:calendar-columns")
    fit = reading.find_fit(community.type_code)
    language = get_language() or "en"
    known = {one.preset for one in queries.columns(community=community.id)}
    return page(
        request,
        "console/calendar/presets.html",
        tab_items=tabs(request, "columns"),
        community=community,
        why=fit.why.of(language) if fit else "",
        ready=[_ready(one, fit, known, language) for one in reading.presets()],
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.PLAYBOOK_EDIT)
def planning(request: StaffRequest, community_id: int) -> HttpResponse:
    """The pace of a community, the mix of its content, and whether somebody approves."""
    community = or_404(communities.access_community, request.seat, community_id)
    known = queries.planning_of(community.id)
    initial = {
        "period": known.period,
        "least": known.least,
        "most": known.most,
        "product": known.mix.get("product", 30),
        "values": known.mix.get("values", 30),
        "interactive": known.mix.get("interactive", 40),
        "clash_minutes": known.clash_minutes,
        "needs_approval": known.needs_approval,
    }
    form = forms.PlanningForm(request.POST or None, choices={}, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            plans.save_planning(
                community_id=community.id, draft=form.draft(), by=request.actor, at=request.now
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Saved."))
            return go(request, "console:calendar")
    return page(
        request,
        "console/calendar/planning.html",
        tab_items=tabs(request, "calendar"),
        form=form,
        community=community,
        status=422 if form.is_bound else 200,
    )


def _save(
    request: StaffRequest, form: forms.ColumnForm, community_id: int, known: ColumnRow | None = None
) -> ColumnRow | None:
    try:
        saved = actions.save_column(
            community_id=community_id,
            draft=form.draft(known.preset if known else ""),
            by=request.actor,
            at=request.now,
            column_id=known.id if known else None,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, gettext("Saved; the posts of the next four weeks follow."))
    return saved


def _row(line: ColumnLine, names: dict[int, str]) -> Row:
    one = line.column
    return Row(
        line,
        names.get(one.community_id, ""),
        words.kind_name(one.kind),
        words.HUES[one.category],
        words.rhythm_words(one.repeats, one.every, one.weekdays, one.month_days),
        words.column_state_name(one.state),
        {"active": "green", "paused": "amber"}.get(one.state, "grey"),
        words.metric_name(one.metric),
    )


def _ready(preset: reading.Preset, fit: reading.Fit | None, known: set[str], language: str) -> Ready:
    rhythm = words.rhythm_words(preset.repeats, 1, list(preset.weekdays), list(preset.month_days))
    is_good, is_bad = fit is not None and preset.code in fit.use, fit is not None and preset.code in fit.avoid
    return Ready(
        preset.code,
        preset.name.of(language),
        preset.about.of(language),
        f"{rhythm} {preset.at}",
        words.category_name(preset.category),
        words.HUES[preset.category],
        "use" if is_good else "avoid" if is_bad else "",
        preset.code in known,
    )


def _choices(request: StaffRequest, community_id: int) -> dict[str, list[tuple[str, str]]]:
    seats = [(str(one.id), one.staff.name) for one in orgs.staff_of(request.org.pk)]
    groups = [(str(one.id), one.name) for one in communities.group_lines(community=community_id)]
    return {"host": [("", gettext("Nobody in particular")), *seats], "groups": groups}


def _usual(request: StaffRequest) -> dict[str, object]:
    return {
        "kind": "topic",
        "category": "interactive",
        "aim": "emotion",
        "repeats": "weekly",
        "every": 1,
        "at_time": "20:00",
        "minutes": 30,
        "starts_on": request.today,
        "host": request.seat.id,
        "metric": "messages",
        "lead_hours": 24,
    }


def _initial(found: ColumnRow) -> dict[str, object]:
    plain = (
        "name kind category aim repeats every at_time minutes starts_on ends_on text is_automatic"
        " needs_approval sub_goal metric target lead_hours"
    )
    return {name: getattr(found, name) for name in plain.split()} | {
        "weekdays": [str(one) for one in found.weekdays],
        "month_days": [str(one) for one in found.month_days],
        "groups": [str(one) for one in found.group_ids],
        "host": found.host_seat_id,
    }
