"""A volunteer's tasks on the phone: mine with their text, what waits for somebody of my role, what I did."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.faces.portal.access import MemberRequest, member_page
from linli.faces.portal.tabs import tabs
from linli.faces.ui.page import page
from linli.faces.ui.task_form import Completion
from linli.faces.ui.task_words import outcome_name
from linli.kernel.errors import Refusal
from linli.people.members.queries import names
from linli.people.tasks.actions import assigning, closing
from linli.people.tasks.actions.standing import CannotTake
from linli.people.tasks.queries import eligible, finding, inbox
from linli.people.tasks.records import TaskRecord


@dataclass(frozen=True)
class Card:
    """A task on the phone, with its form where it is mine."""

    task: TaskRecord
    about: str
    is_late: bool
    is_open: bool
    form: Completion | None
    outcomes: list[tuple[str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def tasks(request: MemberRequest) -> HttpResponse:
    """The page; a POST does what `do` names with the task `task`."""
    status, refused = 200, None
    if request.method == "POST":
        one, form, said = _do(request)
        if said:
            messages.success(request, said)
            return redirect("portal:tasks")
        status, refused = 422, (one.id, form)
    found = inbox.of_volunteer(request.visitor.member, at=request.now)
    done = inbox.done_by_volunteer(request.visitor.member)
    people = names.names_of({one.member_id for one in [*found, *done] if one.member_id})
    cards = [_card(request, one, people, refused) for one in found]
    return page(
        request,
        "portal/tasks.html",
        status=status,
        mine=[one for one in cards if one.form is not None],
        free=[one for one in cards if one.form is None],
        done=[(one, people.get(one.member_id or 0, ""), outcome_name(one.outcome)) for one in done],
        bar=tabs("me"),
    )


def _do(request: MemberRequest) -> tuple[TaskRecord, Completion, str]:
    """The task, its form as it was filled in, and what to say when it worked."""
    one = _theirs(request)
    form = Completion(request.POST, questions=closing.questions(one), proof=one.proof)
    try:
        return one, form, _ACTS.get(request.POST.get("do", ""), _complete)(request, one, form)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return one, form, ""


def _theirs(request: MemberRequest) -> TaskRecord:
    raw = request.POST.get("task", "")
    one = finding.get_task(int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0)
    if not eligible.may_help(one, request.visitor.member):
        raise finding.NoSuchTask
    return one


def _complete(request: MemberRequest, one: TaskRecord, form: Completion) -> str:
    if not form.is_valid():
        return ""
    closing.complete_task(
        task=one.id,
        outcome=request.POST.get("outcome", ""),
        form=form.answers(),
        proof=form.proof(),
        by=request.actor,
        at=request.now,
    )
    return _("Well done. Thank you!")


def _claim(request: MemberRequest, one: TaskRecord, form: Completion) -> str:
    assigning.claim_task(task=one.id, by=request.actor, at=request.now)
    return _("It is yours. Thank you!")


def _release(request: MemberRequest, one: TaskRecord, form: Completion) -> str:
    if one.assignee_member_id != request.visitor.member:
        raise CannotTake(_("somebody else has this task: have it assigned to you first"))
    assigning.release_task(task=one.id, by=request.actor, at=request.now)
    return _("Given back. Somebody else takes it.")


_ACTS: Mapping[str, Callable[[MemberRequest, TaskRecord, Completion], str]] = {
    "done": _complete,
    "claim": _claim,
    "release": _release,
}


def _card(
    request: MemberRequest,
    one: TaskRecord,
    people: Mapping[int, str],
    refused: tuple[int, Completion] | None,
) -> Card:
    form = None
    if one.assignee_member_id == request.visitor.member:
        form = Completion(None, questions=closing.questions(one), proof=one.proof)
    is_refused = form is not None and refused is not None and refused[0] == one.id
    return Card(
        task=one,
        about=people.get(one.member_id or 0, ""),
        is_late=one.due_at < request.now,
        is_open=is_refused,
        form=refused[1] if refused is not None and is_refused else form,
        outcomes=[(name, outcome_name(name)) for name in one.outcomes],
    )
