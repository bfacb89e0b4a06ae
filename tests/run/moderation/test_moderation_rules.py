"""Pasted lists, hosts, excerpts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.run.moderation import rules


def test_a_pasted_list_is_read_without_repeats_and_with_reasons():
    pasted = rules.read_pasted("加微信\n  刷单 ，加微信\n\n check in、x\n" + "长" * 61)

    assert pasted.kept == ["加微信", "刷单", "check in"]
    assert pasted.refused == [
        ("x", "too_short"),
        ("长" * 60, "too_long"),
    ]


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://www.Bad.com/a?b", "bad.com"),
        ("bad.com:8080", "bad.com"),
        ("*.bad.com", "bad.com"),
        ("*", "*"),
        ("bad", None),
        ("bad..com", None),
        ("加我", None),
    ],
)
def test_the_host_of_a_link(text, host):
    assert rules.host_of(text) == host


@given(st.text(min_size=1, max_size=600), st.data())
def test_an_excerpt_holds_the_match_and_is_short(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 60)))

    cut = rules.excerpt(text, start, end)

    assert text[start:end] in cut
    assert len(cut) <= rules.EXCERPT_LENGTH + 2


def test_the_gravest_measure_names_the_sanction():
    assert rules.gravest(["warn", "mute", "recall"]) == "mute"
    assert rules.in_order(["mute", "warn", "warn"]) == ["warn", "mute"]
