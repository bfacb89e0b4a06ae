"""Opening tasks: many at once, once each, to somebody or to a role."""

from datetime import timedelta

import pytest
from django.db import transaction

from linli.facts.tasks import TaskOpened
from linli.kernel.orgs.actor import SYSTEM
from linli.people.roles.actions import assigning as roles
from linli.people.roles.rules.parts import Status
from linli.people.tasks.actions import opening
from linli.people.tasks.actions.opening import CannotOpen, Question, TaskPart
from linli.people.tasks.models import Task, TaskAlarm
from tests.cast import AT
from tests.people.tasks.asking import DUE, ask, task_events, wish


def test_a_task_says_all_it_was_opened_with(cast):
    [task] = ask(
        wish(
            cast,
            purpose="Nobody should feel alone",
            body="Hello Momo!",
            parts=(TaskPart("link", "https://linli.example/hello", "Greeting"),),
            form=(Question(field="mood", label="Mood", type="choice", choices=("good", "bad")),),
            outcomes=("done", "skip"),
            proof="optional",
            remind=(timedelta(hours=1),),
            escalate=((timedelta(hours=2), "planner"),),
            window_ends_at=DUE + timedelta(hours=1),
        )
    )

    assert (task.title, task.state, task.role, task.about) == (
        "Say hello to Momo",
        "open",
        "moderator",
        "step",
    )
    assert (task.opened_at, task.opens_at, task.due_at) == (AT, AT, DUE)
    assert task.parts == [{"kind": "link", "ref": "https://linli.example/hello", "title": "Greeting"}]
    assert task.form == [{"field": "mood", "label": "Mood", "type": "choice", "choices": ["good", "bad"]}]
    assert (task.outcomes, task.also, task.answers) == (["done", "skip"], [], {})
    alarms = TaskAlarm.objects.order_by("at").values_list("at", "role")
    assert list(alarms) == [(DUE - timedelta(hours=1), ""), (DUE + timedelta(hours=2), "planner")]
    assert task_events() == [TaskOpened(task.id, about="step", role="moderator", origin="run:12")]


def test_the_same_key_opens_one_task(cast):
    first, again = ask(wish(cast), wish(cast, title="Another title"))
    later, fresh = ask(wish(cast), wish(cast, "k-2"))

    assert first.id == again.id == later.id
    assert first.title == "Say hello to Momo"
    assert fresh.id != first.id
    assert [fact.task for fact in task_events()] == [first.id, fresh.id]


def test_five_hundred_tasks_take_a_handful_of_queries(cast, django_assert_max_num_queries):
    wishes = [wish(cast, f"k-{n}", remind=(timedelta(hours=1),), balance="least_open") for n in range(500)]

    with django_assert_max_num_queries(12), transaction.atomic():
        ids = opening.open_tasks(wishes, by=SYSTEM, at=AT)

    assert len(set(ids)) == 500
    assert Task.objects.filter(staff_id=cast.cheng.id).count() == 500


def test_whoever_has_the_fewest_open_ones_gets_the_next(cast):
    roles.assign_member(
        community=cast.community,
        role="host",
        member=cast.su,
        status=Status.MEMBER_HELD,
        by=cast.by_lin,
        at=AT,
    )
    roles.assign_member(
        community=cast.community,
        role="host",
        member=cast.momo,
        status=Status.MEMBER_HELD,
        by=cast.by_lin,
        at=AT,
    )
    ask(wish(cast, "busy", role="host", assignee_member_id=cast.su.id))

    tasks = ask(*(wish(cast, f"k-{n}", role="host", balance="least_open") for n in range(3)))

    held = sorted(one.assignee_member_id for one in tasks)
    assert held == sorted([cast.momo.id, cast.momo.id, cast.su.id])
    assert tasks[0].assignee_member_id == cast.momo.id


def test_nobody_of_the_role_leaves_the_task_to_everybody_of_it(cast):
    [task] = ask(wish(cast, role="editor", balance="least_open"))

    assert task.assignee == ""


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"key": ""}, "a task needs a key of 1 to 200 and an origin of 1 to 80 characters"),
        ({"about": "nonsense"}, "“nonsense” or “none” is no word of tasks"),
        ({"title": "  "}, "a task needs a title: say what is to be done"),
        ({"outcomes": ("timeout",)}, "an outcome has 1 to 60 characters and is not called “timeout”"),
        ({"staff_id": 1, "assignee_member_id": 2}, "a task is for one person: a colleague or a volunteer"),
        ({"due_at": DUE.replace(tzinfo=None)}, "the times of a task need a zone"),
    ],
)
def test_a_task_that_makes_no_sense_opens_nothing(cast, wrong, sentence):
    with pytest.raises(CannotOpen) as refusal:
        ask(wish(cast, "good"), wish(cast, **wrong))

    assert str(refusal.value) == sentence
    assert not Task.objects.exists()
    assert task_events() == []


def test_what_postgresql_cannot_keep_is_left_out(cast):
    [task] = ask(wish(cast, title="Hel\x00lo"))

    assert task.title == "Hello"


def test_tasks_are_opened_inside_a_transaction(cast):
    [task] = ask(wish(cast, community=None, member=None, role=""))

    assert (task.community_id, task.role) == (None, "")
