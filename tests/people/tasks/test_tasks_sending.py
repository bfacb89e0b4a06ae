"""What the outbox hands over is a task; done here or there, both know it."""

from datetime import timedelta

import pytest
from django.db import transaction

from linli.connect.gateway import orders
from linli.connect.gateway.models import Effect
from linli.connect.gateway.outbox import actions as outbox
from linli.connect.gateway.outbox import announcing, planning
from linli.connect.gateway.outbox.planning import Plan
from linli.facts.inbound import Part
from linli.kernel.errors import Refusal
from linli.kernel.orgs.actor import SYSTEM
from linli.people.tasks.actions import closing
from linli.people.tasks.models import Task
from tests.cast import AT
from tests.people.tasks.asking import hear

WINDOW = AT + timedelta(hours=2)


@pytest.fixture
def handed(cast):
    return hand_over(cast)


def hand_over(cast, key="hello", **more):
    given = {
        "group": cast.group.id,
        "payload": orders.SendMessage("早上好", parts=(Part("image", ref="https://a.example/1.png"),)),
        "policy": "assisted",
        "due_at": AT + timedelta(minutes=10),
        "late_after": WINDOW,
        "origin": "run:12",
        "source": "playbook rhythm / step morning",
        "role": "host",
    }
    with transaction.atomic():
        [id] = planning.plan([Plan(key=key, **{**given, **more})], by=SYSTEM, at=AT)
    return Effect.objects.get(id=id)


def test_what_is_handed_over_is_a_task_with_its_text_and_window(cast, handed):
    hear()
    hear()

    [task] = Task.objects.all()
    assert (task.about, task.title, task.origin) == ("send", "在共读一群里发一条消息", f"effect:{handed.id}")
    assert (task.body, task.role, task.source) == ("早上好", "host", "playbook rhythm / step morning")
    assert task.parts == [{"kind": "image", "ref": "https://a.example/1.png"}]
    assert (task.opens_at, task.due_at) == (AT + timedelta(minutes=10), WINDOW)
    assert task.outcomes == ["done", "skip"]


def test_the_task_of_a_private_message_names_the_person(cast):
    hand_over(cast, group=None, member=cast.momo.id, surface="dm", community=cast.community.id)

    hear()

    assert Task.objects.get().title == "给墨墨发一条私信"


def test_doing_the_task_confirms_the_send(cast, handed):
    hear()
    task = Task.objects.get()

    closing.complete_task(task=task.id, outcome="done", proof="sent at ten", by=cast.by_lin, at=WINDOW)
    hear()

    handed.refresh_from_db()
    assert (handed.state, handed.reason, handed.punctuality) == ("sent", "by_person", "on_time")
    task.refresh_from_db()
    assert (task.state, task.outcome, task.closed_by) == ("done", "done", f"staff:{cast.lin.id}")


def test_skipping_the_task_suppresses_the_send(cast, handed):
    hear()

    closing.complete_task(task=Task.objects.get().id, outcome="skip", by=cast.by_lin, at=AT)

    handed.refresh_from_db()
    assert (handed.state, handed.reason) == ("suppressed", "skipped:task")


def test_a_send_confirmed_in_the_outbox_closes_the_task(cast, handed):
    hear()
    outbox.confirm_by_person(effect_id=handed.id, by=cast.by_cheng, at=AT)
    hear()

    task = Task.objects.get()
    assert (task.state, task.outcome, task.closed_by) == ("done", "done", f"staff:{cast.cheng.id}")


def test_a_send_that_nobody_needs_any_more_closes_the_task(cast, handed):
    hear()
    with transaction.atomic():
        planning.void(origin="run:12", reason="exited", at=AT)
    hear()

    task = Task.objects.get()
    assert (task.state, task.outcome) == ("cancelled", "origin")


def test_a_task_whose_send_was_settled_meanwhile_stays_open_until_that_is_heard(cast, handed):
    hear()
    outbox.skip_by_person(effect_id=handed.id, reason="no need", by=cast.by_lin, at=AT)

    with pytest.raises(Refusal, match="somebody or something was quicker"):
        closing.complete_task(task=Task.objects.get().id, outcome="done", by=cast.by_lin, at=AT)

    assert Task.objects.get().state == "open"


def test_a_send_settled_before_it_is_heard_of_opens_nothing(cast, handed):
    outbox.skip_by_person(effect_id=handed.id, reason="no need", by=cast.by_lin, at=AT)

    hear()

    assert not Task.objects.exists()


def test_somebody_looks_whether_a_message_arrived(cast):
    effect = hand_over(cast)
    Effect.objects.filter(id=effect.id).update(state="unknown", policy="at_most_once")
    row = Effect.objects.values_list(
        "id", "org_id", "verb", "target", "community_id", "group_id", "member_id", "cause", "depth", "reason",
        "external_id",
    ).get(id=effect.id)  # fmt: skip
    with transaction.atomic():
        announcing.unknown(announcing.ended([row]), at=AT)
    hear()

    [task] = Task.objects.filter(about="other")
    assert (task.title, task.outcomes) == ("消息发到共读一群了吗？", ["arrived", "not_arrived"])
    closing.complete_task(task=task.id, outcome="arrived", by=cast.by_lin, at=AT)
    effect.refresh_from_db()
    assert (effect.state, effect.reason) == ("sent", "seen_by_person")
