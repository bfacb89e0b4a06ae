"""Runs under way: their version, pausing, stopping, failing, and people who are merged or erased."""

from datetime import timedelta

import pytest

from linli.connect.gateway.models import Effect, PausedSender
from linli.connect.gateway.outbox import actions as outbox
from linli.facts.members import MemberErased, MembersMerged
from linli.run.playbooks import guard, reactions
from linli.run.playbooks.actions import controlling
from linli.run.playbooks.actions.controlling import CannotControl
from linli.run.playbooks.models import Playbook, Run, Skip, StepVisit
from tests.run.playbooks.staging import document

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EXITS = """\
exit:
  - {event: membership.left, outcome: left}
  - {event: sanction.applied, where: severity >= "mute", outcome: sanctioned}
  - {when: person.is_operator, outcome: hired}
"""
STEPS = """\
- {id: welcome, post: {text: Welcome}}
- {id: rest, wait: {for: 1d}}
- {id: second, post: {text: Second}}
- {id: gift, award: {amount: 5, reason: hi, key: "gift:{run.id}"}}
"""


def test_runs_under_way_stay_on_their_version(stage, cast):
    stage.publish(document(STEPS))
    stage.join(cast.su)
    stage.publish(document(STEPS.replace("Second", "Changed")))
    stage.join(cast.momo)

    stage.wake(DAY)

    texts = dict(Effect.objects.order_by("id").values_list("member_id", "payload__text"))
    assert texts == {cast.su.id: "Second", cast.momo.id: "Changed"}
    assert [run.version.number for run in stage.runs()] == [1, 2]


def test_a_paused_playbook_stands_still_and_goes_on_later(stage, cast):
    stage.publish(document(STEPS))
    stage.join()
    playbook = Playbook.objects.get()

    controlling.pause_playbook(playbook=playbook, by=cast.by_lin, at=stage.start)
    stage.join(cast.su)
    stage.wake(DAY)
    paused = stage.run().state, stage.posts(), Skip.objects.get().reason
    controlling.resume_playbook(playbook=playbook, by=cast.by_lin, at=stage.start + 2 * DAY)
    stage.wake(2 * DAY)

    assert paused == ("paused", ["Welcome"], "paused")
    assert (stage.posts(), stage.run().state) == (["Welcome", "Second"], "done")


def test_an_event_heard_while_paused_counts_when_the_playbook_goes_on(stage, cast):
    stage.publish(
        document(
            "- id: listen\n  wait: {any: [{event: message.posted, go: gift}], at_most: 3d, on_timeout: end}\n"
            '- {id: gift, award: {amount: 5, reason: hi, key: "a:{person.id}"}}\n'
        )
    )
    stage.join()
    playbook = Playbook.objects.get()
    controlling.pause_playbook(playbook=playbook, by=cast.by_lin, at=stage.start)

    stage.say("有人吗", after=HOUR)
    held = stage.awards(), stage.run().state
    controlling.resume_playbook(playbook=playbook, by=cast.by_lin, at=stage.start + 2 * HOUR)
    stage.wake(2 * HOUR)

    assert held == ([], "paused")
    assert stage.awards() == [5]


def test_a_paused_run_still_leaves(stage, cast):
    stage.publish(document(STEPS, more=EXITS))
    stage.join()
    controlling.pause_playbook(playbook=Playbook.objects.get(), by=cast.by_lin, at=stage.start)

    stage.leave(after=HOUR)

    assert (stage.run().state, stage.run().outcome) == ("stopped", "left")


def test_stopping_a_playbook_stops_its_runs_and_their_posts(stage, cast):
    stage.publish(document(STEPS))
    stage.join(cast.su)
    stage.join(cast.momo)
    playbook = Playbook.objects.get()

    stopped = controlling.stop_playbook(playbook=playbook, by=cast.by_lin, at=stage.start + HOUR)
    stage.wake(2 * DAY)

    assert stopped == 2
    assert {run.state for run in stage.runs()} == {"stopped"}
    assert stage.posts("planned") == []
    with pytest.raises(CannotControl, match="not running"):
        controlling.stop_playbook(playbook=playbook, by=cast.by_lin, at=stage.start)


def test_one_run_can_be_stopped(stage, cast):
    stage.publish(document(STEPS))
    stage.join(cast.su)
    stage.join(cast.momo)
    first, second = stage.runs()

    controlling.stop_run(run=first, by=cast.by_lin, at=stage.start + HOUR)

    assert [run.state for run in stage.runs()] == ["stopped", "waiting"]
    assert guard.ended_runs([f"run:{first.id}", f"run:{second.id}", "run:987654"]) == {
        f"run:{first.id}": "stopped",
        "run:987654": "gone",
    }
    with pytest.raises(CannotControl, match="ended already"):
        controlling.stop_run(run=first, by=cast.by_lin, at=stage.start)


def test_a_run_that_is_done_may_still_send_its_last_post(stage):
    stage.publish(document("- {id: hi, post: {text: Hi}}\n"))
    stage.join()

    assert stage.run().state == "done"
    assert guard.ended_runs([f"run:{stage.run().id}"]) == {}


def test_a_run_that_fails_rests_and_the_others_go_on(stage, cast):
    stage.publish(document(STEPS))
    stage.join(cast.su)
    stage.join(cast.momo)
    first, second = stage.runs()
    StepVisit.objects.create(run=first, step="second", visit_no=1, entered_at=stage.start)

    stage.wake(DAY)
    broken, fine = stage.runs()
    rested = broken.state, broken.attempts, broken.wake_at
    StepVisit.objects.filter(run=first, step="second").delete()
    stage.wake(DAY + timedelta(seconds=5))

    assert rested == ("waiting", 1, stage.start + DAY + timedelta(seconds=5))
    assert "visit_once" in broken.trouble
    assert fine.state == "done"
    assert {run.state for run in stage.runs()} == {"done"}
    assert stage.runs()[0].trouble == ""
    assert stage.awards() == [5, 5]


def test_a_run_that_fails_again_and_again_is_given_up(stage, cast):
    stage.publish(document(STEPS))
    stage.join()
    StepVisit.objects.create(run=stage.run(), step="second", visit_no=1, entered_at=stage.start)

    for hours in range(24, 34):
        stage.wake(hours * HOUR)

    assert (stage.run().state, stage.run().outcome, stage.run().attempts) == ("stopped", "failed", 6)


def test_nothing_of_it_is_seen_or_moved_elsewhere(stage, cast):
    stage.publish(document(STEPS))
    stage.join()

    with cast.scope_elsewhere():
        assert (Run.objects.count(), Playbook.objects.count(), StepVisit.objects.count()) == (0, 0, 0)
        stage.wake(DAY)

    assert stage.run().state == "waiting"


def test_a_playbook_that_the_outbox_stopped_stands_still_until_it_may_send(stage, cast):
    stage.publish(document(STEPS))
    stage.join()
    sender = "playbook hello"

    outbox.pause_sender(sender=sender, reason="too many failed", by=cast.by_lin, at=stage.start)
    stage.hear_outbox()
    paused = Playbook.objects.get().state
    stage.wake(DAY)
    outbox.resume_sender(sender=sender, by=cast.by_lin, at=stage.start + DAY)
    stage.hear_outbox()
    stage.wake(DAY)

    assert (paused, Playbook.objects.get().state) == ("paused", "active")
    assert stage.posts() == ["Welcome", "Second"]


def test_pausing_and_stopping_a_playbook_reach_the_outbox(stage, cast):
    stage.publish(document(STEPS))
    playbook = Playbook.objects.get()

    controlling.pause_playbook(playbook=playbook, by=cast.by_lin, at=stage.start)
    paused = list(PausedSender.objects.values_list("sender", flat=True))
    controlling.stop_playbook(playbook=playbook, by=cast.by_lin, at=stage.start)

    assert paused == ["playbook hello"]
    assert PausedSender.objects.count() == 0


def test_runs_go_with_the_person_they_were_merged_into(stage, cast):
    stage.publish(document(STEPS))
    stage.join(cast.momo)
    run = stage.run()

    reactions.follow_people([stage.event(MembersMerged(into=cast.su.id, merged=cast.momo.id), cast.su)])
    stage.wake(DAY)

    assert [(one.id, one.member_id, one.state) for one in stage.runs()] == [(run.id, cast.su.id, "done")]


def test_of_two_runs_of_one_person_the_merged_one_ends(stage, cast):
    stage.publish(document(STEPS))
    stage.join(cast.momo)
    stage.join(cast.su)

    reactions.follow_people([stage.event(MembersMerged(into=cast.su.id, merged=cast.momo.id), cast.su)])

    states = [(run.member_id, run.state, run.outcome) for run in stage.runs()]
    assert states == [(cast.su.id, "stopped", "merged"), (cast.su.id, "waiting", "")]


def test_an_erased_member_leaves_runs_without_words(stage, cast):
    stage.publish(
        document(
            "- id: call\n  human_task: {title: 'Call {person.name}', assign: {role: support}, due: 2d,"
            " outcomes: {done: end, timeout: end}}\n"
        )
    )
    stage.join(cast.momo)

    reactions.follow_people([stage.event(MemberErased(), cast.momo)])

    assert (stage.run().state, stage.run().outcome) == ("stopped", "erased")
    assert stage.task().state == "cancelled"
