"""Who comes into a playbook, who does not and why, who goes on, and who is taken out."""

from datetime import timedelta

from django.db import connection

from linli.connect.gateway.models import Effect
from linli.facts.members import MembershipJoined, MembershipLeft
from linli.facts.moderation import SanctionApplied
from linli.people.members.models import Membership
from linli.run.playbooks.actions import pruning
from linli.run.playbooks.models import Run, Skip, Wait
from linli.run.playbooks.queries import compiled
from tests.cast import ROOM, events_after
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


def test_one_event_delivered_ten_times_starts_one_run_with_one_award(stage):
    stage.publish(document(STEPS))
    join = stage.event(MembershipJoined(ROOM))

    for _ in range(5):
        stage.happen(join)
    stage.happen(*[join] * 5)
    stage.wake(DAY)
    stage.happen(join)

    assert len(stage.runs()) == 1
    assert (stage.posts(), stage.awards()) == (["Welcome", "Second"], [5])
    assert Skip.objects.count() == 0


def test_history_starts_nothing(stage):
    stage.publish(document(STEPS))

    stage.happen(
        stage.event(MembershipJoined(ROOM, via="history")),
        stage.event(MembershipJoined(ROOM), origin="import"),
    )

    assert (Run.objects.count(), Skip.objects.count(), Effect.objects.count()) == (0, 0, 0)


def test_history_starts_runs_where_the_document_wants_it(stage):
    stage.publish(document(STEPS, more="entry: {ignore_backfill: false}\n"))

    stage.happen(stage.event(MembershipJoined(ROOM, via="history")))

    assert Run.objects.count() == 1


def test_who_is_not_in_the_audience_is_written_down_with_the_reason(stage, cast):
    cast.momo.is_operator = True
    cast.momo.save()
    stage.publish(document(STEPS, more="audience: not person.is_operator\n"))

    join = stage.join()
    stage.join(cast.su)

    assert [run.member_id for run in stage.runs()] == [cast.su.id]
    skip = Skip.objects.get()
    assert (skip.member_id, skip.event_id, skip.reason) == (cast.momo.id, join.id, "audience")
    assert {"text": "person.is_operator", "value": True, "level": 1} in skip.detail


def test_programs_are_never_welcomed(stage, cast):
    cast.momo.is_bot = True
    cast.momo.save()
    stage.publish(document(STEPS))

    stage.join()

    assert (Run.objects.count(), Skip.objects.get().reason) == (0, "bot")


def test_reasons_are_forgotten_after_ninety_days(stage, cast):
    cast.momo.is_bot = True
    cast.momo.save()
    stage.publish(document(STEPS))
    stage.join()

    kept = pruning.prune(at=stage.start + 90 * DAY)
    gone = pruning.prune(at=stage.start + 91 * DAY)

    assert (kept, gone, Skip.objects.count()) == (0, 1, 0)


def test_leaving_stops_the_run_and_what_it_has_not_sent(stage):
    stage.publish(document(STEPS, more=EXITS))
    stage.join()

    stage.leave(after=MINUTE)
    stage.wake(2 * DAY)

    run = stage.run()
    assert (run.state, run.outcome, run.ended_at) == ("stopped", "left", stage.start + MINUTE)
    assert stage.posts("suppressed") == ["Welcome"]
    assert stage.posts("planned") == []
    assert [event.fact.outcome for event in events_after() if event.kind == "run.ended"] == ["left"]


def test_an_exit_before_the_due_post_in_one_delivery_never_posts(stage):
    stage.publish(document(STEPS, more=EXITS))
    join = stage.event(MembershipJoined(ROOM))
    leave = stage.event(MembershipLeft(ROOM))

    stage.happen(join, leave)

    assert stage.posts("planned") == []
    assert stage.run().outcome == "left"


def test_a_due_run_whose_member_is_gone_stops_even_before_the_event_is_heard(stage, cast):
    stage.publish(document(STEPS, more=EXITS))
    stage.join()
    Membership.objects.filter(member=cast.momo).update(left_at=stage.start + HOUR)

    stage.wake(DAY)

    assert (stage.run().outcome, stage.posts("planned")) == ("left", [])


def test_a_light_measure_is_no_exit_and_a_heavy_one_is(stage):
    stage.publish(document(STEPS, more=EXITS))
    stage.join()

    stage.happen(stage.event(SanctionApplied(1, "warn"), after=MINUTE))
    after_warning = stage.run().state
    stage.happen(stage.event(SanctionApplied(2, "kick"), after=MINUTE))

    assert (after_warning, stage.run().outcome) == ("waiting", "sanctioned")


def test_a_condition_for_leaving_is_looked_at_before_each_step(stage, cast):
    stage.publish(document(STEPS, more=EXITS))
    stage.join()
    cast.momo.is_operator = True
    cast.momo.save()

    stage.wake(DAY)

    assert (stage.run().outcome, stage.path()) == ("hired", ["welcome", "rest"])


REJOIN = "entry: {rejoin_within: {gap: 24h, action: resume}}\n" + EXITS


def test_coming_back_soon_goes_on_without_a_second_welcome(stage):
    stage.publish(document(STEPS, more=REJOIN))
    stage.join()
    stage.leave(after=HOUR)

    again = stage.join(after=2 * HOUR)
    back = stage.run().state
    stage.happen(again)
    stage.wake(DAY)

    assert back == "waiting"
    assert [visit for visit in stage.path()] == ["welcome", "rest", "second", "gift"]
    assert (stage.run().outcome, stage.awards()) == ("done", [5])
    kinds = [event.kind for event in events_after() if event.kind.startswith("run.")]
    assert kinds == ["run.started", "run.ended", "run.resumed", "run.ended"]


def test_coming_back_late_starts_nothing_unless_the_document_says_so(stage):
    stage.publish(document(STEPS, more=REJOIN))
    stage.join()
    stage.leave(after=HOUR)

    stage.join(after=2 * DAY)

    assert (stage.run().state, Skip.objects.get().reason) == ("stopped", "once_only")


def test_an_old_leaving_delivered_again_does_not_stop_who_came_back(stage):
    stage.publish(document(STEPS, more=REJOIN))
    join = stage.join()
    leave = stage.leave(after=HOUR)
    stage.join(after=2 * HOUR)

    stage.happen(join, leave)

    assert stage.run().state == "waiting"


def test_a_leaving_from_before_the_run_is_none_of_its_business(stage):
    stage.publish(document(STEPS, more=EXITS))
    before = stage.event(MembershipLeft(ROOM))
    stage.join(after=MINUTE)

    stage.happen(before)

    assert stage.run().state == "waiting"


def test_a_version_whose_words_are_gone_does_not_hold_up_the_others(stage, cast, caplog):
    stage.publish(document(STEPS, id="good"))
    broken = stage.publish(document(STEPS, id="broken"))
    stage.join(cast.su)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE playbooks_playbookversion DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE playbooks_playbookversion SET document = jsonb_set(document, '{audience}', %s)"
            " WHERE id = %s",
            ['"gone.probe"', broken.id],
        )
        cursor.execute("ALTER TABLE playbooks_playbookversion ENABLE TRIGGER USER")
    compiled._compiled.cache_clear()

    stage.join(cast.momo)
    stage.wake(DAY)

    states = {(run.playbook.code, run.member_id): (run.state, run.attempts) for run in stage.runs()}
    assert states == {
        ("good", cast.su.id): ("done", 0),
        ("broken", cast.su.id): ("waiting", 1),
        ("good", cast.momo.id): ("done", 0),
    }
    assert 'Nothing here is called "gone.probe"' in caplog.text


def test_who_comes_back_waits_again_for_what_they_waited_for(stage):
    stage.publish(
        document(
            "- id: listen\n  wait: {any: [{event: message.posted, go: gift}], at_most: 3d, on_timeout: end}\n"
            '- {id: gift, award: {amount: 5, reason: hi, key: "a:{person.id}"}}\n',
            more=REJOIN,
        )
    )
    stage.join()
    stage.leave(after=HOUR)
    gone = Wait.objects.count()

    stage.join(after=2 * HOUR)
    stage.say("我回来了", after=3 * HOUR)

    assert (gone, stage.awards()) == (0, [5])


def test_an_open_task_is_open_again_when_the_member_comes_back(stage):
    stage.publish(
        document(
            "- id: call\n  human_task: {title: Call, assign: {role: support}, due: 2d,"
            " outcomes: {done: end, timeout: end}}\n",
            more=REJOIN,
        )
    )
    stage.join()
    stage.leave(after=HOUR)
    cancelled = stage.task()

    stage.join(after=2 * HOUR)
    again = stage.task()
    stage.answer("done", by=stage.cast.by_lin, after=3 * HOUR)

    assert (cancelled.state, again.state, again.due_at) == ("cancelled", "open", cancelled.due_at)
    assert (again.id > cancelled.id, stage.run().state) == (True, "done")


def test_entering_again_needs_its_pause_and_has_its_limit(stage):
    stage.publish(
        document("- {id: hi, post: {text: Hi}}\n", more="entry: {re_enter: {after: 30d, max: 2}}\n")
    )

    for days in (0, 10, 40, 80):
        stage.join(after=days * DAY)

    assert [run.run_no for run in stage.runs()] == [1, 2]
    assert list(Skip.objects.order_by("at").values_list("reason", flat=True)) == ["too_soon", "too_often"]
