from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.conditions import durations
from linli.kernel.conditions.parser import parse
from linli.kernel.conditions.problems import CannotParse, ConditionError
from linli.kernel.conditions.render import render
from linli.kernel.conditions.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    Call,
    Compare,
    Contains,
    IsNull,
    Literal,
    Not,
    Now,
    OneOf,
    Reference,
    Type,
    depth,
    references,
)
from tests.kernel.conditions.worlds import any_expressions, conditions

A, B, C = Reference("a"), Reference("b"), Reference("c")
ONE = Literal(Type.INTEGER, 1)
PLAYBOOKS = [
    'group.stage == "active" and group.members >= 20',
    'group.human_messages_last("15m") >= 30',
    'not person.is_staff and not person.flagged("spam")',
    'severity >= "mute"',
    "membership.level >= 3",
    "event.author == person.id and event.length >= 10",
    "person.dm_reachable",
    "membership.joined_at > now - 7d",
    "$sign_off.theme",
]


@pytest.mark.parametrize("source", PLAYBOOKS)
def test_the_expressions_of_a_playbook_are_written_back_as_they_were(source):
    assert render(parse(source)) == source


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("a or b and c", AnyOf((A, AllOf((B, C))))),
        ("(a or b) and c", AllOf((AnyOf((A, B)), C))),
        ("a and (b and c)", AllOf((A, B, C))),
        ("not a == b", Not(Compare("==", A, B))),
        ("a - b - c", Arithmetic("-", Arithmetic("-", A, B), C)),
        ("a + b * c", Arithmetic("+", A, Arithmetic("*", B, C))),
        ("a == null", IsNull(A)),
        ("null != a", Not(IsNull(A))),
        ("a is not null", Not(IsNull(A))),
        ("a in [1, 'x']", OneOf(A, (ONE, Literal(Type.TEXT, "x")))),
        ("a not in [1]", Not(OneOf(A, (ONE,)))),
        ('"x" in a', Contains(A, Literal(Type.TEXT, "x"))),
        ("a not contains b", Not(Contains(A, B))),
        ("-1", Literal(Type.INTEGER, -1)),
        ("- -1", ONE),
        ("1.50", Literal(Type.NUMBER, Decimal("1.5"))),
        ("1h30m", Literal(Type.DURATION, timedelta(minutes=90))),
        ("now - 1d", Arithmetic("-", Now(), Literal(Type.DURATION, timedelta(days=1)))),
        ("a.b('x', 2)", Reference("a.b", (Literal(Type.TEXT, "x"), Literal(Type.INTEGER, 2)))),
        ("lower(a)", Call("lower", (A,))),
        (r'"a\"\\\n"', Literal(Type.TEXT, 'a"\\\n')),
        ("true != false", Compare("!=", Literal(Type.BOOLEAN, True), Literal(Type.BOOLEAN, False))),
    ],
)
def test_text_becomes_this_tree(source, tree):
    assert parse(source) == tree


def test_a_number_with_a_point_is_not_the_whole_number():
    assert parse("1.0") != parse("1")


def test_what_has_to_be_read_is_listed_once_in_reading_order():
    listed = references(parse('b > 1 and a.x("q") and b < 5 and lower(c) == "z"'))

    assert [render(one) for one in listed] == ["b", 'a.x("q")', "c"]


@pytest.mark.parametrize(
    ("source", "column", "sentence"),
    [
        ("", 1, "The condition ends here, but a value is expected."),
        ("a >", 4, "The condition ends here, but a value is expected."),
        ("a > > b", 5, "A value is expected here."),
        ("a b", 3, "Something is missing before this, such as and, or, or a comparison."),
        ("a = 1", 3, '"=" is not used here; write "==".'),
        ("a && b", 3, '"&&" is not used here; write "and".'),
        ("!a", 1, '"!" is not used here; write "not".'),
        ("a <> 1", 3, '"<>" is not used here; write "!=".'),
        ("(a", 3, 'Here ")" is missing.'),
        ("a in [1", 8, 'Here "]" is missing.'),
        ("1 < a < 5", 7, "Comparisons cannot be chained: join two of them with and."),
        ("a < null", 5, "null can only be tested for: write x is null or x is not null."),
        ("a is b", 6, "After is comes null or not null."),
        ("a not b", 3, "Here not has to be followed by in or contains."),
        ("a == “x”", 6, '"“" is the full-width form; write " instead.'),
        ("等级（1）", 1, '"等" has no meaning here.'),
        ("a（1）", 2, '"（" is the full-width form; write ( instead.'),
        ('a == "x', 6, 'This text has no closing ".'),
        (r'"\q"', 2, "After a backslash in a text comes one of \\ \" ' n t r."),
        ('"\0"', 2, "A text cannot hold the character U+0000."),
        ("5x", 1, '"5x" is neither a number nor a duration such as 7d, 15m or 1h30m (at most 36500d).'),
        (
            "99999d",
            1,
            '"99999d" is neither a number nor a duration such as 7d, 15m or 1h30m (at most 36500d).',
        ),
        ("1234567890123456", 1, "A number has at most 15 digits before the point and 9 after it."),
        ("a.b(c)", 1, '"a.b" takes only constants: texts, numbers, durations, true or false.'),
    ],
)
def test_what_is_not_in_the_language_is_refused_in_one_sentence(source, column, sentence):
    with pytest.raises(CannotParse) as refused:
        parse(source)

    assert (refused.value.column, refused.value.sentence) == (column, sentence)


def test_a_refusal_shows_the_line_with_a_caret():
    with pytest.raises(CannotParse) as refused:
        parse('person.city == "上海"\n  and = 3')

    assert str(refused.value) == (
        'line 2, column 7: "=" is not used here; write "==".\n      and = 3\n          ^'
    )


def test_the_caret_stands_under_wide_characters_too():
    with pytest.raises(CannotParse) as refused:
        parse('"上海" = a')

    assert refused.value.excerpt == '    "上海" = a\n           ^'


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (" " * 4_001, "A condition has at most 4,000 characters; this one has 4,001."),
        (" or ".join(["a == 1"] * 70), "This condition has 211 parts; at most 200 are allowed."),
        ("not " * 20 + "a", "This condition is nested too deeply; at most 20 levels are allowed."),
        ("(" * 3_000, "This condition is nested too deeply; at most 20 levels are allowed."),
    ],
)
def test_a_condition_has_limits(source, sentence):
    with pytest.raises(CannotParse) as refused:
        parse(source)

    assert refused.value.sentence == sentence


def test_limits_allow_exactly_what_they_say():
    assert len(parse(" or ".join(["a == 1"] * 66)).operands) == 66
    assert depth(parse("not " * 19 + "a")) == 20
    assert parse("(" * 30 + "a" + ")" * 30) == A


@settings(max_examples=300, deadline=None)
@given(any_expressions | conditions)
def test_a_tree_written_and_read_is_the_same_tree(tree):
    assert parse(render(tree)) == tree


WORDS = st.sampled_from(
    [
        "a",
        "b.c",
        "(",
        ")",
        "[",
        "]",
        ",",
        "and",
        "or",
        "not",
        "in",
        "is",
        "null",
        "==",
        "<",
        "-",
        "1",
        "7d",
        "'x'",
        "now",
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60) | st.lists(WORDS, max_size=14).map(" ".join))
def test_whatever_is_typed_is_read_or_refused_with_a_place(source):
    refused = None
    try:
        tree = parse(source)
    except ConditionError as error:
        refused = error

    if refused is None:
        assert parse(render(tree)) == tree
    else:
        assert 1 <= refused.line <= source.count("\n") + 1
        assert 1 <= refused.column <= len(source) + 1
        assert "\n" not in refused.sentence


@given(st.integers(-36_500 * 86_400, 36_500 * 86_400))
def test_a_duration_written_and_read_is_the_same(seconds):
    written = durations.render(timedelta(seconds=seconds))

    sign, text = (-1, written[1:]) if written.startswith("-") else (1, written)
    assert sign * durations.parse(text) == timedelta(seconds=seconds)
