"""Names, texts, mentions and reactions, as pure decisions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.connect.adapters.room import rules


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  苏木  ", "苏木"),
        ("a\u202eb", "ab"),
        ("\u200b\ufeff", ""),
        ("two\nlines   here", "two lines here"),
        ("<b>x</b>", "<b>x</b>"),
    ],
)
def test_a_name_is_one_visible_line(typed, kept):
    assert rules.clean_name(typed) == kept


@pytest.mark.parametrize("name", ["小邻", "Linli", "ＬＩＮＬＩ", "小 邻", "小邻Linli"])
def test_linlis_own_name_is_reserved(name):
    assert rules.is_reserved(name)


def test_other_names_are_free():
    assert not rules.is_reserved("小林")


def test_a_text_keeps_its_lines_and_loses_what_nobody_sees():
    assert rules.clean_text(" a\r\nb\x00\u200b\n ") == "a\nb"


def test_the_longest_name_that_fits_is_mentioned():
    names = {"Su": "1", "Su Mu": "2", "Momo": "3"}

    assert rules.mentioned("hi @Su Mu and @Momo, mail a@b", names) == [("Su Mu", "2"), ("Momo", "3")]


def test_a_reaction_tapped_twice_is_gone():
    once, is_on = rules.toggled({"🎉": ["a"]}, "👍", "b")
    twice, is_still_on = rules.toggled(once, "👍", "b")

    assert (once, is_on) == ({"🎉": ["a"], "👍": ["b"]}, True)
    assert (twice, is_still_on) == ({"🎉": ["a"]}, False)


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert rules.clean_name(rules.clean_name(text)) == rules.clean_name(text)
    assert rules.clean_text(rules.clean_text(text)) == rules.clean_text(text)
