"""How tasks end: done with answers and proof, expired, cancelled, done elsewhere."""

from datetime import timedelta

import pytest

from linli.facts.tasks import TaskCancelled, TaskClosed
from linli.kernel.errors import Refusal
from linli.kernel.orgs import actor
from linli.kernel.orgs.models import AuditEntry
from linli.people.tasks.actions import closing
from linli.people.tasks.actions.opening import Question
from linli.people.tasks.models import TaskAlarm
from linli.people.tasks.queries import finding
from tests.cast import AT
from tests.people.tasks.asking import DUE, ask, task_events, wish

FORM = (
    Question(field="mood", label="Mood", type="choice", choices=("good", "bad"), is_required=True),
    Question(field="calls", type="number"),
    Question(field="agreed", type="yes_no"),
    Question(field="on", type="date"),
    Question(field="see", type="link"),
)


def test_a_task_is_done_with_its_answers_and_a_proof(cast):
    [task] = ask(wish(cast, form=FORM, proof="required", remind=(timedelta(hours=1),)))
    given = {
        "mood": "good",
        "calls": 2,
        "agreed": True,
        "on": "2026-11-03",
        "see": "https://a.example/1",
    }

    done = closing.complete_task(
        task=task.id, outcome="done", form=given, proof=" said hello ", by=cast.by_cheng, at=DUE
    )

    assert (done.state, done.outcome, done.proof_given) == ("done", "done", "said hello")
    assert (done.closed_at, done.closed_by, done.staff_id) == (DUE, f"staff:{cast.cheng.id}", cast.cheng.id)
    assert finding.answers([task.id]) == {task.id: given}
    assert finding.closings([task.id]) == {task.id: ("done", f"staff:{cast.cheng.id}", DUE)}
    assert task_events("task.closed") == [TaskClosed(task.id, "done", origin="run:12")]
    assert not TaskAlarm.objects.exists()
    assert AuditEntry.objects.filter(action="tasks.completed", subject=f"task:{task.id}").count() == 1


def test_what_is_done_after_its_time_is_late(cast):
    [task] = ask(wish(cast))

    closing.complete_task(task=task.id, outcome="done", by=cast.by_lin, at=DUE + timedelta(seconds=1))

    assert task_events("task.closed") == [TaskClosed(task.id, "done", origin="run:12", is_late=True)]


@pytest.mark.parametrize(
    ("outcome", "form", "proof", "sentence"),
    [
        ("lost", {}, "p", "“lost” is no outcome of this task; use one of done"),
        ("timeout", {}, "p", "“timeout” is no outcome of this task; use one of done"),
        ("done", {}, "p", "“Mood” has to be filled in"),
        ("done", {"mood": "so-so"}, "p", "“Mood” has to be one of the choices"),
        ("done", {"mood": "good", "other": 1}, "p", "the form of this task has no field “other”"),
        ("done", {"mood": "good", "calls": "x"}, "p", "“calls” needs a whole number"),
        ("done", {"mood": "good", "agreed": "x"}, "p", "“agreed” is answered by yes or no"),
        ("done", {"mood": "good", "on": "3.11."}, "p", "“on” needs a date such as 2026-01-31"),
        (
            "done",
            {"mood": "good", "see": "javascript:alert(1)"},
            "p",
            "“see” needs an address that begins with https://",
        ),
        (
            "done",
            {"mood": "good"},
            " ",
            "this task needs a proof: a link, a picture, or a sentence about what was done",
        ),
        ("done", {"mood": "good"}, "p" * 501, "a proof has at most 500 characters: shorten it"),
    ],
)
def test_what_does_not_fit_closes_nothing(cast, outcome, form, proof, sentence):
    [task] = ask(wish(cast, form=FORM, proof="required"))

    with pytest.raises(Refusal) as refusal:
        closing.complete_task(task=task.id, outcome=outcome, form=form, proof=proof, by=cast.by_lin, at=AT)

    assert str(refusal.value) == sentence
    assert finding.get_task(task.id).state == "open"
    assert task_events("task.closed") == []


def test_a_closed_task_is_not_closed_again(cast):
    [task] = ask(wish(cast))
    closing.complete_task(task=task.id, outcome="done", by=cast.by_lin, at=AT)

    with pytest.raises(Refusal, match="closed already"):
        closing.complete_task(task=task.id, outcome="done", by=cast.by_cheng, at=AT)

    assert len(task_events("task.closed")) == 1


def test_a_task_of_another_role_is_not_done_by_whoever_comes(cast):
    [task] = ask(wish(cast, role="editor"))

    with pytest.raises(Refusal, match="waits for another role"):
        closing.complete_task(task=task.id, outcome="done", by=cast.by_cheng, at=AT)
    with pytest.raises(Refusal, match="waits for another role"):
        closing.complete_task(task=task.id, outcome="done", by=actor.member(cast.su.id), at=AT)

    assert finding.get_task(task.id).state == "open"


def test_the_tasks_of_an_origin_are_cancelled_together(cast):
    one, two, other = ask(wish(cast, "a"), wish(cast, "b"), wish(cast, "c", origin="run:13"))
    closing.complete_task(task=one.id, outcome="done", by=cast.by_lin, at=AT)

    assert closing.cancel_tasks({"run:12": "exited", "run:99": "stopped"}, at=DUE) == 1
    assert closing.cancel_tasks({"run:12": "exited"}, at=DUE) == 0
    assert closing.cancel_tasks({}, at=DUE) == 0

    states = [finding.get_task(task.id).state for task in (one, two, other)]
    assert states == ["done", "cancelled", "open"]
    assert finding.get_task(two.id).outcome == "exited"
    assert task_events("task.cancelled") == [TaskCancelled(two.id, "exited", "run:12")]


def test_what_nobody_did_in_time_expires(cast):
    one, two = ask(wish(cast, "a", remind=(timedelta(hours=1),)), wish(cast, "b"))

    assert closing.expire(["a", "nobody"], at=DUE) == 1
    assert closing.expire(["a"], at=DUE) == 0
    assert closing.expire([], at=DUE) == 0

    assert (finding.get_task(one.id).state, finding.get_task(one.id).outcome) == ("expired", "timeout")
    assert finding.get_task(two.id).state == "open"
    assert task_events("task.closed") == [TaskClosed(one.id, "timeout", "run:12", is_late=True)]
    assert not TaskAlarm.objects.exists()


def test_a_task_without_outcomes_closes_only_by_what_it_is_about(cast):
    [task] = ask(wish(cast, outcomes=(), origin="application:4"))

    with pytest.raises(Refusal, match="closes by itself"):
        closing.complete_task(task=task.id, outcome="done", by=cast.by_lin, at=AT)
    closing.settle_elsewhere({"application:4": "accepted"}, at=AT, by=cast.by_lin)

    assert finding.get_task(task.id).outcome == "accepted"
    assert task_events("task.closed") == [TaskClosed(task.id, "accepted", "application:4")]
