"""Rows and text say the same condition, in both directions; what rows cannot say stays text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.conditions.problems import ConditionError
from linli.kernel.conditions.tree import Type
from linli.people.segments import builder, fields
from linli.people.segments.builder import Row

KNOWN = {one.name: one for one in fields.schema()}


@st.composite
def row_of(draw):
    field = draw(st.sampled_from([one for one in KNOWN.values() if not one.parameters]))
    operator = draw(st.sampled_from(builder.operators_of(field)))
    if not builder.needs_value(operator):
        return Row(field.name, operator)
    if field.choices:
        values = st.lists(st.sampled_from(field.choices), min_size=1, unique=True).map(",".join)
        return Row(field.name, operator, draw(values if operator == "in" else st.sampled_from(field.choices)))
    if field.type in (Type.INTEGER, Type.NUMBER, Type.TIME, Type.DURATION):
        return Row(field.name, operator, str(draw(st.integers(0, 999))))
    return Row(field.name, operator, draw(st.text(st.characters(codec="utf-8", exclude_categories=("C",)))))


@given(st.lists(row_of(), min_size=2, max_size=6), st.sampled_from(["and", "or"]))
def test_rows_written_as_text_and_read_again_are_the_same(rows, join):
    checked = fields.check_condition(builder.text_of(rows, join, KNOWN))

    assert builder.rows_of(checked) == builder.Rows(join, tuple(rows))


@pytest.mark.parametrize(
    "text",
    [
        "belonging.messages >= 1 and (belonging.replies >= 1 or belonging.is_in)",
        "belonging.messages + 1 > belonging.replies",
        "not (belonging.messages > 3)",
        "belonging.messages > belonging.replies",
        "3 < belonging.messages",
        "true",
    ],
)
def test_what_is_more_than_rows_has_none(text):
    assert builder.rows_of(fields.check_condition(text)) is None


def test_a_value_is_quoted_and_never_read_as_a_condition():
    rows = [
        Row("person.tags", "has", 'x" or true or person.tags contains "'),
        Row("belonging.messages", "ge", "5 or true"),
    ]

    text = builder.text_of(rows[:1], "and", KNOWN)
    assert fields.check_condition(text).references[0].name == "person.tags"
    assert "or true" not in text.replace('\\"', "").split('"')[0]
    with pytest.raises(ConditionError):
        fields.check_condition(builder.text_of(rows[1:], "and", KNOWN))


def test_segments_are_no_field_of_segments():
    assert "person.segments" not in KNOWN
