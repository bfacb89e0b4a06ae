"""Killed at each of the twelve boundaries between waking and the confirmed send, under every delivery.

No post twice, no receipt lost, every doubt in sight; what a person has to send still waits for them.
"""

import json
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from linli.connect.gateway.models import Effect
from linli.connect.gateway.outbox import admission, claiming, dispatch, recording, sweeping
from linli.people.members.models import Member
from linli.run.growth.models import Entry
from linli.run.playbooks.actions.advancing import advance_due
from linli.run.playbooks.models import Run, StepVisit, Wait
from tests.run.playbooks.proving import die, killed
from tests.run.playbooks.staging import document

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.kills]
DAY = timedelta(days=1)
CROWD = 5
DELIVERIES = ("at_most_once", "at_least_once", "assisted")
STEPS = """\
- {id: rest, wait: {for: 1d}}
- {id: at_most_once, post: {to: group, text: "a {person.name}", delivery: at_most_once}}
- {id: at_least_once, post: {to: group, text: "b {person.name}", delivery: at_least_once}}
- {id: assisted, post: {to: group, text: "c {person.name}", delivery: assisted}}
- {id: gift, award: {amount: 5, reason: hi, key: "a:{person.id}"}}
- id: listen
  wait: {any: [{event: message.posted, go: end}], at_most: 3d, on_timeout: end}
"""

ENGINE = {
    "claimed": r"FROM playbooks_run WHERE .* SKIP LOCKED",
    "read": r"FROM playbooks_run r .*FOR UPDATE OF r",
    "effects planned": r"INSERT INTO gateway_effect",
    "visits written": r"INSERT INTO playbooks_stepvisit",
    "waits registered": r"INSERT INTO playbooks_wait",
    "state set": r"UPDATE playbooks_run",
}


@pytest.fixture(autouse=True)
def recording_wiring(settings):
    settings.WIRING = "tests.run.playbooks.proof_wiring"


@pytest.fixture
def crowd(stage, cast, tmp_path):
    """Runs of several members, due after a day, and a platform that keeps a record."""
    cast.channel.config = {"file": str(tmp_path / "platform.jsonl")}
    cast.channel.save()
    stage.platform = tmp_path / "platform.jsonl"
    stage.at = stage.start + DAY
    stage.publish(document(STEPS))
    Member.objects.bulk_create(
        Member(id=2_000_000 + number, name=f"n{number}", first_seen_at=cast.at) for number in range(CROWD)
    )
    for member in Member.objects.filter(id__gte=2_000_000).order_by("id"):
        stage.join(member)
    return stage


def wake(stage):
    """As a scheduler does: one batch, one transaction."""
    return advance_due(at=stage.at)


def recover(stage):
    """What the next workers do: advance, sweep up, send, until nothing is left to do."""
    while advance_due(at=stage.at):
        pass
    later = stage.at + timedelta(minutes=30)
    while sweeping.sweep(at=later) + dispatch.dispatch_round(clock=lambda: later):
        pass


def written():
    return (
        Counter(Run.objects.values_list("state", "step")),
        Effect.objects.count(),
        Entry.objects.count(),
        StepVisit.objects.count(),
        Wait.objects.count(),
    )


def everything_once(stage):
    """Each run did each of its steps once; each post reached the platform as often as its delivery allows."""
    assert Counter(Run.objects.values_list("state", "step")) == {("waiting", "listen"): CROWD}
    assert StepVisit.objects.count() == 6 * CROWD
    assert Entry.objects.count() == CROWD
    effects = {policy: list(Effect.objects.filter(policy=policy)) for policy in DELIVERIES}
    assert {policy: len(found) for policy, found in effects.items()} == dict.fromkeys(DELIVERIES, CROWD)
    lines = stage.platform.read_text().splitlines() if stage.platform.exists() else []
    arrived = Counter(json.loads(line)["effect"] for line in lines)
    at_most, at_least, by_hand = (effects[policy] for policy in DELIVERIES)
    assert all(arrived[one.id] <= 1 for one in at_most), "a post twice"
    assert all(arrived[one.id] == 1 or one.state == "unknown" for one in at_most), "a hidden doubt"
    assert {one.state for one in at_most} <= {"sent", "unknown"}
    assert all(arrived[one.id] >= 1 and one.state == "sent" for one in at_least), "a receipt lost"
    assert {one.state for one in by_hand} == {"awaiting_person"}
    assert not any(arrived[one.id] for one in by_hand)
    return {one.state for one in at_most}


@pytest.mark.parametrize("boundary", ENGINE)
def test_killed_inside_a_transition_nothing_of_it_is_there_and_all_of_it_is_done_later(crowd, boundary):
    before = written()

    assert killed(lambda: wake(crowd), after=ENGINE[boundary])

    assert written() == before
    recover(crowd)
    assert everything_once(crowd) == {"sent"}


def test_killed_after_any_statement_of_a_transition_it_is_as_if_it_had_not_begun(crowd):
    before = written()
    kills = 0

    while killed(partial(dies_after_number, crowd, kills)):
        assert written() == before
        kills += 1

    assert kills >= 15
    recover(crowd)
    assert everything_once(crowd) == {"sent"}


def dies_after_number(stage, number):
    left = [number]

    def wrapper(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        left[0] -= 1
        if left[0] < 0:
            die()
        return answer

    with connection.execute_wrapper(wrapper):
        wake(stage)


def after_the_commit(stage):
    wake(stage)
    die()


def after_the_claim(stage):
    wake(stage)
    assert claiming.claim(at=stage.at)
    die()


def before_the_caps_are_kept(stage):
    wake(stage)
    claims = claiming.claim(at=stage.at)
    with transaction.atomic():
        assert admission.admit(claims, at=stage.at)
        die()


def before_the_network(stage):
    wake(stage)
    assert admission.admit(claiming.claim(at=stage.at), at=stage.at)
    die()


def in_the_network(stage):
    wake(stage)
    rows = admission.admit(claiming.claim(at=stage.at), at=stage.at)
    adapter, account = dispatch.open_channel(rows[0].channel)
    account.config["kill"] = "between"
    dispatch.perform(adapter, account, rows)


def before_the_answer_is_kept(stage):
    wake(stage)
    rows = admission.admit(claiming.claim(at=stage.at), at=stage.at)
    outcomes = dispatch.perform(*dispatch.open_channel(rows[0].channel), rows)
    with transaction.atomic():
        recording.record(rows, outcomes, at=stage.at)
        die()


@pytest.mark.parametrize(
    ("moment", "at_most_once"),
    [
        (after_the_commit, {"sent"}),
        (after_the_claim, {"sent"}),
        (before_the_caps_are_kept, {"sent"}),
        (before_the_network, {"unknown"}),
        (in_the_network, {"unknown"}),
        (before_the_answer_is_kept, {"unknown"}),
    ],
)
def test_killed_on_the_way_out_no_post_is_doubled_no_receipt_lost_no_doubt_hidden(
    crowd, moment, at_most_once
):
    assert killed(lambda: moment(crowd))

    recover(crowd)
    assert everything_once(crowd) == at_most_once
