"""Applications become tasks until they are decided; erased people are let go of; verbs and the probe."""

from datetime import timedelta

import pytest
from django.db import transaction

from linli.facts.entry import ApplicationAccepted, ApplicationReceived
from linli.facts.members import MemberErased
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs.actor import SYSTEM
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from linli.people.members.actions import erasing
from linli.people.tasks.actions import commenting
from linli.people.tasks.models import Task, TaskStep
from tests.cast import AT
from tests.people.tasks.asking import ask, hear, wish


def say(cast, fact, by=SYSTEM):
    with transaction.atomic():
        log.append_one(fact, by=by, at=AT, community=cast.community.id, member=cast.su.id)


def test_whoever_applied_waits_for_a_decision(cast):
    say(cast, ApplicationReceived(7, 55))
    position = hear()

    task = Task.objects.get()
    assert (task.about, task.role, task.outcomes) == ("review", "moderator", [])
    assert task.title == "处理苏苏的入群申请"
    assert task.due_at == AT + timedelta(hours=24)

    say(cast, ApplicationAccepted(7, 55), by=cast.by_lin)
    hear(position)
    task.refresh_from_db()
    assert (task.state, task.outcome, task.closed_by) == ("done", "accepted", f"staff:{cast.lin.id}")


def test_what_is_decided_at_once_is_nobodys_task(cast):
    say(cast, ApplicationReceived(7, 95))
    say(cast, ApplicationAccepted(7, 95, is_automatic=True))

    hear()

    assert not Task.objects.exists()


def test_erased_people_are_let_go_of(cast):
    about, of = ask(wish(cast), wish(cast, "b", member=None, assignee_member_id=cast.momo.id))
    commenting.comment(task=about.id, text="rather shy", by=cast.by_lin, at=AT)

    erasing.erase_member(member=cast.momo, by=cast.by_lin, at=AT)
    hear()

    about.refresh_from_db()
    of.refresh_from_db()
    assert (about.state, about.outcome, about.title, about.body) == ("cancelled", "erased", "–", "")
    assert (of.state, of.assignee) == ("open", "")
    assert TaskStep.objects.get(task=about, kind="comment").text == ""


def test_erasing_somebody_without_tasks_changes_nothing(cast):
    [task] = ask(wish(cast))
    say(cast, MemberErased(merged=()))

    hear()

    task.refresh_from_db()
    assert task.state == "open"


def call(cast, verb, arguments, key="k-9"):
    context = Context(
        org_id=cast.org.id,
        community_id=cast.community.id,
        at=AT,
        actor="run:4",
        key=key,
        member_id=cast.momo.id,
        run_id=4,
    )
    with transaction.atomic():
        return registry.run(verb, arguments, context)


def test_a_playbook_has_somebody_do_something_and_takes_it_back(cast):
    given = {"title": "Call them", "due_in": "PT1H", "role": "support", "about": "call"}
    opened = call(cast, "tasks.open", given)
    assert call(cast, "tasks.open", given) == opened

    task = Task.objects.get()
    assert opened == {"task": task.id}
    assert (task.title, task.about, task.origin, task.member_id) == (
        "Call them",
        "call",
        "run:4",
        cast.momo.id,
    )
    assert open_about(cast) == {cast.momo.id: 1, cast.su.id: 0}

    call(cast, "tasks.cancel", {"reason": "left"})
    task.refresh_from_db()
    assert (task.state, task.outcome) == ("cancelled", "left")
    assert open_about(cast) == {cast.momo.id: 0, cast.su.id: 0}


def test_a_task_is_not_due_next_year(cast):
    with pytest.raises(Refusal, match="ninety days"):
        call(cast, "tasks.open", {"title": "Call them", "due_in": "P100D"})

    assert not Task.objects.exists()


def open_about(cast):
    context = Context(org_id=cast.org.id, community_id=cast.community.id, at=AT, actor="system", key="read")
    return dict(registry.read("person.open_tasks", [cast.momo.id, cast.su.id], context, {}))
