"""Who answers for which kind of task, and how much everybody carries."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from linli.faces.console import team_words as words
from linli.faces.console.forms import team as forms
from linli.faces.console.forms.operate import read_id
from linli.faces.console.views.team_frame import colleagues, frame, must_edit_team
from linli.faces.ui import navigation
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.team.actions import jobs as actions
from linli.people.team.queries import carrying
from linli.people.team.queries import jobs as known
from linli.people.team.rules.load import Verdict
from linli.people.team.rules.matrix import KINDS


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def matrix(request: StaffRequest) -> HttpResponse:
    """The responsibility matrix with what is missing or doubled; POST writes its cells."""
    staffing = known.staffing(reach=request.seat.reach)
    if request.method == "POST":
        must_edit_team(request)
        cells = {
            (kind, one.id): request.POST.get(f"{kind}-{one.id}", "")[:20]
            for kind in KINDS
            for one in staffing.jobs
            if f"{kind}-{one.id}" in request.POST
        }
        changed = actions.write_matrix(cells=cells, by=request.actor, at=request.now)
        messages.success(
            request, ngettext("{n} cell changed.", "{n} cells changed.", changed).format(n=changed)
        )
        return go(request, "console:team-matrix")
    kinds, names = words.kinds(), words.job_names(staffing.jobs)
    lines = [
        (one, kinds[one.kind], [words.finding(each, names) for each in one.findings])
        for one in known.responsibility(staffing.jobs)
    ]
    return page(
        request,
        "console/team/matrix.html",
        shown=frame(request, "team-matrix"),
        jobs=staffing.jobs,
        lines=lines,
        flaws=sum(len(found) for _line, _name, found in lines),
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def workload(request: StaffRequest) -> HttpResponse:
    """What each person carries; POST declares hours: one's own, or (who leads the team) anybody's."""
    shown = frame(request, "team-workload")
    who = _who(request)
    form = _form(request, who)
    if request.method == "POST" and form.is_valid() and _declare(request, who, form):
        return go(request, f"{reverse('console:team-workload')}?who={who}")
    people = carrying.people(at=request.now, reach=request.seat.reach, community=shown.community)
    known_abilities = words.abilities()
    return page(
        request,
        "console/team/workload.html",
        status=422 if form.errors else 200,
        shown=shown,
        people=[
            (one, words.verdict(one.verdict), [known_abilities.get(each, each) for each in one.abilities])
            for one in people
        ],
        too_much=sum(one.verdict is Verdict.TOO_MUCH for one in people),
        late=sum(one.carried.late for one in people),
        open=sum(one.carried.open for one in people),
        form=form,
        who=who,
        staff=colleagues(request) if shown.may_edit else [],
        tasks_url=navigation.url_or_none("console:inbox") or navigation.url_or_none("console:tasks"),
    )


def _who(request: StaffRequest) -> int:
    """Whose declaration is shown: one's own, unless one leads the team."""
    asked = read_id(request.POST.get("who") or request.GET.get("who"))
    if asked is None or asked == request.staff.id:
        return int(request.staff.id)
    if request.seat.reach is not None or not orgs.can(request.seat, Permission.COMMUNITY_EDIT):
        raise PermissionDenied
    return asked


def _form(request: StaffRequest, who: int) -> forms.Declared:
    declared = carrying.capacity_of(who)
    initial = (
        {"hours": declared.hours, "most_open": declared.most_open, "abilities": declared.abilities}
        if declared
        else None
    )
    return forms.Declared(
        request.POST or None, initial=initial, choices={"abilities": list(words.abilities().items())}
    )


def _declare(request: StaffRequest, who: int, form: forms.Declared) -> bool:
    try:
        actions.declare(staff_id=who, by=request.actor, at=request.now, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("Written down."))
    return True
