"""What playbooks ask people to do: the list by when it is due, and saying how it went."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.faces.console.doors import or_404
from linli.faces.console.forms.tasks import Answers
from linli.faces.ui.access import staff_can
from linli.faces.ui.page import go, page
from linli.faces.ui.request import StaffRequest
from linli.faces.ui.words import role_name
from linli.kernel.errors import Refusal
from linli.kernel.orgs.rules import Permission
from linli.people.communities import queries as communities
from linli.people.members.queries import names
from linli.run.playbooks.actions import tasks as actions
from linli.run.playbooks.document.step_shapes import HumanTask
from linli.run.playbooks.queries import compiled, runs


@dataclass(frozen=True)
class TaskLine:
    """A task in the list: whom it is about, what asked for it, and whether it is overdue."""

    id: int
    title: str
    member: str
    playbook: str
    community: str
    role: str
    due_at: datetime
    is_mine: bool
    is_late: bool


@require_safe
@staff_can(Permission.TASK_DO)
def tasks(request: StaffRequest) -> HttpResponse:
    """What waits for me or for anybody of my role."""
    found = runs.open_tasks(request.seat)
    people = names.names_of({task.run.member_id or 0 for task in found})
    places = {one.id: one.name for one in communities.community_lines(reach=request.seat.reach)}
    lines = [
        TaskLine(
            id=task.id,
            title=task.title,
            member=people.get(task.run.member_id or 0, ""),
            playbook=str(task.run.playbook),
            community=places.get(task.community_id, ""),
            role=role_name(task.role),
            due_at=task.due_at,
            is_mine=task.assignee_id == request.staff.pk,
            is_late=task.due_at < request.now,
        )
        for task in found
    ]
    late = sum(line.is_late for line in lines)
    return page(request, "console/tasks/list.html", lines=lines, late=late)


@require_http_methods(["GET", "POST"])
@staff_can(Permission.TASK_DO)
def task(request: StaffRequest, task_id: int) -> HttpResponse:
    """One task: about whom, its form, and a button for each way it can go."""
    one = or_404(runs.access_task, request.seat, task_id)
    step = compiled.compiled_versions([one.run.version_id])[one.run.version_id].steps.get(one.step)
    questions = step.form if isinstance(step, HumanTask) else ()
    outcomes = [name for name in step.outcomes if name != "timeout"] if isinstance(step, HumanTask) else []
    form = Answers(request.POST if request.method == "POST" else None, questions=questions)
    if request.method == "POST" and form.is_valid():
        try:
            actions.complete_task(
                task=one,
                outcome=request.POST.get("outcome", ""),
                form=form.given(),
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Done: the playbook goes on."))
            return go(request, "console:tasks")
    return page(
        request,
        "console/tasks/task.html",
        task=one,
        form=form,
        outcomes=[(name, outcome_words(name)) for name in outcomes],
        member=names.names_of([one.run.member_id or 0]).get(one.run.member_id or 0, ""),
        is_late=one.state == "open" and one.due_at < request.now,
    )


def outcome_words(name: str) -> str:
    """Common outcomes in the reader's language; others as the playbook names them."""
    known = {
        "done": gettext("Done"),
        "skip": gettext("Skip"),
        "yes": gettext("Yes"),
        "no": gettext("No"),
    }
    return known.get(name, name)
