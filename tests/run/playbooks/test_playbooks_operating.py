"""Draining, moving runs between versions, the list of stuck runs."""

from datetime import timedelta

import pytest

from linli.kernel.orgs.models import AuditEntry
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from linli.run.playbooks import verbs  # noqa: F401  (the room offers them)
from linli.run.playbooks.actions import controlling, migrating
from linli.run.playbooks.actions.controlling import CannotControl
from linli.run.playbooks.actions.migrating import CannotMove
from linli.run.playbooks.models import Playbook, Run, Wait
from linli.run.playbooks.queries import standing, stuck
from linli.run.playbooks.queries.runs import NoSuchPlaybook
from tests.run.playbooks.staging import document

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OLD = document("- {id: rest, wait: {for: 1d}}\n- {id: hi, post: {text: Old}}\n")
SAME = document("- {id: rest, wait: {for: 1d}}\n- {id: hi, post: {text: New}}\n")
LONGER = document("- {id: rest, wait: {for: 2d}}\n- {id: hi, post: {text: New}}\n")
OTHER = document("- {id: pause, wait: {for: 2d}}\n- {id: hi, post: {text: New}}\n")


def the_playbook():
    return Playbook.objects.get()


def move(stage, **given):
    return migrating.move_runs(playbook=the_playbook(), by=stage.cast.by_lin, at=stage.start + HOUR, **given)


def test_a_draining_playbook_takes_nobody_in_and_finishes_what_it_began(stage, cast):
    stage.publish(OLD)
    stage.join(cast.momo)

    controlling.drain_playbook(playbook=the_playbook(), by=cast.by_lin, at=stage.start)
    stage.join(cast.su)
    stage.wake(DAY)

    assert [(run.member_id, run.state) for run in stage.runs()] == [(cast.momo.id, "done")]
    assert stage.posts() == ["Old"]
    with pytest.raises(CannotControl, match="not active, so it cannot be drained"):
        controlling.drain_playbook(playbook=the_playbook(), by=cast.by_lin, at=stage.start)


def test_a_playbook_that_drained_can_be_opened_again(stage, cast):
    stage.publish(OLD)
    controlling.drain_playbook(playbook=the_playbook(), by=cast.by_lin, at=stage.start)

    controlling.resume_playbook(playbook=the_playbook(), by=cast.by_lin, at=stage.start)
    stage.join(cast.su)

    assert (the_playbook().state, len(stage.runs())) == ("active", 1)


def test_runs_move_and_wait_on_where_the_step_says_the_same(stage, cast):
    stage.publish(OLD)
    stage.join(cast.momo)
    stage.publish(SAME)
    before = stage.run().wake_at

    moved = move(stage)
    stage.wake(DAY)

    assert (moved, before) == (1, stage.start + DAY)
    assert (stage.path(), stage.posts()) == (["rest", "hi"], ["New"])
    assert stage.run().version.number == 2
    entry = AuditEntry.objects.get(action="playbooks.runs_moved")
    assert entry.after == {"runs": 1, "from": None, "mapping": {}}


def test_a_step_that_changed_is_taken_anew(stage, cast):
    stage.publish(OLD)
    stage.join(cast.momo)
    stage.publish(LONGER)

    move(stage)
    stage.wake(HOUR)
    early = stage.posts(), stage.run().wake_at
    stage.wake(2 * DAY + HOUR)

    assert early == ([], stage.start + HOUR + 2 * DAY)
    assert (stage.path(), stage.posts()) == (["rest", "rest", "hi"], ["New"])


def test_runs_at_a_step_that_is_gone_move_only_when_somebody_says_where(stage, cast):
    stage.publish(OLD)
    stage.join(cast.momo)
    stage.publish(OTHER)

    with pytest.raises(CannotMove, match="does not have: rest") as refused:
        move(stage)
    stayed = stage.run().version.number
    move(stage, mapping={"rest": "pause"})
    stage.wake(HOUR)

    assert (refused.value.steps, stayed) == (("rest",), 1)
    assert (stage.run().step, stage.run().wake_at) == ("pause", stage.start + HOUR + 2 * DAY)


def test_a_run_with_a_task_gets_the_new_task(stage, cast):
    steps = (
        "- id: call\n  human_task: {title: Call, assign: {role: moderator}, due: 2d,"
        " outcomes: {done: end, timeout: end}}\n"
    )
    stage.publish(document(steps))
    stage.join(cast.momo)
    stage.publish(document(steps.replace("title: Call", "title: Write")))

    move(stage)
    stage.wake(HOUR)

    assert (stage.task().title, stage.run().state) == ("Write", "blocked_task")


def test_ten_thousand_runs_move_in_a_handful_of_queries(stage, cast, django_assert_max_num_queries):
    stage.publish(OLD)
    stage.join(cast.momo)
    first = stage.run()
    rows = [
        Run(
            org=first.org, playbook=first.playbook, version=first.version, subject=f"membership:{n}:1",
            community_id=first.community_id, group_id=1, member_id=n, key=str(n), state="waiting",
            step="rest",
            wake_at=first.wake_at, hears=first.hears, context=first.context, started_at=first.started_at,
        )
        for n in range(100_000, 110_000)
    ]  # fmt: skip
    Run.objects.bulk_create(rows, batch_size=2000)
    stage.publish(LONGER)

    with django_assert_max_num_queries(16):
        moved = move(stage)

    assert moved == 10_001
    assert set(Run.objects.values_list("version__number", "state").distinct()) == {(2, "ready")}


def test_where_runs_stand_is_told_by_version_and_step(stage, cast):
    stage.publish(OLD)
    stage.join(cast.momo)
    stage.publish(OTHER)

    [found] = standing.standings(the_playbook())

    assert (found.version, found.step, found.runs) == (1, "rest", 1)
    assert (found.is_there, found.is_same) == (False, False)


def test_the_runs_of_one_version_are_stopped_alone(stage, cast):
    stage.publish(OLD)
    stage.join(cast.momo)
    stage.publish(SAME)
    stage.join(cast.su)

    count = controlling.stop_version(playbook=the_playbook(), number=1, by=cast.by_lin, at=stage.start)

    states = {run.member_id: (run.state, run.outcome) for run in stage.runs()}
    assert (count, states) == (1, {cast.momo.id: ("stopped", "stopped"), cast.su.id: ("waiting", "")})


def test_nothing_is_stuck_while_all_goes_well(stage, cast):
    stage.publish(OLD)
    stage.join(cast.momo)

    assert stuck.stuck_runs(at=stage.start + DAY) == []


def test_what_stands_still_is_listed_with_its_reason(stage, cast, django_assert_num_queries):
    stage.publish(OLD)
    stage.join(cast.momo)
    stage.join(cast.su)
    Run.objects.filter(member_id=cast.su.id).update(trouble="KeyError: x")

    with django_assert_num_queries(1):
        found = stuck.stuck_runs(at=stage.start + DAY + 6 * MINUTE)

    assert sorted((one.member, one.reason, one.detail) for one in found) == sorted(
        [(cast.momo.id, "late", ""), (cast.su.id, "troubled", "KeyError: x")]
    )
    assert stuck.stuck_runs(at=stage.start + 2 * DAY, reach=frozenset()) == []


def test_a_task_nobody_does_is_stuck_until_its_time_is_over(stage, cast):
    stage.publish(
        document(
            "- id: call\n  human_task: {title: Call, assign: {role: moderator}, due: 1d,"
            " escalate: [{after: 1h, to: planner}], outcomes: {done: end, timeout: end}}\n"
        )
    )
    stage.join(cast.momo)

    late = stuck.stuck_runs(at=stage.start + DAY + MINUTE)
    stage.wake(DAY + HOUR)
    still = stage.run().state
    stage.wake(DAY + 2 * HOUR)

    assert [one.reason for one in late] == ["task_overdue"]
    assert (still, stage.run().state) == ("blocked_task", "done")
    assert stuck.stuck_runs(at=stage.start + 2 * DAY) == []
    assert not Wait.objects.exists()


def call(cast, verb, **given):
    context = Context(
        org_id=cast.org.id,
        community_id=cast.community.id,
        at=cast.at + DAY,
        actor=cast.by_lin.code,
        key="press-1",
        group_id=cast.group.id,
        member_id=cast.momo.id,
    )
    return registry.run(verb, given, context)


def test_a_button_starts_a_playbook_once_and_stops_it(stage, cast):
    stage.publish(OLD.replace("trigger: {event: membership.joined}", "trigger: {manual: true}"))

    begun = [call(cast, "playbooks.start", playbook="hello") for _time in range(2)]
    inside = registry.read(
        "person.in_playbook",
        [cast.momo.id, cast.su.id],
        Context(org_id=cast.org.id, community_id=cast.community.id, at=cast.at, actor="x", key="x"),
        {"code": "hello"},
    )
    ended = [call(cast, "playbooks.stop", playbook="hello") for _time in range(2)]

    assert begun == [{"started": 1}, {"started": 0}]
    assert inside == {cast.momo.id: True, cast.su.id: False}
    assert ended == [{"stopped": 1}, {"stopped": 0}]
    assert (stage.run().state, stage.run().outcome) == ("stopped", "stopped")


def test_a_playbook_that_is_not_there_is_refused(cast):
    with pytest.raises(NoSuchPlaybook):
        call(cast, "playbooks.start", playbook="nothing")
