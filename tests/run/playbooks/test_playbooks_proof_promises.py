"""What is promised however much happens at once: caps, exits, redelivery, editions, one run for one cause."""

import json
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from linli.connect.gateway.models import CapUse, Effect
from linli.connect.gateway.outbox import dispatch, sweeping
from linli.connect.gateway.policy import actions as policies
from linli.facts.members import MembershipJoined, MembershipLeft
from linli.kernel.orgs import scope
from linli.people.members.models import Member
from linli.run.growth.models import Entry
from linli.run.playbooks import reactions
from linli.run.playbooks.actions.advancing import advance_due
from linli.run.playbooks.models import PlaybookVersion, Run, StepVisit
from tests.run.playbooks.staging import document

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ONE_A_WEEK = """
kind: policy
caps: [{id: week, surface: group, unit: group, max: 1, window: {rolling: 7d}, applies_to: ["*"]}]
on_cap: {service: drop}
"""
HELLO = document("- {id: rest, wait: {for: 1d}}\n- {id: hi, post: {to: group, text: Hi, late_limit: 2d}}\n")


@pytest.fixture(autouse=True)
def recording_wiring(settings, stage, tmp_path):
    settings.WIRING = "tests.run.playbooks.proof_wiring"
    stage.cast.channel.config = {"file": str(tmp_path / "platform.jsonl")}
    stage.cast.channel.save()
    stage.platform = tmp_path / "platform.jsonl"


def people(cast, count):
    Member.objects.bulk_create(
        Member(id=3_000_000 + number, name=f"n{number}", first_seen_at=cast.at) for number in range(count)
    )
    return list(Member.objects.filter(id__gte=3_000_000).order_by("id"))


def together(works):
    """Let each of these run in a thread of its own, from the same moment on; failures are raised here."""
    gate, failures = threading.Barrier(len(works)), []

    def one(work):
        try:
            gate.wait(30)
            work()
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []


def arrived(stage):
    lines = stage.platform.read_text().splitlines() if stage.platform.exists() else []
    return Counter(json.loads(line)["effect"] for line in lines)


def test_two_hundred_runs_that_post_at_once_under_a_cap_of_one_post_once(stage, cast):
    policies.save_policy(text=ONE_A_WEEK, community=None, by=cast.by_lin, at=cast.at)
    stage.publish(HELLO)
    stage.happen(*(stage.event(MembershipJoined("reading-1"), one) for one in people(cast, 200)))
    at = stage.start + DAY

    def schedule():
        with scope.org(cast.org.id):
            while advance_due(at=at, limit=10):
                pass

    def send():
        while dispatch.dispatch_round(clock=lambda: at, limit=1):
            pass

    together([schedule] * 4)
    together([send] * 20)

    assert Counter(Effect.objects.values_list("state", "reason")) == {
        ("sent", ""): 1,
        ("suppressed", "cap:week"): 199,
    }
    assert sum(arrived(stage).values()) == CapUse.objects.count() == 1


def test_once_an_exit_is_committed_nothing_of_the_run_begins_to_be_sent(stage, cast):
    """The member leaves in the very moment in which the post is due and dispatchers are at work."""
    stage.publish(
        document(
            "- {id: rest, wait: {for: 1d}}\n- {id: hi, post: {to: group, text: Hi}}\n"
            "- {id: later, wait: {for: 9d}}\n",
            more="exit: [{event: membership.left, outcome: left}]\n",
        )
    )
    members = people(cast, 24)
    stage.happen(*(stage.event(MembershipJoined("reading-1"), one) for one in members))
    at = stage.start + DAY
    advance_due(at=at)
    committed = {}

    def leave(listed):
        def work():
            for one in listed:
                with scope.org(cast.org.id), transaction.atomic():
                    reactions.drive_runs([stage.event(MembershipLeft("reading-1"), one, after=DAY)])
                committed[one.id] = timezone.now()

        return work

    def send():
        while dispatch.dispatch_round(clock=lambda: max(at, timezone.now()), limit=3):
            pass

    Effect.objects.update(due_at=stage.start, late_after=None)
    together([leave(members[::2]), leave(members[1::2]), send, send])
    send()

    assert Counter(Run.objects.values_list("outcome", flat=True)) == {"left": len(members)}
    for effect in Effect.objects.all():
        if effect.state == "sent":
            assert effect.started_at <= max(at, committed[effect.member_id])
        else:
            assert (effect.state, effect.reason) == ("suppressed", "origin:left")
            assert arrived(stage)[effect.id] == 0


def test_an_exit_that_is_not_committed_yet_is_waited_for(stage, cast):
    """While the transaction of the exit is open, the post is held back by it or was begun before it."""
    stage.publish(HELLO.replace("steps:", "exit: [{event: membership.left, outcome: left}]\nsteps:"))
    stage.join()
    later = stage.start + DAY
    leave = stage.event(MembershipLeft("reading-1"), after=DAY)
    sent = []

    def send():
        sent.append(dispatch.dispatch_round(clock=lambda: later))
        connections.close_all()

    advance_due(at=later)
    Run.objects.update(state="waiting", step="rest", ended_at=None, wake_at=later + DAY, outcome="")
    other = threading.Thread(target=send)
    with transaction.atomic():
        reactions.drive_runs([leave])
        other.start()
        other.join(0.4)
    other.join(20)
    while sweeping.sweep(at=later) + dispatch.dispatch_round(clock=lambda: later):
        pass

    assert Effect.objects.get().state == "suppressed"
    assert sum(arrived(stage).values()) == 0


def test_the_same_event_ten_times_at_once_starts_one_run_and_gives_one_award(stage, cast):
    stage.publish(document('- {id: gift, award: {amount: 5, reason: hi, key: "a:{person.id}"}}\n'))
    event = stage.event(MembershipJoined("reading-1"))

    def deliver():
        with scope.org(cast.org.id), transaction.atomic():
            reactions.drive_runs([event])

    together([deliver] * 10)

    assert Run.objects.count() == 1
    assert list(Entry.objects.values_list("amount", flat=True)) == [5]
    assert StepVisit.objects.count() == 1


def test_an_edition_published_while_ten_thousand_runs_are_under_way_changes_none_of_them(stage, cast):
    first = stage.publish(HELLO)
    stage.join(cast.su)
    crowd = 10_000
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_member (org_id, id, name, sort_key, is_bot, is_operator, zone, language,"
            " first_seen_at) SELECT %s, 4000000 + n, 'n' || n, '', false, false, '', '', %s"
            " FROM generate_series(1, %s) n",
            [cast.org.id, cast.at, crowd],
        )
        cursor.execute(
            "INSERT INTO playbooks_run (org_id, playbook_id, version_id, subject, community_id, group_id,"
            " member_id, run_no, key, slot, depth, is_test, state, outcome, step, wake_at, hears, context,"
            " fence, attempts, trouble, started_at) SELECT r.org_id, r.playbook_id, r.version_id,"
            " 'membership:' || 4000000 + n || ':' || r.group_id, r.community_id, r.group_id, 4000000 + n, 1,"
            " 'k' || n, 1, 0, false, r.state, '', r.step, r.wake_at, r.hears, r.context, r.fence, 0, '',"
            " r.started_at FROM playbooks_run r, generate_series(1, %s) n",
            [crowd],
        )
    before = list(Run.objects.order_by("id").values_list("version_id", "step", "wake_at", "context"))

    second = stage.publish(HELLO.replace("text: Hi", "text: Hello there"), at=cast.at + MINUTE)
    stage.join(after=MINUTE)

    old = Run.objects.filter(version=first)
    assert list(old.order_by("id").values_list("version_id", "step", "wake_at", "context")) == before
    while advance_due(at=stage.start + 2 * DAY):
        pass
    assert Counter(Effect.objects.values_list("payload__text", flat=True)) == {
        "Hi": crowd + 1,
        "Hello there": 1,
    }
    assert set(old.values_list("outcome", flat=True)) == {"done"}
    assert Run.objects.get(version=second).member_id == cast.momo.id
    assert PlaybookVersion.objects.count() == 2
