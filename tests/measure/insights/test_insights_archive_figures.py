from datetime import datetime

import pytest

from linli.measure.insights.metrics import archive
from tests.measure.insights.histories import history, record


def test_an_empty_history_has_no_figures_but_all_keys():
    with history() as activity:
        found = archive.figures(activity)

        assert found["messages"] == 0
        assert found["first_utc"] is None
        assert found["top10_share"] is None
        assert found["gini"] is None
        assert found["explicit_reply"] == {"n": 0, "median_s": None, "p90_s": None}
        assert found["monthly"] == []
        assert found["cohorts"] == []
        assert found["mean_groups_per_user"] is None
        assert "first_response" not in found
        assert archive.group_figures(activity) == []


def test_one_message_is_a_whole_history():
    with history("2026-01-31 23:59|su") as activity:
        found = archive.figures(activity)

    assert found["messages"] == found["users"] == found["channels"] == 1
    assert found["first_utc"] == found["last_utc"] == "2026-01-31 23:59:00"
    assert found["top10_share"] == found["one_message_users_share"] == 1.0
    assert found["gini"] == 0.0
    assert found["newcomers"]["eligible"] == 0
    assert found["newcomers"]["week4_rate"] is None
    assert found["monthly"] == [["2026-01", 1, 1, 1]]
    assert found["cohorts"] == [["2026-01", 1, 1, 0, 0, 0, 0, 0, 0]]


def test_bots_are_nobody():
    with history("2026-01-01|su", record("2026-01-02", "robot", is_bot=True)) as activity:
        found = archive.figures(activity)

    assert (found["messages"], found["users"], found["last_utc"]) == (1, 1, "2026-01-01 00:00:00")


def test_a_record_read_twice_counts_once():
    twice = record("2026-01-01", "su")

    with history(twice, record("2026-01-02", "momo"), twice) as activity:
        found = archive.figures(activity)

    assert (found["messages"], found["users"]) == (2, 2)


def test_only_answers_to_another_person_are_replies():
    with history(
        record("2026-01-01 10:00", "su", number="q"),
        record("2026-01-01 10:01", "su", number="self", reply_to="q"),
        record("2026-01-01 10:02", "momo", number="a", reply_to="q"),
        record("2026-01-01 10:12", "cheng", number="b", reply_to="a"),
        record("2026-01-01 10:20", "cheng", number="c", reply_to="gone"),
    ) as activity:
        assert archive.explicit_replies(activity) == {"n": 2, "median_s": 360.0, "p90_s": 552.0}


def test_the_first_row_opens_a_thread_when_times_are_equal():
    with history(
        record("2026-01-01 10:00", "su", thread="t", number="1"),
        record("2026-01-01 10:00", "momo", thread="t", number="2"),
        record("2026-01-01 10:05", "su", thread="t", number="3"),
        record("2026-01-01 11:00", "su", thread="alone", number="4"),
    ) as activity:
        found = archive.first_responses(activity)

    assert found == {"threads": 2, "answered": 1, "median_s": 0.0, "share_within_24h": 0.5}


def test_a_turn_is_another_person_within_an_hour_in_the_same_group():
    with history(
        "2026-01-01 10:00|su|message|a",
        "2026-01-01 10:01|cheng|message|b",
        "2026-01-01 11:00|momo|message|a",
        "2026-01-01 11:01|momo|message|a",
        "2026-01-01 12:02|su|message|a",
    ) as activity:
        assert archive.turn_gaps(activity) == {"n": 1, "median_s": 3600.0}


def test_newcomers_windows_begin_on_their_first_instant_and_end_before_the_last():
    with history(
        "2026-01-01 12:00|su",
        "2026-01-01 12:00|momo",
        "2026-01-01 12:00|cheng",
        "2026-01-22 12:00|su",
        "2026-01-08 12:00|momo",
        "2026-01-02 11:59|cheng",
        "2026-01-29 12:00|cheng",
    ) as activity:
        found = archive.newcomers(activity)

    assert found["eligible"] == 3
    assert (found["week4_active"], found["returned_d1_28"], found["week2_active"]) == (1, 2, 1)
    assert found["week4_rate"] == pytest.approx(1 / 3)


def test_months_without_messages_are_left_out_and_cohorts_count_by_calendar():
    with history(
        "2026-01-31 23:59|su", "2026-02-01 00:00|su", "2026-04-30|su", "2026-04-01|momo"
    ) as activity:
        found = archive.figures(activity)

    assert found["monthly"] == [["2026-01", 1, 1, 1], ["2026-02", 1, 1, 0], ["2026-04", 2, 2, 1]]
    assert found["cohorts"] == [["2026-01", 1, 1, 1, 0, 1, 0, 0, 0], ["2026-04", 1, 1, 0, 0, 0, 0, 0, 0]]


def test_groups_are_threads_where_one_channel_holds_all():
    with history(
        record("2026-01-01", "su", thread="t1", number="1"),
        record("2026-01-02", "su", thread="t2", number="2"),
        record("2026-01-03", "momo", thread="t2", number="3"),
    ) as activity:
        groups = archive.group_figures(activity)
        spread = archive.figures(activity)

    assert [group.group for group in groups] == ["t2", "t1"]
    assert groups[0] == archive.GroupFigures(
        "t2", 2, 2, 1.0, datetime(2026, 1, 2), datetime(2026, 1, 3), 0, 0
    )
    assert (spread["users_in_more_than_one_group"], spread["mean_groups_per_user"]) == (0.5, 1.5)


def test_groups_are_channels_where_there_are_several():
    with history("2026-01-01|su|message|a", "2026-01-02|su|message|b", "2026-03-02|su|message|b") as activity:
        groups = archive.group_figures(activity)

    assert [(group.group, group.messages, group.newcomers_eligible) for group in groups] == [
        ("b", 2, 1),
        ("a", 1, 1),
    ]
