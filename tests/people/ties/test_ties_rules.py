"""Weights, percentiles, recipes, and what a message shows, by tables."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.people.ties import rules, speech
from linli.people.ties.rules import Reading, Recipe
from linli.people.ties.speech import ASKS, THANKS, WELCOMES


def test_a_weight_is_kept_as_of_the_reference():
    assert rules.kept_weight("reply", rules.REFERENCE) == Decimal(1)
    assert rules.kept_weight("reply", rules.REFERENCE + rules.HALF_LIFE) == Decimal(2)
    assert float(rules.kept_weight("reaction", rules.REFERENCE - rules.HALF_LIFE)) == 0.2


@given(st.integers(-4000, 4000), st.integers(0, 4000))
def test_a_kept_weight_read_later_is_what_has_faded(days, later):
    at = rules.REFERENCE + timedelta(days=days)
    then = at + timedelta(days=later)

    read = rules.weight_at(rules.kept_weight("reply", at), then)

    assert read == pytest.approx(rules.faded("reply", later * 86_400.0), rel=1e-9)


@pytest.mark.parametrize(
    ("weight", "band"), [(3.0, "close"), (2.9, "familiar"), (1.0, "familiar"), (0.3, "acquainted")]
)
def test_closeness_has_three_bands(weight, band):
    assert rules.band_of(weight) == band


def test_a_percentile_is_the_place_among_those_who_have_any():
    assert rules.percentiles([0, 1, 1, 2, 5]) == [0.0, 0.375, 0.375, 0.75, 1.0]
    assert rules.percentiles([0, 0]) == [0.0, 0.0]
    assert rules.percentiles([3]) == [1.0]


RECIPE = Recipe("x", "X", "why", {"answers": 3, "days": -1}, {"answers": 2})


def test_a_score_weighs_percentiles_and_turns_negative_ones_round():
    read = {"answers": Reading(4, 0.9), "days": Reading(3, 0.2)}

    assert rules.score(RECIPE, read) == 87.5


def test_who_lacks_what_a_recipe_needs_is_no_candidate():
    assert rules.score(RECIPE, {"answers": Reading(1, 1.0)}) is None


def test_what_nobody_has_does_not_count():
    read = {"answers": Reading(4, 0.9), "days": Reading(3, 0.2)}

    assert rules.score(RECIPE, read, blind=["days"]) == 90.0


def test_every_recipe_uses_known_measures():
    assert len(rules.RECIPES) == 8
    assert {name for one in rules.RECIPES for name in (*one.weights, *one.needs)} <= set(rules.MEASURES)


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("谢谢，问题解决了", THANKS),
        ("thanks, that works", THANKS),
        ("不用谢", 0),
        ("没用啊", 0),
        ("请问第三章在哪里？", ASKS),
        ("how do I do this", ASKS),
        ("欢迎新朋友", WELCOMES),
        ("you're welcome", 0),
        ("welcome to the channel", WELCOMES),
        ("今天读到第三章了", 0),
    ],
)
def test_what_words_show(text, marks):
    assert speech.marks_of(text) == marks


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("su: look at this", "su"),
        ("su, try again", "su"),
        ("@苏苏 你好", "苏苏"),
        ("well: no", "well"),
        ("a long sentence without a name", ""),
        ("http://example.com", "http"),
    ],
)
def test_a_message_may_begin_with_a_name(text, name):
    assert speech.addressed_in(text) == name


def test_a_name_counts_without_case_and_trailing_marks():
    assert speech.digest_of_name("Su_") == speech.digest_of_name("su")
    assert speech.digest_of_name("su") != speech.digest_of_name("momo")
    assert speech.digest_of_name("__") == 0
