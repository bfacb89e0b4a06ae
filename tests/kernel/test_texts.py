"""Texts with variables: what fills them, what stands in when nothing does, and what can never get out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import texts

KNOWN = ("person.name", "group.name")


@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        ("你好,{person.name}!", {"person.name": "苏苏"}, "你好,苏苏!"),
        ("你好,{person.name|朋友}!", {"person.name": "苏苏"}, "你好,苏苏!"),
        ("你好,{person.name|朋友}!", {"person.name": ""}, "你好,朋友!"),
        ("你好,{person.name|朋友}!", {"person.name": None}, "你好,朋友!"),
        ("你好,{person.name|朋友}!", {"person.name": "\u200b \n"}, "你好,朋友!"),
        ("你好,{person.name | 亲爱的 朋友 }!", {}, "你好,亲爱的 朋友!"),
        ("你好{person.name|}!", {}, "你好!"),
        ("{{{person.name}}}", {"person.name": "Su"}, "{Su}"),
        ("{person.name}", {"person.name": "{group.name}"}, "{group.name}"),
        ("{person.name}", {"person.name": "@all\nnow"}, "＠all now"),
        ("{person.name}", {"person.name": "x" * 41}, "x" * 39 + "…"),
        ("{person.name}", {"person.name": 0}, "0"),
        ("{theme}", {"theme": texts.Paragraph("一\n二 @all\n")}, "一\n二 ＠all"),
        ("{theme}", {"theme": texts.Paragraph("y" * 2001)}, "y" * 1999 + "…"),
    ],
)
def test_a_text_is_filled_in(text, values, filled):
    assert texts.fill(text, values) == filled


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{person.nam}", "{person.nam}"),
        ("{person.nam|friend}", "{person.nam}"),
        ("{}", "{}"),
        ("{person.name", "{"),
        ("person.name}", "}"),
        ("{person.name|a {group.name}}", "{"),
        ("{person.__class__}", "{person.__class__}"),
        ("{person.name!r}", "{person.name!r}"),
        ("{person.name:>9999}", "{person.name:>9999}"),
    ],
)
def test_what_cannot_be_filled_in_is_named(text, word):
    with pytest.raises(texts.BadText) as caught:
        texts.check(text, KNOWN)

    assert caught.value.word == word


def test_a_value_that_is_missing_is_not_passed_over():
    with pytest.raises(texts.BadText):
        texts.fill("{person.name}", {})


def test_the_variables_of_a_text_are_named_once_in_their_order():
    text = "{group.name}: {person.name|friend}, {{no}}, {group.name|here}"

    assert texts.variables(text) == ("group.name", "person.name")


@given(st.text(), st.text())
def test_whatever_passes_the_check_is_filled_in_without_an_error(text, name):
    try:
        texts.check(text, KNOWN)
    except texts.BadText:
        return

    texts.fill(text, {"person.name": name, "group.name": name})


@given(st.text(max_size=200))
def test_a_name_never_calls_anybody_and_stays_one_short_line(name):
    filled = texts.fill("{person.name}", {"person.name": name})

    assert "@" not in filled
    assert len(filled) <= texts.MOST_CHARACTERS
    assert len(filled.splitlines()) <= 1
