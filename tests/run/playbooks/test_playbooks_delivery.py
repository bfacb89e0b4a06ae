"""Through the real log, delivery and dispatch."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.connect.gateway.intake import accepting
from linli.connect.gateway.models import Effect
from linli.connect.gateway.outbox import dispatch
from linli.facts.inbound import Inbound
from linli.kernel.events import delivery
from linli.kernel.events.models import ParkedEvent
from linli.run.playbooks.models import Run, StepVisit
from tests.cast import ROOM
from tests.run.playbooks.staging import document

pytestmark = pytest.mark.django_db(transaction=True)
WELCOME = document(
    "- {id: welcome, post: {text: '欢迎 {person.name}', mention_person: true}}\n"
    "- id: listen\n"
    "  wait: {any: [{event: message.posted, go: gift}], at_most: 1d, on_timeout: end}\n"
    "- {id: gift, award: {amount: 5, reason: hi, key: 'a:{person.id}'}}\n",
    more="exit: [{event: membership.left, outcome: left}]\n",
)


def inbound(kind, id, at, **more):
    return Inbound(
        kind=kind, external_id=id, occurred_at=at, group=ROOM, sender="mei", sender_name="小美", **more
    )


def deliver(cast, *records):
    accepting.accept(cast.channel.id, list(records), at=timezone.now())
    delivery.deliver_all(at=timezone.now())


def test_a_newcomer_is_welcomed_within_seconds_and_praised_for_the_first_word(stage, cast):
    delivery.deliver_all(at=timezone.now())
    stage.publish(WELCOME)
    began = timezone.now()

    deliver(cast, inbound("join", "mei-j", began))
    while dispatch.dispatch_round(clock=timezone.now, limit=10):
        pass
    effect = Effect.objects.get()
    deliver(cast, inbound("message", "mei-1", timezone.now(), text="大家好"))

    assert (effect.state, effect.payload["text"], effect.payload["mentions"]) == (
        "sent",
        "欢迎 小美",
        ["mei"],
    )
    assert effect.finished_at - began < timedelta(seconds=3)
    assert (Run.objects.get().outcome, stage.awards()) == ("done", [5])
    assert ParkedEvent.objects.count() == 0


def test_who_leaves_before_the_post_was_sent_is_not_written_to(stage, cast):
    delivery.deliver_all(at=timezone.now())
    stage.publish(WELCOME)
    now = timezone.now()

    deliver(cast, inbound("join", "mei-j", now))
    deliver(cast, inbound("leave", "mei-l", now))
    while dispatch.dispatch_round(clock=timezone.now, limit=10):
        pass

    effect = Effect.objects.get()
    assert (effect.state, effect.reason) == ("suppressed", "origin:left")


def test_a_run_stopped_in_the_database_is_vetoed_at_the_door(stage, cast):
    delivery.deliver_all(at=timezone.now())
    stage.publish(WELCOME)
    deliver(cast, inbound("join", "mei-j", timezone.now()))
    Run.objects.update(state="stopped", outcome="left")

    dispatch.dispatch_round(clock=timezone.now, limit=10)

    effect = Effect.objects.get()
    assert (effect.state, effect.reason) == ("suppressed", "origin:left")


def test_everything_told_again_changes_nothing(stage, cast):
    delivery.deliver_all(at=timezone.now())
    stage.publish(WELCOME)
    now = timezone.now()
    records = inbound("join", "mei-j", now), inbound("message", "mei-1", now, text="大家好")

    deliver(cast, *records)
    deliver(cast, *records)

    assert StepVisit.objects.count() == 3
    assert (Effect.objects.count(), stage.awards()) == (1, [5])
