"""The jobs of the team with who holds them and what is missing; one job."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.faces.console import team_words as words
from linli.faces.console.doors import or_404
from linli.faces.console.forms import team as forms
from linli.faces.console.forms.operate import read_id
from linli.faces.console.views.team_frame import Frame, colleagues, frame, must_edit_team
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.team.actions import jobs as actions
from linli.people.team.queries import jobs as known
from linli.people.team.records import JobRow


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def jobs(request: StaffRequest) -> HttpResponse:
    """Every job with its people, and the functions nobody covers; POST takes the ready-made ones."""
    if request.method == "POST":
        must_edit_team(request)
        actions.take_ready_made(language=request.staff.language, by=request.actor, at=request.now)
        return go(request, "console:team")
    shown = frame(request, "team")
    staffing = known.staffing(reach=request.seat.reach, community=shown.community)
    functions, departments = words.functions(), words.departments()
    return page(
        request,
        "console/team/jobs.html",
        shown=shown,
        staffing=staffing,
        lines=[
            (
                one,
                departments.get(one.department, ""),
                [functions[each] for each in one.functions if each in functions],
                words.shortfall(one.shortfall) if one.shortfall else "",
            )
            for one in staffing.jobs
        ],
        uncovered=[functions[one] for one in staffing.uncovered],
    )


@require_http_methods(["GET", "POST"])
@staff_can(Permission.SEE)
def job(request: StaffRequest, job_id: int | None = None) -> HttpResponse:
    """One job, or (no number) a new one: its words, and who holds it where."""
    row = None if job_id is None else or_404(known.get_job, job_id)
    shown = frame(request, "team")
    act = request.POST.get("act", "")
    form = _job_form(request, row, act)
    post = _post_form(request, shown, act)
    if request.method == "POST":
        must_edit_team(request)
        changed = _changed(request, row, form, post)
        if changed is not None:
            return changed
    posts = [one for one in known.post_lines(reach=request.seat.reach) if row and one.job_id == row.id]
    return page(
        request,
        "console/team/job.html",
        status=422 if form.errors or post.errors else 200,
        shown=shown,
        job=row,
        posts=posts,
        form=form,
        post=post,
    )


def _job_form(request: StaffRequest, row: JobRow | None, act: str) -> forms.Job:
    fields = ("name", "duties", "department", "wanted", "functions", "abilities")
    return forms.Job(
        request.POST if act == "save" else None,
        initial={field: getattr(row, field) for field in fields} if row else None,
        choices={
            "department": list(words.departments().items()),
            "functions": list(words.functions().items()),
            "abilities": list(words.abilities().items()),
        },
    )


def _post_form(request: StaffRequest, shown: Frame, act: str) -> forms.Post:
    return forms.Post(
        request.POST if act == "give" else None,
        choices={"staff": colleagues(request), "community": shown.choices},
    )


def _changed(
    request: StaffRequest, row: JobRow | None, form: forms.Job, post: forms.Post
) -> HttpResponse | None:
    """Do what was asked; None where a form has to be looked at again."""
    act = request.POST.get("act", "")
    asked = {"save": form, "give": post}.get(act)
    if asked is not None and not asked.is_valid():
        return None
    try:
        if act == "save":
            saved = actions.save_job(job=row, by=request.actor, at=request.now, **form.cleaned_data)
            messages.success(request, gettext("Saved."))
            return go(request, "console:team-job", saved.id)
        if row is not None:
            return _of_job(request, row, post)
    except Refusal as refusal:
        if asked is not None:
            asked.add_error(None, str(refusal))
            return None
        messages.error(request, str(refusal))
    return go(request, "console:team")


def _of_job(request: StaffRequest, row: JobRow, post: forms.Post) -> HttpResponse:
    match request.POST.get("act", ""):
        case "give":
            given = post.cleaned_data
            actions.give_job(
                job=row,
                staff_id=given["staff"],
                community_id=given["community"],
                hours=given["hours"],
                by=request.actor,
                at=request.now,
            )
        case "take":
            number = read_id(request.POST.get("id")) or 0
            actions.take_job(job=row, post_id=number, by=request.actor, at=request.now)
        case "drop":
            actions.drop_job(job=row, by=request.actor, at=request.now)
            return go(request, "console:team")
    messages.success(request, gettext("Written down."))
    return go(request, "console:team-job", row.id)
