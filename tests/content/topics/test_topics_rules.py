"""Choosing topics, the rhythm of talk, and rising words, decided without a database."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.content.topics.rules import choosing, rhythm, words
from linli.content.topics.rules.choosing import Candidate, Knowledge
from linli.content.topics.rules.rhythm import Window

SHANGHAI = "Asia/Shanghai"
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("profession", "profile", "kind"),
    [(0.0, 0.0, "universal"), (0.49, 0.2, "universal"), (0.5, 0.1, "professional"), (0.9, 0.5, "personal")],
)
def test_the_kind_of_topic_goes_by_what_is_known(profession, profile, kind):
    assert choosing.kind_for(Knowledge(profession, profile)) == kind


def test_rested_topics_of_the_kind_come_first_and_hot_ones_before_them():
    used = TODAY - timedelta(days=10)
    candidates = [
        Candidate(1, "universal", None, 60),
        Candidate(2, "professional", used, 60),
        Candidate(3, "professional", used, 5),
        Candidate(4, "professional", None, 60, TODAY),
        Candidate(5, "professional", None, 60, TODAY - timedelta(days=1)),
    ]

    assert choosing.ranked(candidates, kind="professional", today=TODAY) == [4, 3, 1]


def test_a_formal_discussion_needs_a_reserve():
    assert [choosing.missing_backups("formal", n) for n in (0, 1, 2)] == [1, 0, 0]
    assert choosing.missing_backups("casual", 0) == 0


@pytest.mark.parametrize(
    ("speakers", "messages", "characters", "depth"),
    [(0, 0, 0, "shallow"), (5, 6, 300, "shallow"), (5, 15, 200, "suitable"), (5, 30, 900, "deep")],
)
def test_depth_goes_by_how_much_each_speaker_said(speakers, messages, characters, depth):
    assert choosing.depth(speakers=speakers, messages=messages, characters=characters) == depth


def at(hour, day=20):
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_active_hours_pass_midnight():
    friday_night = [Window((4,), time(20), time(2))]

    assert rhythm.is_active(friday_night, at=at(13), zone=SHANGHAI)  # Friday 21:00
    assert rhythm.is_active(friday_night, at=at(17), zone=SHANGHAI)  # Saturday 01:00
    assert not rhythm.is_active(friday_night, at=at(19), zone=SHANGHAI)  # Saturday 03:00
    assert not rhythm.is_active(friday_night, at=at(13, 21), zone=SHANGHAI)  # Saturday 21:00


def test_silence_counts_in_active_hours_only():
    windows = [Window(tuple(range(7)), time(9), time(22))]
    day = timedelta(days=1)

    def quiet(last, now):
        return rhythm.is_too_quiet(windows, last_said_at=last, at=now, after=day, zone=SHANGHAI)

    assert quiet(at(2, 19), at(3, 20))
    assert not quiet(at(4, 19), at(3, 20))
    assert not quiet(at(2, 18), at(17, 20))  # one in the morning


spans = st.builds(
    Window,
    st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True).map(tuple),
    st.times(),
    st.times(),
)


@given(st.lists(spans, max_size=4), st.integers(0, 200), st.integers(1, 100))
def test_active_time_is_never_more_than_the_stretch_and_adds_up(windows, begin, length):
    since = at(0, 1) + timedelta(hours=begin)
    middle, until = since + timedelta(hours=length / 2), since + timedelta(hours=length)

    def active(start, end):
        return rhythm.active_between(windows, since=start, until=end, zone=SHANGHAI)

    assert timedelta() <= active(since, until) <= until - since
    assert active(since, middle) + active(middle, until) == active(since, until)


def test_words_rise_when_more_people_use_them_than_before():
    lately = {"拼车": 6, "你好": 6, "租房": 2}
    before = {"你好": 12}

    found = words.rising(lately, before, people=20, people_before=40)

    assert [talk.word for talk in found] == ["拼车"]


def test_one_who_repeats_a_word_counts_once():
    said = [(1, ["拼车", "拼车"]), (1, ["拼车"]), (2, ["拼车", "的"]), (3, ["123", "ok", "https"])]

    assert words.speakers_by_word(said, stop={"https"}) == {"拼车": 2}


@given(
    st.dictionaries(st.text(min_size=1), st.integers(0, 50)),
    st.dictionaries(st.text(min_size=1), st.integers(0, 50)),
)
def test_what_rises_was_said_by_enough_people_and_more_than_before(lately, before):
    found = words.rising(lately, before, people=50, people_before=50)

    for talk in found:
        assert talk.speakers >= words.LEAST_SPEAKERS
        assert talk.speakers > talk.before
