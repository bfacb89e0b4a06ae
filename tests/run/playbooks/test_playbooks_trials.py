"""Experiments: who is in which arm, who is left out, what came of it, and when not to believe it."""

import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.connect.gateway.models import Effect
from linli.connect.gateway.policy import actions as policies
from linli.run.playbooks import trials
from linli.run.playbooks.models import Assignment, Playbook, Run
from linli.run.playbooks.queries import experiments
from tests.run.playbooks.staging import document

DAY = timedelta(days=1)
SPLIT = document(
    """\
- {id: arm, split: {by: tone, to: {plain: hi, loud: ho}}}
- {id: hi, post: {to: dm, text: Hi}, next: end}
- {id: ho, post: {to: dm, text: Ho}}
""",
    more="entry: {re_enter: {after: 1d, max: 5}}\n"
    "experiment: {id: tone, unit: person, arms: {plain: 50, loud: 50}, guardrail: membership.left}\n"
    "goal: {event: message.posted, within: 7d}\n",
)
HELD = """
kind: policy
holdout: {id: h1, percent: 50, applies_to: [nurture]}
"""
NURTURE = (
    document("- {id: hi, post: {to: dm, text: Hi}}\n- {id: gift, award: {amount: 5, reason: hi, key: k}}\n")
    .replace("class: service", "class: nurture")
    .replace("key: k", 'key: "k:{person.id}"')
)


@given(st.text(max_size=20), st.integers(0, 10**9), st.integers(1, 99))
def test_an_arm_is_always_one_of_the_arms_and_the_same_again(salt, number, weight):
    weights = {"a": weight, "b": 100 - weight}

    arm = trials.arm_of(salt, f"person:{number}", weights)

    assert arm in weights
    assert trials.arm_of(salt, f"person:{number}", weights) == arm


def test_a_hundred_thousand_units_fall_by_the_weights_and_the_holdout_is_independent():
    weights = {"plain": 45, "challenge": 45, "silent": 10}
    arms = [trials.arm_of("welcome-tone", f"person:{n}", weights) for n in range(100_000)]
    held = [trials.holdout_arm("h-2026q4", f"person:{n}", 3) for n in range(100_000)]

    counts = [arms.count(name) for name in weights]
    inside = [arm for arm, one in zip(arms, held, strict=True) if one == trials.HELD]

    assert trials.srm(counts, list(weights.values())) > 0.01
    assert trials.srm([len(inside), 100_000 - len(inside)], [3, 97]) > 0.01
    assert trials.srm([inside.count(name) for name in weights], list(weights.values())) > 0.01


def test_the_p_of_fair_experiments_is_uniform():
    values = []
    for experiment in range(200):
        arms = [trials.arm_of(f"e{experiment}", f"person:{n}", {"a": 50, "b": 50}) for n in range(1000)]
        values.append(trials.srm([arms.count("a"), arms.count("b")], [50, 50]))

    below = [sum(value <= level for value in values) / len(values) for level in (0.1, 0.25, 0.5, 0.75)]
    assert below == pytest.approx([0.1, 0.25, 0.5, 0.75], abs=0.1)
    assert sum(value < trials.SRM_ALARM for value in values) <= 2


def test_units_that_something_sorts_raise_the_alarm():
    assert trials.srm([5200, 4800], [50, 50]) < trials.SRM_ALARM
    assert trials.srm([10, 0], [100, 0]) == 1.0
    assert trials.srm([10, 1], [100, 0]) == 0.0
    assert trials.srm([0, 0], [50, 50]) == 1.0


@pytest.mark.parametrize(
    ("value", "degrees", "tail"),
    [(3.841458820694124, 1, 0.05), (5.991464547107979, 2, 0.05), (7.814727903251179, 3, 0.05)]
    + [(10.827566170662733, 1, 0.001), (9.487729036781154, 4, 0.05), (0.0, 5, 1.0)],
)
def test_the_tail_of_chi_square_is_that_of_the_tables(value, degrees, tail):
    assert trials.chi2_tail(value, degrees) == pytest.approx(tail, rel=1e-9)


def test_shares_and_lift_are_those_of_the_literature():
    share = trials.rate(81, 263)
    lift = trials.lift(56, 70, (48, 80))

    assert (round(share.low, 4), round(share.high, 4)) == (0.2553, 0.3662)
    assert [round(one, 4) for one in (lift.value, lift.low, lift.high)] == [0.2, 0.0524, 0.3339]
    assert trials.rate(0, 0).high == 1.0
    assert not math.isnan(trials.lift(0, 0, (0, 0)).value)


def test_a_person_keeps_their_arm_when_they_come_again_and_the_weights_change(stage, cast):
    stage.publish(SPLIT)
    stage.join(cast.momo)
    first = Assignment.objects.get()
    other = {"plain": "loud", "loud": "plain"}[first.arm]
    stage.publish(SPLIT.replace("plain: 50, loud: 50", f"{first.arm}: 1, {other}: 99"))

    stage.join(cast.momo, after=2 * DAY)

    assert (first.unit, first.member_id, first.exposed_at) == (
        f"person:{cast.momo.id}",
        cast.momo.id,
        stage.start,
    )
    assert Assignment.objects.get().arm == first.arm
    assert [run.context["arms"] for run in stage.runs()] == [{"tone": first.arm}] * 2
    assert len(set(stage.posts())) == 1


def test_an_experiment_is_counted_by_arm(stage, cast, django_assert_num_queries):
    stage.publish(SPLIT)
    stage.join(cast.momo)
    stage.join(cast.su)
    stage.say("hello", cast.momo, after=DAY)
    playbook = Playbook.objects.select_related("current").get()

    with django_assert_num_queries(1):
        found = experiments.experiment_of(playbook)

    arms = {one.name: one for one in found.arms}
    mine = Assignment.objects.get(member_id=cast.momo.id).arm
    assert sum(one.units for one in arms.values()) == 2
    assert (arms[mine].converted, sum(one.converted for one in arms.values())) == (1, 1)
    assert (found.unit, found.window, found.guardrail) == ("person", 7 * DAY, "membership.left")
    assert (arms["plain"].lift, found.is_believable) == (None, True)


def test_who_is_left_out_gets_nothing_and_everything_is_written_down(stage, cast):
    policies.save_policy(text=HELD, community=None, by=cast.by_lin, at=cast.at)
    ids = {one.id: trials.holdout_arm("h1", f"person:{one.id}", 50) for one in (cast.momo, cast.su)}
    stage.publish(NURTURE)
    stage.join(cast.momo)
    stage.join(cast.su)

    sent = dict(Effect.objects.values_list("member_id", "state"))
    awarded = {run.member_id: run.context["holdout"] for run in Run.objects.all()}

    assert awarded == {id: arm == trials.HELD for id, arm in ids.items()}
    assert sent == {id: "suppressed" if arm == trials.HELD else "planned" for id, arm in ids.items()}
    assert set(Effect.objects.filter(state="suppressed").values_list("reason", flat=True)) <= {"holdout"}
    assert len(stage.awards()) == list(ids.values()).count(trials.TREATED)
    assert Assignment.objects.filter(experiment="holdout:h1").count() == 2


def test_safety_and_service_leave_nobody_out(stage, cast):
    policies.save_policy(text=HELD, community=None, by=cast.by_lin, at=cast.at)
    stage.publish(document("- {id: hi, post: {to: dm, text: Hi}}\n"))

    stage.join(cast.momo)

    assert (stage.posts("planned"), Assignment.objects.count()) == (["Hi"], 0)


def test_a_holdout_is_compared_with_those_who_got_it(stage, cast):
    policies.save_policy(text=HELD, community=None, by=cast.by_lin, at=cast.at)
    stage.publish(NURTURE)
    stage.join(cast.momo)
    stage.join(cast.su)

    found = experiments.holdout_of(Playbook.objects.select_related("current").get())

    assert [one.name for one in found.arms] == ["held", "treated"]
    assert sum(one.units for one in found.arms) == 2
    assert experiments.experiment_of(Playbook.objects.select_related("current").get()) is None


def test_a_difference_is_clear_when_nothing_lies_outside_its_bounds():
    assert trials.Interval(0.1, 0.02, 0.18).is_clear
    assert trials.Interval(-0.1, -0.18, -0.02).is_clear
    assert not trials.Interval(0.1, -0.02, 0.22).is_clear
