"""Runs of people and groups: what starts them, what concerns them, and how they are keyed and merged."""

from datetime import timedelta

import msgspec

from linli.facts.belonging import StageMoved
from linli.facts.communities import GroupClosed, StageChanged
from linli.facts.growth import PointsAwarded
from linli.facts.members import MembershipJoined, MemberTagged
from linli.facts.messages import MessagePosted
from linli.facts.moderation import SanctionApplied
from linli.people.members.actions import tagging
from linli.run.playbooks import guard
from linli.run.playbooks.models import Playbook, Run, Skip
from tests.cast import ROOM

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REST = "steps:\n- {id: rest, wait: {for: 5d}}\n"


def playbook(trigger, more="", *, subject="membership", steps=REST):
    return f"kind: playbook\nid: test\nsubject: {subject}\nclass: service\ntrigger: {trigger}\n{more}{steps}"


def tell(stage, fact, *, after=timedelta(), **changes):
    event = msgspec.structs.replace(stage.event(fact, after=after), **changes)
    stage.happen(event)
    return event


def test_a_stage_of_life_starts_a_run_of_the_member_where_they_are(stage):
    stage.publish(playbook('{event: belonging.stage_changed, where: after == "silent"}'))

    tell(stage, StageMoved("active", "silent"), group=None)

    run = Run.objects.get()
    assert run.subject == f"membership:{stage.cast.momo.id}:{stage.cast.group.id}"
    assert run.context["event"]["after"] == "silent"


def test_a_person_has_one_run_whatever_group_the_event_comes_from(stage):
    stage.publish(playbook("{event: points.awarded}", subject="person"))

    tell(stage, PointsAwarded(1, 5, "gift"))
    tell(stage, PointsAwarded(2, 5, "gift"), group=None, after=HOUR)

    run = Run.objects.get()
    assert (run.subject, run.group_id) == (f"person:{stage.cast.momo.id}", None)


def test_a_group_is_started_by_what_happens_in_it_and_to_its_community(stage):
    stage.publish(playbook("{event: community.stage_changed}", subject="group"))

    tell(stage, StageChanged("startup", "growth"), member=None, group=None)

    run = Run.objects.get()
    assert (run.subject, run.member_id) == (f"group:{stage.cast.group.id}", None)


def test_a_run_of_a_group_ends_with_its_group_and_hears_its_members(stage):
    wait = (
        "steps:\n- id: rest\n  wait: {any: [{event: message.posted, where: length >= 4, go: end}],"
        " at_most: 5d, on_timeout: end}\n"
    )
    stage.publish(
        playbook(
            "{event: community.stage_changed}",
            "exit: [{event: group.closed, outcome: closed}]\n",
            subject="group",
            steps=wait,
        )
    )
    tell(stage, StageChanged("startup", "growth"), member=None, group=None)
    tell(stage, StageChanged("growth", "stable"), member=None, group=None)

    tell(stage, MessagePosted("m-9", ROOM, "机器人说话", is_bot=True), after=HOUR)
    before = stage.run().state
    tell(stage, MessagePosted("m-10", ROOM, "大家好呀"), after=HOUR)

    assert (before, stage.run().state) == ("waiting", "done")

    Run.objects.all().delete()
    tell(stage, StageChanged("stable", "growth"), member=None, group=None, after=2 * HOUR)
    tell(stage, GroupClosed(), member=None, after=3 * HOUR)
    assert (stage.run().state, stage.run().outcome) == ("stopped", "closed")


def test_messages_that_do_not_fit_are_not_even_a_try(stage):
    stage.publish(playbook("{event: message.posted, where: length >= 10}"))

    stage.say("短")
    stage.say("这是一句足够长的话，可以算数", after=HOUR)

    assert Run.objects.count() == 1
    assert not Skip.objects.exists()


def test_who_had_it_is_told_so_once_a_day_however_often_they_speak(stage):
    stage.publish(playbook("{event: message.posted}", steps="steps:\n- {id: bye, end: {outcome: bye}}\n"))

    for minute in range(5):
        stage.say("你好", after=timedelta(minutes=minute))

    assert Run.objects.count() == 1
    assert list(Skip.objects.values_list("reason", flat=True)) == ["once_only"]


def test_any_of_several_triggers_starts_the_playbook(stage):
    stage.publish(
        playbook(
            "{any: [{event: membership.joined}, {event: member.tagged, where: 'tag == \"vip\"'}]}",
            subject="person",
        )
    )

    tell(stage, MemberTagged("new"), group=None)
    tell(stage, MemberTagged("vip"), group=None, after=HOUR)

    assert stage.run().context["event"]["tag"] == "vip"


def test_a_key_is_one_run_and_later_events_are_delivered_into_it(stage):
    stage.publish(playbook("{event: points.awarded, key: 'gift:{event.reason}'}", "entry: {concurrent: 3}\n"))

    tell(stage, PointsAwarded(1, 5, "lantern"))
    again = tell(stage, PointsAwarded(2, 7, "lantern"), after=HOUR)
    stage.happen(again)
    tell(stage, PointsAwarded(3, 9, "moon"), after=HOUR)

    lantern, moon = stage.runs()
    assert (lantern.key, moon.key, lantern.slot, moon.slot) == ("gift:lantern", "gift:moon", 1, 2)
    assert [one["points"] for one in lantern.context["merged"]] == [7]


def test_a_key_that_was_used_up_says_so(stage):
    stage.publish(
        playbook(
            "{event: points.awarded, key: 'gift:{event.reason}'}",
            "entry: {re_enter: {after: 1h, max: 9}}\n",
            steps="steps:\n- {id: bye, end: {outcome: bye}}\n",
        )
    )
    tell(stage, PointsAwarded(1, 5, "lantern"))

    tell(stage, PointsAwarded(2, 5, "lantern"), after=2 * HOUR)

    assert Run.objects.count() == 1
    assert list(Skip.objects.values_list("reason", flat=True)) == ["same_key"]


def test_as_many_runs_at_once_as_the_document_allows(stage):
    stage.publish(playbook("{event: points.awarded}", "entry: {concurrent: 2}\n"))

    for number in range(3):
        tell(stage, PointsAwarded(number, 5, "gift"), after=number * HOUR)

    assert [run.slot for run in stage.runs()] == [1, 2]


def test_a_second_trigger_joins_the_run_under_way_as_context(stage):
    stage.publish(
        playbook(
            "{event: points.awarded}", "entry: {cool_down: 2d, merge_key: person.id}\n", subject="person"
        )
    )
    tell(stage, PointsAwarded(1, 5, "gift"))
    tell(stage, PointsAwarded(2, 6, "gift"), after=HOUR)
    merged = [one["points"] for one in stage.run().context["merged"]]
    Run.objects.update(state="done", ended_at=stage.start)

    tell(stage, PointsAwarded(3, 7, "gift"), after=DAY)
    tell(stage, PointsAwarded(4, 8, "gift"), after=2 * DAY)

    assert merged == [6]
    assert list(Skip.objects.values_list("reason", flat=True)) == ["cooling"]
    assert Run.objects.count() == 2


def test_a_playbook_of_other_communities_is_not_for_them(stage):
    stage.publish(playbook("{event: membership.joined}"))
    Playbook.objects.update(communities=[stage.cast.community.id + 1])

    stage.join()

    assert not Run.objects.exists()
    assert not Skip.objects.exists()


def test_events_too_many_causes_away_start_nothing(stage):
    stage.publish(playbook("{event: points.awarded}"))

    tell(stage, PointsAwarded(1, 5, "gift"), depth=7)

    assert not Run.objects.exists()
    assert list(Skip.objects.values_list("reason", flat=True)) == ["too_deep"]


def test_a_condition_that_ends_runs_is_looked_at_when_an_event_may_have_changed_it(stage):
    exits = "exit: [{when: 'person.tags contains \"done\"', outcome: tagged}]\n"
    stage.publish(playbook("{event: membership.joined}", exits))
    stage.join()
    tell(stage, MemberTagged("other"), group=None, after=HOUR)
    before = stage.run().state
    _tag(stage, "done")

    tell(stage, MemberTagged("done"), group=None, community=None, after=2 * HOUR)

    assert (before, stage.run().state, stage.run().outcome) == ("waiting", "stopped", "tagged")


def test_a_wait_for_a_condition_ends_when_an_event_made_it_true(stage):
    steps = (
        "steps:\n- id: rest\n"
        "  wait: {until: 'person.tags contains \"done\"', at_most: 5d, on_timeout: late}\n"
        "  next: end\n- {id: late, end: {outcome: late}}\n"
    )
    stage.publish(playbook("{event: membership.joined}", steps=steps))
    stage.join()
    before = stage.run().state
    _tag(stage, "done")

    tell(stage, MemberTagged("done"), group=None, after=timedelta(seconds=30))

    assert (before, stage.run().state, stage.run().outcome) == ("waiting", "done", "done")


def test_right_before_a_send_the_guard_looks_at_conditions_that_end_runs(stage):
    exits = "exit: [{when: 'person.tags contains \"done\"', outcome: tagged}]\n"
    stage.publish(playbook("{event: membership.joined}", exits))
    stage.join()
    origin = f"run:{stage.run().id}"
    before = guard.ended_runs([origin])

    _tag(stage, "done")

    assert (before, guard.ended_runs([origin])) == ({}, {origin: "tagged"})


def test_the_goal_of_a_run_is_noted_within_its_time_also_after_its_end(stage):
    goal = "goal: {event: message.posted, where: length >= 4, within: 3d}\n"
    stage.publish(
        playbook("{event: membership.joined}", goal, steps="steps:\n- {id: bye, end: {outcome: bye}}\n")
    )
    stage.join()
    stage.join(stage.cast.su)

    stage.say("嗯", after=HOUR)
    stage.say("大家好呀", after=2 * HOUR)
    stage.say("又来了一次", after=3 * HOUR)
    stage.say("太晚了的话", stage.cast.su, after=4 * DAY)

    momo, su = stage.runs()
    assert (momo.state, momo.goal_at) == ("done", stage.start + 2 * HOUR)
    assert su.goal_at is None


def test_a_sanction_elsewhere_does_not_end_the_run_of_a_group(stage):
    exits = "exit: [{event: sanction.applied, outcome: sanctioned}]\n"
    stage.publish(playbook("{event: membership.joined}", exits))
    stage.join()

    tell(stage, SanctionApplied(1, "mute"), group=stage.cast.group.id + 1, after=HOUR)
    tell(stage, SanctionApplied(1, "mute"), group=None, community=stage.cast.community.id + 1, after=HOUR)

    assert stage.run().state == "waiting"


def test_history_starts_nothing_of_a_group(stage):
    stage.publish(playbook("{event: membership.joined}", subject="group"))

    tell(stage, MembershipJoined(ROOM, via="history"))

    assert not Run.objects.exists()


def _tag(stage, tag):
    tagging.tag_members(members=[stage.cast.momo.id], tag=tag, by=stage.cast.by_lin, at=stage.start)


def test_events_without_a_group_in_one_delivery_start_each_member_once(stage):
    stage.publish(playbook("{event: points.awarded}"))
    events = [
        msgspec.structs.replace(stage.event(PointsAwarded(number, 5, "gift"), member), group=None)
        for number, member in enumerate([stage.cast.momo, stage.cast.su, stage.cast.momo])
    ]

    stage.happen(*events)

    assert sorted(run.member_id for run in stage.runs()) == sorted([stage.cast.momo.id, stage.cast.su.id])
