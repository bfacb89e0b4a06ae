from datetime import date

import pytest

from linli.measure.insights.metrics import speech
from linli.measure.insights.metrics.metric import Period
from tests.measure.insights.histories import at, history, record

MARCH = Period(at("2026-03-01"), at("2026-04-01"))


def test_volume_tells_members_from_operators():
    with history(
        "2026-03-01|su", "2026-03-02|su", "2026-03-02|lin", "2026-04-01|su", operators={"lin"}
    ) as activity:
        found = speech.message_volume(activity, MARCH)

    assert found.value == 3
    assert found.parts == {"per_day": 3 / 31, "per_active_member": 2.0, "by_members": 2, "by_operators": 1}


def test_speaker_rate_leaves_out_those_who_only_react():
    with history(
        "2026-02-01|su|join", "2026-02-01|momo|join", "2026-03-02|su", "2026-03-03|momo|reaction"
    ) as activity:
        found = speech.speaker_rate(activity, MARCH)

    assert (found.numerator, found.denominator, found.value) == (1, 2.0, 0.5)


def test_silence_is_the_longest_gap_between_members_whoever_else_spoke():
    with history(
        "2026-03-01 10:00|su",
        "2026-03-02 09:00|lin",
        "2026-03-02 12:00|momo",
        "2026-03-02 13:00|su",
        operators={"lin"},
    ) as activity:
        found = speech.longest_silence(activity, MARCH)

    assert found.value == 26.0
    assert (found.parts["from"], found.parts["alarm"]) == ("2026-03-01T10:00:00Z", 1)
    assert found.parts["hours_since_last"] == 30 * 24 - 13 - 0.0


@pytest.mark.parametrize(
    ("hours", "expected"),
    [((9, 21), 12.0), ((0, 24), 24.0), ((22, 6), 8.0), ((12, 13), 1.0)],
)
def test_silence_inside_active_hours_counts_those_hours_of_each_day(hours, expected):
    with history("2026-03-01 10:30|su", "2026-03-02 10:30|momo") as activity:
        found = speech.longest_silence(activity, MARCH, active_hours=hours)

    assert found.value == 24.0
    assert found.parts["inside_active_hours"] == expected


def test_a_night_is_no_silence_inside_active_hours():
    with history("2026-03-01 20:00|su", "2026-03-02 10:00|momo") as activity:
        assert (
            speech.longest_silence(activity, MARCH, active_hours=(9, 21)).parts["inside_active_hours"] == 2.0
        )


def test_one_message_has_no_silence():
    with history("2026-03-01|su") as activity:
        found = speech.longest_silence(activity, MARCH)

    assert (found.value, found.parts["alarm"]) == (None, None)


def test_threads_are_covered_by_an_answer_of_somebody_else_in_time():
    with history(
        record("2026-03-01 10:00", "su", thread="1", number="1"),
        record("2026-03-01 10:30", "su", thread="1", number="2"),
        record("2026-03-01 11:00", "lin", thread="1", number="3"),
        record("2026-03-02 10:00", "su", thread="2", number="4"),
        record("2026-03-04 10:00", "momo", thread="2", number="5"),
        record("2026-03-03 10:00", "momo", thread="3", number="6"),
        record("2026-03-03 10:00", "lin", thread="4", number="7"),
        record("2026-03-03 10:01", "su", thread="4", number="8"),
        operators={"lin"},
    ) as activity:
        found = speech.reply_coverage(activity, MARCH)

    assert (found.numerator, found.denominator, found.value) == (1, 3, pytest.approx(1 / 3))
    assert found.parts["median_first_reply_s"] == (3600 + 2 * 86400) / 2
    assert found.basis == "thread"


def test_without_threads_a_conversation_begins_after_an_hour_of_silence():
    with history(
        "2026-03-01 10:00|su",
        "2026-03-01 11:00|momo",
        "2026-03-01 12:00|su",
        "2026-03-01 13:01|su",
        "2026-03-01 13:01|cheng|message|other",
    ) as activity:
        found = speech.reply_coverage(activity, MARCH)

    assert (found.numerator, found.denominator) == (1, 3)
    assert found.parts["median_first_reply_s"] == 3600.0
    assert found.basis == "conversation"


def test_nothing_said_needs_no_answer():
    with history() as activity:
        found = speech.reply_coverage(activity, MARCH)

    assert (found.value, found.denominator, found.basis) == (None, 0, "")


def test_decay_compares_the_second_week_with_the_first():
    first_week = [f"2026-03-0{day} 12:00|su" for day in (1, 1, 2, 7)]

    with history(*first_week, "2026-03-08|su", "2026-03-14 23:59|momo", "2026-03-15|su") as activity:
        found = speech.seven_day_decay(activity, MARCH)
        young = speech.seven_day_decay(activity, Period(at("2026-03-01"), at("2026-03-14")))

    assert found.value == 0.5
    assert found.series == {"week": [1, 2, 3, 4], "heat": [1.0, 0.5, 0.25, 0.0]}
    assert young.value is None


def test_decay_counts_from_the_opening_day_it_is_given():
    with history("2026-03-01|su", "2026-03-03|su", "2026-03-10|su", "2026-03-16|su") as activity:
        found = speech.seven_day_decay(activity, MARCH, opened_on=date(2026, 3, 3))

    assert (found.value, found.basis) == (2.0, "opening day")


def test_concentration_of_eleven_speakers_is_the_share_of_one():
    others = [f"2026-03-02|p{n}" for n in range(10)]

    with history(*others, *["2026-03-03|su"] * 10) as activity:
        found = speech.concentration(activity, MARCH)

    assert (found.numerator, found.denominator, found.value) == (10, 20, 0.5)
    assert (found.parts["people"], found.parts["speakers"], found.parts["absence_factor"]) == (1, 11, 1)
    assert found.parts["gini"] == pytest.approx(9 / 22)
