from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.people.roles.rules import experts, forecast, hours, parts
from linli.people.roles.rules.experts import Stage
from linli.people.roles.rules.forecast import Outlook
from linli.people.roles.rules.hours import Hours
from linli.people.roles.rules.parts import PRESETS, Gap, Staffing, Status
from linli.people.ties import rules as ties

MONDAY = date(2026, 11, 2)


def test_there_are_eight_roles_and_four_of_them_are_our_own():
    assert len(PRESETS) == len({one.code for one in PRESETS}) == 8
    assert [one.code for one in PRESETS if not one.is_ours] == [
        "group_darling",
        "opinion_leader",
        "hidden_expert",
        "core_elite",
    ]


def test_every_role_is_looked_for_by_a_recipe_that_exists():
    assert [one.code for one in PRESETS if ties.find_recipe(one.recipe) is None] == []


@pytest.mark.parametrize(
    ("staffing", "gap"),
    [
        (Staffing(wanted=2, operators=0, members=0, preparing=3), Gap.EMPTY),
        (Staffing(wanted=1, operators=1, members=0, preparing=0), Gap.NO_SUCCESSOR),
        (Staffing(wanted=1, operators=0, members=1, preparing=0), Gap.NO_SUCCESSOR),
        (Staffing(wanted=1, operators=0, members=1, preparing=0, named_successors=1), Gap.NONE),
        (Staffing(wanted=1, operators=0, members=1, preparing=1), Gap.NONE),
        (Staffing(wanted=2, operators=2, members=0, preparing=0), Gap.OPERATORS_ONLY),
        (Staffing(wanted=3, operators=1, members=1, preparing=0), Gap.TOO_FEW),
        (Staffing(wanted=2, operators=1, members=1, preparing=0), Gap.NONE),
        (Staffing(wanted=0, operators=0, members=0, preparing=0), Gap.NONE),
    ],
)
def test_what_is_missing_in_a_role(staffing, gap):
    assert parts.gap_of(staffing) is gap


def test_an_empty_role_is_worse_than_one_without_a_successor():
    assert sorted(Gap, key=parts.severity)[:2] == [Gap.EMPTY, Gap.NO_SUCCESSOR]


def test_somebody_comes_on_step_by_step_and_never_back_from_the_end():
    assert parts.may_become(Status.CANDIDATE, Status.TRAINED)
    assert parts.may_become(Status.TRAINED, Status.MEMBER_HELD)
    assert not parts.may_become(Status.OPERATOR_PLAYED, Status.MEMBER_HELD)
    assert not any(parts.may_become(Status.RETIRED, after) for after in Status)


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [((28, 28), (14, 7), 100), ((28, 28), (7, 14), -50), ((0, 28), (9, 9), None), ((5, 28), (0, 0), None)],
)
def test_the_effect_compares_messages_a_day(before, after, percent):
    assert parts.effect(before, after) == percent


ALL_THREE = dict.fromkeys(experts.CRITERIA, 3)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        (dict.fromkeys(experts.CRITERIA, 1), 0),
        (ALL_THREE, 50),
        ({**ALL_THREE, "humour": 5}, 55),
        (dict.fromkeys(experts.SCORES, 5), 100),
        ({**ALL_THREE, "authority": None}, None),
        ({}, None),
    ],
)
def test_the_score_of_an_expert(scores, expected):
    assert experts.score(scores) == expected


@given(st.fixed_dictionaries({name: st.integers(1, 5) for name in experts.SCORES}))
def test_a_score_lies_between_0_and_100_and_a_better_mark_never_lowers_it(scores):
    found = experts.score(scores)
    better = experts.score({**scores, "sharing": min(5, scores["sharing"] + 1)})

    assert 0 <= found <= better <= 100


def test_experts_move_one_column_at_a_time_or_out():
    assert experts.may_move(Stage.CANDIDATE, Stage.CONTACTED)
    assert experts.may_move(Stage.CONTACTED, Stage.CANDIDATE)
    assert experts.may_move(Stage.TESTING, Stage.RETIRED)
    assert experts.may_move(Stage.RETIRED, Stage.CANDIDATE)
    assert not experts.may_move(Stage.CANDIDATE, Stage.ACCEPTED)
    assert not experts.may_move(Stage.RETIRED, Stage.ACTIVE)


def test_the_funnel_counts_who_came_that_far_or_further():
    assert experts.funnel([0, 0, 1, 3, 5]) == [5, 3, 2, 2, 1, 1]


@given(st.lists(st.integers(0, 5)))
def test_a_funnel_never_widens(reached):
    steps = experts.funnel(reached)

    assert steps == sorted(steps, reverse=True)


def counted(*fans, until=MONDAY):
    """One count a week, the last on `until`."""
    return {until - timedelta(weeks=len(fans) - 1 - number): count for number, count in enumerate(fans)}


def test_a_steady_gain_reaches_the_target_on_a_day_that_can_be_named():
    said = forecast.forecast(counted(10, 20, 30, 40), now=40, target=100, today=MONDAY)

    assert said.outlook is Outlook.EXPECTED
    assert (said.weeks, said.weekly_gain, said.spread) == (3, 10.0, 0.0)
    assert said.expected_on == said.earliest_on == said.latest_on == MONDAY + timedelta(weeks=6)


def test_an_uneven_gain_gives_a_band_around_the_expected_day():
    said = forecast.forecast(counted(0, 5, 20, 30), now=30, target=130, today=MONDAY)

    assert said.spread == pytest.approx(1.2816 * 5 / 3**0.5)
    assert said.earliest_on == MONDAY + timedelta(days=52)
    assert said.expected_on == MONDAY + timedelta(days=70)
    assert said.latest_on == MONDAY + timedelta(days=112)


def test_a_gain_that_may_as_well_be_nothing_has_no_latest_day():
    said = forecast.forecast(counted(20, 10, 40, 30), now=30, target=100, today=MONDAY)

    assert said.outlook is Outlook.EXPECTED
    assert said.latest_on is None


@pytest.mark.parametrize(
    ("counts", "now", "outlook"),
    [
        (counted(80, 90, 95, 100), 100, Outlook.REACHED),
        (counted(30, 30, 30, 30), 30, Outlook.NOT_AT_THIS_PACE),
        (counted(40, 35, 30, 25), 25, Outlook.NOT_AT_THIS_PACE),
        (counted(10, 20, 30), 30, Outlook.TOO_EARLY),
        ({}, 0, Outlook.TOO_EARLY),
    ],
)
def test_what_is_said_where_no_day_can_be_named(counts, now, outlook):
    said = forecast.forecast(counts, now=now, target=100, today=MONDAY)

    assert said.outlook is outlook
    assert said.expected_on is None


def test_weeks_before_a_gap_are_not_counted():
    counts = {MONDAY - timedelta(weeks=5): 1, **counted(10, 20)}

    assert forecast.weekly(counts, today=MONDAY) == [10, 20]


def test_the_last_count_of_a_week_stands_for_it():
    counts = {MONDAY - timedelta(days=1): 7, MONDAY - timedelta(days=3): 5, MONDAY - timedelta(days=8): 2}

    assert forecast.weekly(counts, today=MONDAY) == [2, 7]


@given(st.lists(st.integers(0, 2000), min_size=0, max_size=12), st.integers(0, 2000), st.integers(1, 3000))
def test_the_band_is_in_order_and_lies_ahead(fans, now, target):
    said = forecast.forecast(counted(*fans), now=now, target=target, today=MONDAY)

    if said.outlook is Outlook.EXPECTED:
        assert MONDAY < said.earliest_on <= said.expected_on
        assert said.latest_on is None or said.expected_on <= said.latest_on


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("desk", "moment", "is_on"),
    [
        (Hours("12345", time(9), time(18)), at(2, 9), True),
        (Hours("12345", time(9), time(18)), at(2, 18), False),
        (Hours("12345", time(9), time(18)), at(7, 12), False),
        (Hours("1", time(22), time(2)), at(2, 23), True),
        (Hours("1", time(22), time(2)), at(3, 1, 59), True),
        (Hours("1", time(22), time(2)), at(3, 2), False),
        (Hours("1", time(22), time(2)), at(2, 1), False),
        (Hours("1", time(0), time(0)), at(2, 3), True),
        (Hours("1", time(0), time(0)), at(3, 3), False),
    ],
)
def test_a_desk_answers_in_its_hours(desk, moment, is_on):
    assert desk.is_on(moment) is is_on


def test_days_are_digits_once_each():
    assert hours.clean_days("5x1159 0") == "15"
