"""One task: what is to be done, its form, and everything that can be done with it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.faces.console.doors import or_404
from linli.faces.console.views.tasks_list import back_of, beside
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.faces.ui.task_form import Completion
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.tasks.actions import assigning, closing, commenting
from linli.people.tasks.queries import eligible, finding
from linli.people.tasks.records import TaskRecord


@require_http_methods(["GET", "POST"])
@staff_can(Permission.TASK_DO)
def task(request: StaffRequest, task_id: int) -> HttpResponse:
    """The page of a task, or (for htmx) what stands beside the list; POST does something with it."""
    one = or_404(finding.access_task, request.seat, task_id)
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("do", "done"), _complete)
        return act(request, one)
    return _shown(request, one)


def _complete(request: StaffRequest, one: TaskRecord) -> HttpResponse:
    form = Completion(request.POST, questions=closing.questions(one), proof=one.proof)
    if form.is_valid():
        try:
            closing.complete_task(
                task=one.id,
                outcome=request.POST.get("outcome", ""),
                form=form.answers(),
                proof=form.proof(),
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Done."))
            return go(request, f"{reverse('console:tasks')}?{_back(request)}")
    return _shown(request, one, form)


def _claim(request: StaffRequest, one: TaskRecord) -> HttpResponse:
    return _told(request, one, gettext("It is yours."), assigning.claim_task)


def _release(request: StaffRequest, one: TaskRecord) -> HttpResponse:
    return _told(request, one, gettext("Given back: others can take it."), assigning.release_task)


def _assign(request: StaffRequest, one: TaskRecord) -> HttpResponse:
    to = eligible.person_of_code(request.POST.get("to", ""))
    try:
        assigning.assign_task(
            task=one.id,
            staff_id=to.id if to and to.kind == "staff" else None,
            member_id=to.id if to and to.kind == "member" else None,
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("Saved."))
    return _again(request, one)


def _comment(request: StaffRequest, one: TaskRecord) -> HttpResponse:
    try:
        commenting.comment(task=one.id, text=request.POST.get("text", ""), by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _shown(request, one)
    return _again(request, one)


_ACTS: dict[str, Callable[[StaffRequest, TaskRecord], HttpResponse]] = {
    "done": _complete,
    "claim": _claim,
    "release": _release,
    "assign": _assign,
    "comment": _comment,
}


def _told(request: StaffRequest, one: TaskRecord, words: str, act: Callable[..., TaskRecord]) -> HttpResponse:
    try:
        act(task=one.id, by=request.actor, at=request.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return _again(request, one)


def _shown(request: StaffRequest, one: TaskRecord, form: Completion | None = None) -> HttpResponse:
    """The page, with what was typed where something was refused."""
    detail, shown = beside(request, one, form)
    return page(
        request,
        "console/tasks/task.html",
        fragment="detail",
        detail=detail,
        form=shown,
        back=_back(request),
        said=request.POST.get("text", ""),
    )


def _again(request: StaffRequest, one: TaskRecord) -> HttpResponse:
    """Where the reader was: beside the list, or on the task's own page."""
    back = _back(request)
    if back:
        return go(request, f"{reverse('console:tasks')}?{back}&task={one.id}")
    return go(request, "console:task", one.id)


def _back(request: StaffRequest) -> str:
    given = request.POST.get("back") if request.method == "POST" else request.GET.get("back")
    return back_of(QueryDict((given or "")[:400]))
