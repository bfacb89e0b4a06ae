"""When a pitfall is there: at its limit, one step beyond it, and not at all where nothing is known."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.measure.checkup import rules
from linli.measure.checkup.rules import Evidence

WELL = Evidence(
    has_purpose=True,
    has_rules=True,
    has_announcement=True,
    silence_hours=6,
    quiet_for_hours=1,
    decay=0.9,
    active_rate=0.6,
    threads=20,
    answered=19,
    members=40,
    speakers=20,
    messages=300,
    by_members=280,
    top_share=0.4,
)


def pitfalls(**changes):
    return [one.pitfall for one in rules.findings(replace(WELL, **changes))]


def test_a_community_that_is_well_has_none():
    assert pitfalls() == []


@pytest.mark.parametrize(
    ("pitfall", "still_well", "not_well"),
    [
        ("P06", {"silence_hours": 24}, {"silence_hours": 24.1}),
        ("P15", {"decay": 0.5}, {"decay": 0.49}),
        (
            "P17",
            {"active_rate": 0.03, "quiet_for_hours": 337},
            {"active_rate": 0.029, "quiet_for_hours": 337},
        ),
        ("P20", {}, {"has_purpose": False}),
        ("P58", {"threads": 10, "answered": 8}, {"threads": 10, "answered": 7}),
        ("P59", {"members": 100, "speakers": 20}, {"members": 100, "speakers": 19}),
        ("P59", {"top_share": 0.8}, {"top_share": 0.81}),
        ("P60", {"messages": 100, "by_members": 50}, {"messages": 100, "by_members": 49}),
        ("P86", {}, {"has_announcement": False}),
        ("P90", {}, {"has_rules": False}),
    ],
)
def test_a_pitfall_is_there_beyond_its_limit_only(pitfall, still_well, not_well):
    assert pitfalls(**still_well) == []
    assert pitfalls(**not_well) == [pitfall]


def test_a_dead_group_is_not_called_silent_as_well():
    assert pitfalls(active_rate=0.01, quiet_for_hours=400, silence_hours=400) == ["P17"]


def test_few_people_and_few_messages_are_not_judged():
    assert pitfalls(members=9, speakers=0, top_share=1.0) == []
    assert pitfalls(messages=19, by_members=0) == []
    assert pitfalls(threads=4, answered=0) == []


def test_the_gravest_comes_first():
    assert pitfalls(has_announcement=False, has_rules=False, has_purpose=False) == ["P20", "P90", "P86"]


@given(st.booleans(), st.booleans(), st.booleans())
def test_of_what_is_not_known_nothing_is_said(purpose, has_rules, announcement):
    unknown = Evidence(has_purpose=purpose, has_rules=has_rules, has_announcement=announcement)

    found = {one.pitfall for one in rules.findings(unknown)}

    missing = {"P20": purpose, "P90": has_rules, "P86": announcement}
    assert found == {pitfall for pitfall, is_there in missing.items() if not is_there}
