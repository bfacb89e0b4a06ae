"""A run tells another program and goes on with its answer; a post waits for what has to close first."""

from datetime import timedelta

import msgspec
import pytest
from django.db import transaction

from linli.connect.adapters.webhook import actions as webhook
from linli.connect.gateway.contract import Refused, Sent
from linli.connect.gateway.models import Effect
from linli.connect.gateway.outbox import admission, claiming, recording
from linli.facts.activities import ActivityClosed
from linli.run.playbooks import reactions
from linli.run.playbooks.models import Run
from tests.run.playbooks.staging import document

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CALL = document("""\
- id: ask
  call: {url: "https://shop.example/hook", body: {who: person.name, n: 3}, reads: [order], at_most: 1h,
    on_failure: sorry}
- {id: hi, post: {text: "Order {$ask.order}"}, next: end}
- {id: sorry, post: {text: Sorry}}
""")


@pytest.fixture
def shop(stage, cast):
    webhook.allow_calls(hosts=["shop.example"], by=cast.by_lin, at=cast.at)
    stage.publish(CALL)
    stage.join()
    return Effect.objects.get()


def answered(stage, outcome):
    """The outbox took the call up, and this came of it."""
    rows = admission.admit(claiming.claim(at=stage.start), at=stage.start)
    recording.record(rows, [outcome], at=stage.start)
    stage.hear_answers(after=MINUTE)


def test_a_run_rests_until_the_program_answers_and_reads_the_answer(stage, shop):
    resting = stage.run().state, stage.run().wake_at, shop.payload

    answered(stage, Sent(answer={"status": "200", "order": "A-7"}))

    call = {"url": "https://shop.example/hook", "json": {"who": "墨墨", "n": "3"}, "reads": ["order"]}
    assert resting == ("waiting", stage.start + HOUR, call)
    assert (shop.policy, shop.target, shop.verb) == ("at_least_once", "shop.example", "call_url")
    assert stage.posts("planned") == ["Order A-7"]
    assert stage.run().context["results"]["ask"] == {"outcome": "answered", "status": 200, "order": "A-7"}


def test_a_program_that_refuses_sends_the_run_another_way(stage, shop):
    answered(stage, Refused("it answered 404"))

    assert (stage.posts("planned"), stage.path()) == (["Sorry"], ["ask", "sorry"])


def test_a_program_that_says_nothing_is_waited_for_no_longer_than_said(stage, shop):
    stage.wake(HOUR)

    assert stage.run().context["results"]["ask"] == {"outcome": "timeout"}
    assert Effect.objects.order_by("id").last().payload["text"] == "Sorry"


def test_a_recap_waits_for_the_closing_and_knows_how_many_came(stage, cast):
    stage.publish(
        document("""\
- {id: quiz, activity: {kind: sign_up, text: Come, closes_in: 24h}}
- {id: recap, post: {text: "{$quiz.participants} came", after: $quiz.closed}}
""")
    )
    stage.join()
    run = stage.run()
    run.context["results"] = {
        "quiz": {"activity": 7, "closed": False, "closes_at": (stage.start + 24 * HOUR).isoformat()}
    }
    Run.objects.filter(id=run.id).update(
        context=run.context, state="ready", step="recap", ended_at=None, wake_at=stage.start
    )
    stage.wake(MINUTE)
    resting = stage.run().state, stage.run().wake_at
    closed = stage.event(
        ActivityClosed(7, "sign_up", participants=12, origin=f"run:{run.id}"), after=23 * HOUR
    )

    with transaction.atomic():
        reactions.hear_answers([msgspec.structs.replace(closed, member=None)])

    assert resting == ("waiting", stage.start + 24 * HOUR + 2 * MINUTE)
    assert stage.posts()[-1] == "12 came"
    assert stage.run().state == "done"
