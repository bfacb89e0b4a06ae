"""Reminders and escalation ring once each; comments and their addressees; who has how much to do."""

from datetime import date, timedelta

import pytest

from linli.facts.tasks import TaskCommented, TaskEscalated, TaskReminded
from linli.kernel.errors import Refusal
from linli.people.tasks.actions import assigning, closing, commenting, ringing
from linli.people.tasks.models import TaskAlarm, TaskStep
from linli.people.tasks.queries import eligible, finding, workload
from linli.people.tasks.queries.eligible import Person
from linli.people.tasks.queries.workload import Load, Week
from linli.people.tasks.rules.mentions import mentioned
from tests.cast import AT
from tests.people.tasks.asking import DUE, ask, task_events, wish

HOUR = timedelta(hours=1)


def test_a_task_is_announced_again_before_it_is_due_and_seen_by_more_when_it_is_late(cast):
    [task] = ask(wish(cast, role="editor", remind=(HOUR,), escalate=((HOUR, "moderator"),)))

    assert ringing.ring(at=DUE - HOUR - timedelta(seconds=1)) == 0
    assert ringing.ring(at=DUE - HOUR) == 1
    assert ringing.ring(at=DUE - HOUR) == 0
    assert finding.get_task(task.id).reminded_at == DUE - HOUR
    assert not eligible.may_do(finding.get_task(task.id), cast.cheng_seat)

    assert ringing.ring(at=DUE + HOUR) == 1

    late = finding.get_task(task.id)
    assert (late.also, late.escalated_at) == (["moderator"], DUE + HOUR)
    assert eligible.may_do(late, cast.cheng_seat)
    assert task_events()[1:] == [TaskReminded(task.id), TaskEscalated(task.id, "moderator")]
    assert list(TaskStep.objects.order_by("id").values_list("kind", "detail")) == [
        ("reminded", ""),
        ("escalated", "moderator"),
    ]
    assert not TaskAlarm.objects.exists()


def test_many_alarms_ring_in_a_handful_of_queries(cast, django_assert_max_num_queries):
    ask(*(wish(cast, f"k-{n}", remind=(HOUR, 2 * HOUR)) for n in range(200)))

    with django_assert_max_num_queries(8):
        assert ringing.ring(at=DUE) == 400

    assert len(task_events("task.reminded")) == 400


def test_nobody_is_reminded_of_what_is_done(cast):
    [task] = ask(wish(cast, remind=(HOUR,)))
    closing.complete_task(task=task.id, outcome="done", by=cast.by_lin, at=AT)

    assert ringing.ring(at=DUE) == 0
    assert task_events("task.reminded") == []


def test_the_alarms_of_others_stay_quiet(cast):
    ask(wish(cast, remind=(HOUR,)))

    with cast.scope_elsewhere():
        assert ringing.ring(at=DUE) == 0


def test_a_comment_addresses_colleagues_by_their_names(cast):
    [task] = ask(wish(cast))

    step = commenting.comment(task=task.id, text=" @程诺 请看一下 ", by=cast.by_lin, at=AT)

    assert (step.text, step.mentions, step.member_id) == ("@程诺 请看一下", [cast.cheng.id], cast.momo.id)
    assert task_events("task.commented") == [TaskCommented(task.id, (cast.cheng.id,))]


@pytest.mark.parametrize("text", ["  ", "x" * 2001])
def test_an_empty_or_endless_comment_is_refused(cast, text):
    [task] = ask(wish(cast))

    with pytest.raises(Refusal, match="1 to 2000 characters"):
        commenting.comment(task=task.id, text=text, by=cast.by_lin, at=AT)

    assert not TaskStep.objects.exists()


def test_of_two_names_that_begin_alike_the_longer_counts():
    names = {1: "Ann", 2: "Anna", 3: "Bo"}

    assert mentioned("@Anna see this", names) == [2]
    assert mentioned("@anna and @ann", names) == [1, 2]
    assert mentioned("Bo, no at sign", names) == []


def test_the_load_of_everybody_is_counted(cast):
    ask(wish(cast, "late", staff_id=cast.cheng.id, due_at=AT - HOUR))
    ask(wish(cast, "soon", staff_id=cast.cheng.id), wish(cast, "nobody"))
    ask(wish(cast, "far", assignee_member_id=cast.su.id, due_at=AT + timedelta(days=30)))

    cheng, su = Person("staff", cast.cheng.id), Person("member", cast.su.id)
    assert workload.loads(at=AT) == [Load(cheng, 2, 1, 1), Load(su, 1, 0, 0)]
    assert workload.loads(at=AT, reach=frozenset({0})) == []
    assert eligible.loads([cheng, su, Person("staff", 0)]) == {cheng: 2, su: 1}


def test_what_was_done_is_counted_by_person_and_week(cast):
    on_time, late, missed = ask(*(wish(cast, f"k-{n}", staff_id=cast.cheng.id) for n in range(3)))
    closing.complete_task(task=on_time.id, outcome="done", by=cast.by_cheng, at=DUE)
    closing.complete_task(task=late.id, outcome="done", by=cast.by_cheng, at=DUE + timedelta(days=7))
    closing.expire([missed.key], at=DUE + timedelta(days=7))

    found = workload.weeks(since=AT, until=AT + timedelta(days=14), zone="Asia/Shanghai")

    cheng = Person("staff", cast.cheng.id)
    assert found == [Week(cheng, date(2026, 11, 2), 1, 0, 0), Week(cheng, date(2026, 11, 9), 1, 1, 1)]
    assert workload.kinds(since=AT, until=AT + timedelta(days=14)) == [("step", 2, 1, 1)]


def test_a_task_that_was_assigned_counts_for_whoever_has_it_now(cast):
    [task] = ask(wish(cast, staff_id=cast.cheng.id))

    assigning.assign_task(task=task.id, staff_id=cast.lin.id, by=cast.by_lin, at=AT)

    assert workload.loads(at=AT) == [Load(Person("staff", cast.lin.id), 1, 0, 1)]
