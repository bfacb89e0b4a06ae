"""Die-hard fans: the definition, the counter with its forecast, the list (inventory C081, M84)."""

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.utils import formats
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_http_methods

from linli.faces.console import segment_rows
from linli.faces.console.forms import roles as forms
from linli.faces.console.segment_rows import Built
from linli.faces.console.views.roles_frame import Frame, frame, must
from linli.faces.ui.access import staff_can
from linli.faces.ui.components.chart import Chart, Series
from linli.faces.ui.navigation import url_or_none
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.roles.actions import fans as actions
from linli.people.roles.queries import fans
from linli.people.roles.queries.fans import Tracker
from linli.people.roles.rules.forecast import Forecast, Outlook


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def fan_list(request: StaffRequest) -> HttpResponse:
    """The fans of a community, and what a fan is."""
    shown = frame(request, "role-fans")
    if shown.community is None:
        return page(request, "console/roles/nowhere.html", shown=shown)
    definition = fans.definition_of(shown.community.id)
    form = forms.Fans(request.POST or None, initial={"target": definition.target})
    built = _built(request, definition.condition)
    if request.method == "POST":
        must(request, Permission.COMMUNITY_EDIT, shown.community.id)
        if request.POST.get("act") == "save" and form.is_valid() and _saved(request, shown, built, form):
            return go(request, request.get_full_path())
    problem, sentence, count = _asked(request, shown, built)
    tracker = fans.tracker_of(shown.community, definition, at=request.now)
    listed = (
        fans.fans_of(shown.community.id, definition.condition, at=request.now) if definition.sentence else []
    )
    return page(
        request,
        "console/roles/fans.html",
        shown=shown,
        definition=definition,
        tracker=tracker,
        outlook=outlook(tracker.forecast),
        basis=basis(tracker.forecast),
        chart=_chart(tracker) if len(tracker.counts) > 1 else None,
        fans=listed,
        form=form,
        built=built,
        rows=segment_rows.drawn(built.rows or ()),
        groups=segment_rows.groups() if shown.may_word else [],
        problem=problem,
        sentence=sentence,
        count=count,
        care=url_or_none("console:care"),
    )


def _built(request: StaffRequest, condition: str) -> Built:
    """The definition in the builder: as it stands, as it was sent, or turned into text or rows."""
    if request.method != "POST":
        return segment_rows.from_text(condition)
    built, act = segment_rows.from_form(request.POST), request.POST.get("act")
    if act == "text":
        return replace(built, rows=None)
    return segment_rows.from_text(built.text) if act == "rows" else built


def _saved(request: StaffRequest, shown: Frame, built: Built, form: forms.Fans) -> bool:
    if shown.community is None:
        return False
    try:
        actions.define_fans(
            community=shown.community,
            condition=built.text,
            target=form.cleaned_data["target"],
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Saved."))
    return True


def _asked(request: StaffRequest, shown: Frame, built: Built) -> tuple[str, str, int | None]:
    """What is wrong with a definition that was sent; or its sentence, and how many meet it now."""
    if request.method != "POST" or shown.community is None or not built.text.strip():
        return "", "", None
    try:
        count = fans.count_fans(shown.community.id, built.text, at=request.now)
    except Refusal as refusal:
        return str(refusal), "", None
    return "", fans.sentence_of(built.text), count


def outlook(said: Forecast) -> str:
    """What is to be expected, in a sentence."""
    if said.outlook is Outlook.REACHED:
        return gettext("The target is reached.")
    if said.outlook is Outlook.TOO_EARLY:
        return gettext("Too early to tell: it takes four weekly counts.")
    if said.outlook is Outlook.NOT_AT_THIS_PACE or said.expected_on is None or said.earliest_on is None:
        return gettext("Not at this pace: the last weeks brought no lasting gain.")
    words = {"day": _day(said.expected_on), "earliest": _day(said.earliest_on)}
    if said.latest_on is None:
        return gettext(
            "Around {day}, not before {earliest}; the weeks differ too much to name a latest day."
        ).format(**words)
    return gettext("Around {day}, most likely between {earliest} and {latest}.").format(
        latest=_day(said.latest_on), **words
    )


def basis(said: Forecast) -> str:
    """On what the forecast stands; "" while there is nothing."""
    if not said.weeks:
        return ""
    return ngettext(
        "Net gain of the last {n} week: {gain} a week, give or take {spread}.",
        "Net gain of the last {n} weeks: {gain} a week, give or take {spread}.",
        said.weeks,
    ).format(n=said.weeks, gain=f"{said.weekly_gain:+.1f}", spread=f"{said.spread:.1f}")


def _day(day: date) -> str:
    return formats.date_format(day, pgettext("date format", "M j, Y"))


def _chart(tracker: Tracker) -> Chart:
    days: list[date] = list(tracker.counts)
    return Chart(
        id="fans",
        label=gettext("Die-hard fans, day by day"),
        categories=[day.isoformat() for day in days],
        series=[Series(gettext("Die-hard fans"), [float(tracker.counts[day]) for day in days], "green")],
        kind="line",
    )
