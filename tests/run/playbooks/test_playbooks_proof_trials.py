"""Experiments of a hundred thousand units: arms come out as they are weighted, and nobody changes theirs."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from linli.people.members.models import Member
from linli.run.playbooks import trials
from linli.run.playbooks.models import Assignment, StepVisit
from tests.run.playbooks.staging import document

UNITS = 100_000
WEIGHTS = {"plain": 45, "challenge": 45, "silent": 10}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def observed(salt):
    counts = Counter(trials.arm_of(salt, f"person:{unit}", WEIGHTS) for unit in range(UNITS))
    return [counts[arm] for arm in WEIGHTS]


def distance_from_uniform(values):
    """The statistic of Kolmogorov and Smirnov against the uniform distribution."""
    ordered = sorted(values)
    count = len(ordered)
    return max(max((n + 1) / count - p, p - n / count) for n, p in enumerate(ordered))


def test_of_many_experiments_with_a_hundred_thousand_units_the_p_of_the_ratio_is_uniform():
    found = [trials.srm(observed(f"experiment-{n}"), list(WEIGHTS.values())) for n in range(24)]

    assert distance_from_uniform(found) < 1.63 / len(found) ** 0.5  # 1 % of samples lie farther away
    assert min(found) > trials.SRM_ALARM


def test_one_unit_in_a_hundred_that_is_lost_from_an_arm_is_noticed():
    plain, challenge, silent = observed("experiment-0")

    p = trials.srm([plain, challenge * 96 // 100, silent], list(WEIGHTS.values()))

    assert p < trials.SRM_ALARM


def test_who_is_held_out_has_nothing_to_do_with_the_arm():
    table = Counter()
    for unit in range(UNITS):
        arm = trials.arm_of("tone", f"person:{unit}", {"a": 50, "b": 50})
        table[arm, trials.holdout_arm("tone", f"person:{unit}", 10)] += 1

    held = [table["a", trials.HELD], table["b", trials.HELD]]
    treated = [table["a", trials.TREATED], table["b", trials.TREATED]]
    assert abs(sum(held) - UNITS // 10) < 4 * (UNITS * 0.09) ** 0.5
    assert trials.srm(held, treated) > 0.01


def test_neighbouring_units_do_not_go_together():
    arms = [trials.arm_of("tone", f"person:{unit}", {"a": 50, "b": 50}) for unit in range(UNITS)]

    same = sum(one == other for one, other in pairwise(arms))

    assert abs(same - UNITS / 2) < 4 * (UNITS / 4) ** 0.5


@pytest.mark.django_db
def test_who_comes_back_keeps_the_arm_and_new_weights_move_only_those_who_have_none(stage, cast):
    def source(plain, bold):
        return document(
            "- {id: deal, split: {by: tone, to: {plain: one, bold: two}}}\n"
            "- {id: one, wait: {for: 1m}, next: end}\n- {id: two, wait: {for: 1m}}\n",
            more=f"experiment: {{id: tone, unit: person, arms: {{plain: {plain}, bold: {bold}}}}}\n"
            "entry: {concurrent: 1, re_enter: {after: 1h, max: 3}}\n",
        )

    def arms():
        return dict(
            StepVisit.objects.filter(step__in=("one", "two"))
            .order_by("id")
            .values_list("run__member_id", "step")
        )

    people = [Member(id=8000 + n, name=f"n{n}", first_seen_at=cast.at) for n in range(120)]
    Member.objects.bulk_create(people)
    first, second = people[:60], people[60:]
    stage.publish(source(50, 50))
    for member in first:
        stage.join(member)
    before = arms()
    stage.wake(HOUR)

    stage.publish(source(1, 99), at=stage.start + HOUR)
    for member in people:
        stage.join(member, after=DAY)

    after = arms()
    assert {member: after[member] for member in before} == before
    assert Counter(before.values())["one"] > 15
    assert Counter(after[member.id] for member in second)["two"] >= 57
    assert Assignment.objects.filter(experiment="tone").count() == len(people)
