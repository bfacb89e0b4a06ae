"""What the console is told: counts, logs, tasks, and why somebody did or did not get something."""

from datetime import timedelta

import pytest

from linli.connect.gateway.models import Effect
from linli.people.members.models import Membership
from linli.run.playbooks.models import Playbook, Run
from linli.run.playbooks.queries import explaining, runs
from linli.run.playbooks.queries.runs import NoSuchRun
from tests.run.playbooks.staging import document

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEPS = """\
- {id: welcome, post: {text: Welcome}}
- {id: rest, wait: {for: 1d}}
- {id: fork, branch: [{when: person.is_operator, go: end}, {else: gift}]}
- {id: gift, award: {amount: 5, reason: hi, key: "gift:{run.id}"}}
- id: call
  human_task: {title: Call, assign: {role: moderator}, due: 2d, outcomes: {done: end, timeout: end}}
"""


def sentences(member):
    return [one.text for one in explaining.why(member=member.id, playbook=Playbook.objects.get())]


def test_a_list_of_playbooks_counts_runs_by_state_and_version(stage, cast, django_assert_num_queries):
    stage.publish(document(STEPS))
    stage.join(cast.su)
    stage.publish(document(STEPS.replace("Welcome", "Hi")))
    stage.join(cast.momo)

    with django_assert_num_queries(2):
        lines = runs.playbook_lines()

    (line,) = lines
    assert (line.code, line.state, line.version, line.has_draft) == ("hello", "active", 2, False)
    assert (line.runs, line.under_way) == ({"waiting": 2}, 2)
    assert line.by_version == {1: {"waiting": 1}, 2: {"waiting": 1}}


def test_a_run_explains_itself_step_by_step(stage, cast):
    stage.publish(document(STEPS))
    stage.join(cast.momo)
    stage.wake(DAY)
    stage.answer("done", after=2 * DAY)

    assert sentences(cast.momo) == [
        "Run 1 of the playbook began, on version 1",
        "Step welcome: posted, and the outbox says planned",
        "Step rest: waits",
        "Step rest: the time was over",
        "Step fork: went to gift because person.is_operator = false",
        "Step gift: awarded 5",
        "Step call: asks a person",
        "Step call: done",
        "The run came to its end: done",
    ]


def test_why_not_names_the_part_of_the_audience_that_said_no(stage, cast):
    cast.momo.is_operator = True
    cast.momo.save()
    stage.publish(document(STEPS, more="audience: not person.is_operator\n"))
    stage.join(cast.momo)

    assert sentences(cast.momo) == [
        "It did not start: the audience says no because person.is_operator = true"
    ]


def test_who_came_before_the_playbook_is_told_so(stage, cast):
    stage.publish(document(STEPS), at=cast.at + DAY)

    assert sentences(cast.momo) == ["They came into 共读一群 before the playbook was published"]


def test_who_was_imported_is_told_so(stage, cast):
    stage.publish(document(STEPS), at=cast.at - DAY)

    assert sentences(cast.momo) == [
        "They came into 共读一群 without an event that could start it (imported history)"
    ]


def test_a_stopped_run_says_where_and_why(stage, cast):
    stage.publish(document(STEPS, more="exit: [{event: membership.left, outcome: left}]\n"))
    stage.join(cast.momo)
    stage.leave(cast.momo, after=HOUR)
    Membership.objects.filter(member=cast.momo).update(left_at=stage.start + HOUR)

    assert sentences(cast.momo)[1:] == [
        "Step welcome: posted, and the outbox says suppressed (origin:left)",
        "Step rest: waits",
        "The run was stopped at step rest: left",
    ]


def test_zhou_reaches_no_runs(stage, cast):
    stage.publish(document(STEPS))
    stage.join(cast.momo)
    stage.wake(DAY)
    run = Run.objects.get()

    with cast.scope_elsewhere():
        assert runs.playbook_lines() == []
        with pytest.raises(NoSuchRun):
            runs.access_run(cast.zhou_seat, run.id)


def test_a_seat_without_the_community_reaches_nothing_of_it(stage, cast):
    stage.publish(document(STEPS))
    stage.join(cast.momo)
    stage.wake(DAY)
    cast.cheng_seat.communities = []

    assert list(runs.runs(reach=cast.cheng_seat.reach)) == []
    with pytest.raises(NoSuchRun):
        runs.access_run(cast.cheng_seat, Run.objects.get().id)


def test_runs_that_fail_are_listed(stage, cast):
    stage.publish(document(STEPS))
    stage.join(cast.momo)
    fine = runs.troubled_runs()
    Run.objects.update(trouble="ValueError: x")

    assert (fine, runs.troubled_runs()) == ([], [Run.objects.get()])


def test_what_was_held_back_is_said_in_words(stage, cast):
    stage.publish(document("- {id: hi, post: {text: Hi}}\n- {id: rest, wait: {for: 1d}}\n"))
    stage.join(cast.momo)
    for reason in ("cap:dm-day", "late:quiet_hours", "consent:promo", "holdout"):
        Effect.objects.update(state="suppressed", reason=reason)
        assert "Step hi: not sent." in sentences(cast.momo)[1]
    Effect.objects.update(state="planned", reason="quiet_hours", waits_for="quiet_hours")

    put_off = sentences(cast.momo)[1]

    assert put_off.startswith("Step hi: put off until ")
    assert put_off.endswith("Quiet hours.")
