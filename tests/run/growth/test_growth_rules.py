"""Streaks, ladders, ranks and the quality of messages."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.run.growth.rules import accounts, earning, ranking, streaks
from linli.run.growth.rules.earning import Candidate, Earning, SoFar

TODAY = date(2026, 11, 22)


def days_ago(*numbers):
    return [TODAY - timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("ago", "length"),
    [
        ((), 0),
        ((0,), 1),
        ((1,), 1),
        ((2,), 0),
        ((0, 1, 2), 3),
        ((1, 2, 3), 3),
        ((0, 2, 3), 1),
        ((0, 0, 1), 2),
    ],
)
def test_a_streak_ends_today_or_yesterday(ago, length):
    assert streaks.streak(days_ago(*ago), TODAY) == length


@given(st.sets(st.integers(0, 40)))
def test_the_streak_kept_with_each_check_in_is_the_streak_of_its_days(ago):
    days = sorted(days_ago(*ago))
    last_day, kept = None, 0

    for index, day in enumerate(days):
        kept = streaks.next_streak(last_day, kept, day)
        last_day = day
        assert kept == streaks.streak(days[: index + 1], day)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("签到", True),
        ("打卡!", True),
        (" 签 到 ", True),
        ("簽到", True),
        ("Check in", True),
        ("check-in", True),
        ("CHECKIN", True),
        ("【签到】✅", True),
        ("ｃｈｅｃｋ　ｉｎ", True),
        ("我来签到了", False),
        ("签", False),
        ("", False),
        ("怎么签到?", False),
    ],
)
def test_the_words_of_a_check_in(text, is_one):
    assert streaks.is_check_in(text) is is_one


@pytest.mark.parametrize(("days", "points"), [(0, 0), (1, 5), (2, 5), (3, 10), (7, 20), (99, 20)])
def test_a_ladder_gives_the_last_step_reached(days, points):
    assert streaks.ladder_points([[1, 5], [3, 10], [7, 20]], days) == points


@pytest.mark.parametrize(
    "ladder", [[], [[1]], [[0, 5]], [[3, 5], [1, 2]], [[1, -1]], [[1, "5"]], {"1": 5}, [[1, True]]]
)
def test_a_bad_ladder_is_seen(ladder):
    assert not streaks.is_ladder(ladder)


@pytest.mark.parametrize(
    ("text", "is_worth_it"),
    [
        ("今天读到第三章了", True),
        ("好的", False),
        ("哈哈哈哈哈哈哈哈", False),
        ("/balance all of it", False),
        ("！帮助 帮助 帮助", False),
        ("thanks a lot", True),
    ],
)
def test_the_quality_floor(text, is_worth_it):
    assert earning.is_worth_points(text, min_length=6) is is_worth_it


def one(window, text_print=0, member=7, community=1):
    return Candidate(member, community, TODAY, window, text_print or window, 0)


def test_a_person_earns_once_in_a_window_in_whatever_community():
    chosen = earning.choose([one(1), one(1, 9), one(1, 8, community=2), one(2)], {}, Earning(1, 0, 0, 60))

    assert [(each.window, points) for each, points in chosen] == [(1, 1), (2, 1)]


def test_the_same_text_twice_running_earns_once():
    chosen = earning.choose([one(1, 5), one(2, 5), one(3, 6), one(4, 5)], {}, Earning(1, 0, 0, 60))

    assert [each.window for each, _ in chosen] == [1, 3, 4]


def test_the_award_that_crosses_the_cap_is_cut():
    so_far = {(7, TODAY): SoFar(17, None)}

    chosen = earning.choose([one(1), one(2), one(3)], so_far, Earning(2, 20, 0, 60))

    assert [points for _, points in chosen] == [2, 1]


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 6)), max_size=40),
    st.integers(1, 5),
    st.integers(0, 12),
)
def test_nobody_ever_earns_more_than_the_cap_or_twice_in_a_window(messages, points, cap):
    candidates = [one(window, text_print, member) for member, text_print, window in messages]

    chosen = earning.choose(candidates, {}, Earning(points, cap, 0, 60))

    assert len({(each.member, each.window) for each, _ in chosen}) == len(chosen)
    for member in range(1, 5):
        total = sum(given for each, given in chosen if each.member == member)
        assert not cap or total <= cap


@pytest.mark.parametrize(
    ("period", "day"),
    [("today", date(2026, 11, 22)), ("week", date(2026, 11, 16)), ("all", None)],
)
def test_periods(period, day):
    assert ranking.first_day(period, TODAY) == day


def test_a_period_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="'month' is none of today, week, all"):
        ranking.first_day("month", TODAY)


@given(st.integers(1, 100), st.sampled_from(accounts.Account), st.sampled_from(accounts.Account))
def test_an_entry_sums_to_zero_over_all_accounts(amount, source, target):
    total = sum(
        accounts.change(each, source=source, target=target, amount=amount) for each in accounts.Account
    )

    assert total == 0


@given(
    st.lists(st.tuples(st.integers(1, 2**62), st.integers(0, 2**33)), min_size=2, max_size=6, unique=True),
    st.integers(1, 3600),
)
def test_each_person_and_window_has_a_key_of_its_own_and_later_ones_sort_behind(pairs, gap):
    keys = {pair: earning.key_of(pair[0], window=pair[1], gap_seconds=gap) for pair in pairs}

    by_time = sorted(pairs, key=lambda pair: (pair[1], pair[0]))
    in_range = [pair for pair in by_time if pair[1] * gap < 2**40]
    assert [str(UUID(keys[pair])) for pair in in_range] == sorted(keys[pair] for pair in in_range)
    assert len({keys[pair] for pair in in_range}) == len(in_range)
