"""Hints on style: friendly, exact, and silent where a text is fine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.content.library.rules import style
from linli.content.library.rules.style import Hint, Vocabulary

WORDS = Vocabulary(jargon=("赋能", "synergy"), advertising=("全网最低",))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("今晚八点,一起读第三章。", []),
        ("用 Synergy 赋能大家", [Hint("jargon", ("赋能", "synergy"))]),
        ("全网最低价,今天", [Hint("advertising", ("全网最低",))]),
        ("你好{person.name}", [Hint("no_default")]),
        ("你好{person.name|朋友}", []),
        ("书" * 221, [Hint("too_long", count=221, most=220)]),
        ("book " * 120, []),
        ("see https://a.example https://b.example", [Hint("links", count=2, most=1)]),
        ("🌸🌸🌸🌸🌸", [Hint("emoji", count=5, most=4)]),
        ("来!来!来!来!", [Hint("exclamations", count=4, most=3)]),
        ("COME AND SEE THIS NOW", [Hint("capitals")]),
        ("OK, DIY", []),
    ],
)
def test_hints_say_what_a_careful_reader_would(text, found):
    assert style.hints(text, WORDS) == found


@given(st.text())
def test_any_text_can_be_looked_at(text):
    assert all(hint.code for hint in style.hints(text, WORDS))
