"""Tasks: a person says how it went, and the run goes on."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts.tasks import TaskClosed
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.run.playbooks.actions.advancing import advance
from linli.run.playbooks.actions.moves import Impulse
from linli.run.playbooks.document.step_shapes import HumanTask
from linli.run.playbooks.models import Run, Task
from linli.run.playbooks.queries.compiled import document_of

LONGEST_ANSWER = 2000
Answers = Mapping[str, str | int]


class CannotComplete(Refusal):
    """The task is closed, or what was filled in does not fit."""


@transaction.atomic
def complete_task(*, task: Task, outcome: str, form: Answers, by: Actor, at: datetime) -> Task:
    """Close an open task and take its run on at once."""
    run = Run.objects.select_for_update(of=["self"]).select_related("version").get(id=task.run_id)
    locked: Task = Task.objects.select_for_update().get(id=task.id)
    if locked.state != "open":
        raise CannotComplete(_("this task is closed already"))
    step = document_of(run.version).step(locked.step)
    if not isinstance(step, HumanTask):
        raise CannotComplete(_("this task does not belong to a step of its playbook"))
    answers = _checked(step, outcome, form)
    locked.state, locked.outcome, locked.form = "closed", outcome, answers
    locked.closed_at, locked.closed_by = at, by.code
    locked.save()
    log.append_one(
        TaskClosed(locked.id, outcome),
        by=by,
        at=at,
        community=run.community_id,
        group=run.group_id,
        member=run.member_id,
    )
    audit.record("playbooks.task_done", subject=f"task:{locked.id}", by=by, at=at, after={"outcome": outcome})
    go = step.outcomes[outcome]
    advance([Impulse(run=run.id, at=at, since=at, go=go, outcome=outcome, detail=answers)])
    return locked


@transaction.atomic
def assign_task(*, task: Task, assignee: int | None, by: Actor, at: datetime) -> None:
    """Give an open task to one person of staff, or back to everybody of the role."""
    if not Task.objects.filter(id=task.id, state="open").update(assignee_id=assignee):
        raise CannotComplete(_("this task is closed already"))
    audit.record(
        "playbooks.task_assigned", subject=f"task:{task.id}", by=by, at=at, after={"assignee": assignee}
    )


def _checked(step: HumanTask, outcome: str, form: Answers) -> dict[str, str | int]:
    open_to_people = [name for name in step.outcomes if name != "timeout"]
    if outcome not in open_to_people:
        sentence = _('"{outcome}" is no outcome of this task; use one of {known}')
        raise CannotComplete(sentence.format(outcome=outcome[:60], known=", ".join(open_to_people)))
    known = {question.field: question for question in step.form}
    for name in form:
        if name not in known:
            raise CannotComplete(_('the form of this task has no field "{name}"').format(name=name[:60]))
    for question in step.form:
        value = form.get(question.field)
        if question.is_required and value in (None, ""):
            raise CannotComplete(_('"{field}" has to be filled in').format(field=question.field))
        if value is not None and not _fits(question.type, value):
            raise CannotComplete(_needs(question.type).format(field=question.field, most=LONGEST_ANSWER))
    return {name: value for name, value in form.items() if value != ""}


def _fits(kind: str, value: str | int) -> bool:
    if kind == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str) and len(value) <= LONGEST_ANSWER


def _needs(kind: str) -> str:
    if kind == "number":
        return _('"{field}" needs a whole number')
    return _('"{field}" needs a text of at most {most} characters')
