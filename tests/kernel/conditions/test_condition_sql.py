from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.conditions import check, memory, sql
from linli.kernel.conditions.problems import NotForSets
from linli.kernel.conditions.render import render
from linli.kernel.conditions.schema import Field
from linli.kernel.conditions.tree import Type
from linli.kernel.conditions.values import exact, moment
from tests.kernel.conditions.worlds import (
    AT,
    COLUMNS,
    SCHEMA,
    TABLE,
    any_expressions,
    conditions,
    rows,
    values_of,
)

IN_A_DATABASE = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
EMPTY = dict.fromkeys(COLUMNS)


@pytest.fixture
def subject_table(db):
    with connection.cursor() as cursor:
        cursor.execute(TABLE)


def fill(cursor, world):
    cursor.execute("DELETE FROM subject")
    columns = ", ".join(["id", *COLUMNS])
    marks = ", ".join(["%s"] * (len(COLUMNS) + 1))
    for place, row in enumerate(world):
        cursor.execute(
            f"INSERT INTO subject ({columns}) VALUES ({marks})", [place, *(row[column] for column in COLUMNS)]
        )


def selected(source, world, at=AT):
    """The places of the rows that the database finds."""
    fragment = sql.where(check.condition(source, SCHEMA), at=at)
    with transaction.atomic(), connection.cursor() as cursor:
        fill(cursor, world)
        cursor.execute(f"SELECT id FROM subject s WHERE {fragment.text} ORDER BY id", fragment.params)
        return [place for (place,) in cursor.fetchall()]


def computed(checked, world):
    fragment = sql.value(checked, at=AT)
    with transaction.atomic(), connection.cursor() as cursor:
        fill(cursor, world)
        cursor.execute(f"SELECT {fragment.text} FROM subject s ORDER BY id", fragment.params)
        return [found for (found,) in cursor.fetchall()]


def remembered(checked, row):
    """What memory computes, in the shape the SQL column has."""
    found = memory.evaluator(checked).run(values_of(row), moment(AT))
    if found is None or isinstance(found, bool) or checked.type in (Type.TEXT, Type.TIME, Type.DURATION):
        return found
    return exact(found)


@IN_A_DATABASE
@given(conditions, st.lists(rows, min_size=1, max_size=4))
def test_a_set_holds_exactly_the_rows_for_which_memory_says_yes(subject_table, node, world):
    source = render(node)
    evaluator = memory.evaluator(check.condition(source, SCHEMA))

    found = selected(source, world)

    assert found == [place for place, row in enumerate(world) if evaluator.holds(values_of(row), at=AT)]


@IN_A_DATABASE
@given(any_expressions, st.lists(rows, min_size=1, max_size=4))
def test_a_column_has_exactly_the_values_that_memory_computes(subject_table, node, world):
    checked = check.formula(render(node), SCHEMA)

    assert computed(checked, world) == [remembered(checked, row) for row in world]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("membership.level < 3", [0]),
        ("not (membership.level < 3)", [1, 2]),
        ("membership.level != 3", [0]),
        ("membership.level is null", [2]),
        ("membership.level in [1, 7]", [0]),
        ("membership.level not in [1, 7]", [1, 2]),
        ("membership.level / 0 == 1 or membership.level / 0 != 1", []),
        ("person.is_staff", [0]),
        ("not person.is_staff", [1, 2]),
        ('person.tags contains "vip"', [0]),
        ("membership.joined_at > now - 7d", [0]),
        ('membership.stage >= "silent"', [1]),
        ('group.words_last("10m") >= 30', [0]),
    ],
)
def test_null_is_never_true_and_not_turns_it(subject_table, source, expected):
    world = [
        {**EMPTY, "level": 1, "words": 3, "is_staff": True, "tags": ["vip"], "joined_at": AT, "stage": "new"},
        {
            **EMPTY,
            "level": 3,
            "is_staff": False,
            "tags": [],
            "joined_at": AT - timedelta(days=7),
            "stage": "lost",
        },
        EMPTY,
    ]

    assert selected(source, world) == expected


def test_text_from_the_condition_never_becomes_sql(subject_table):
    hostile = "'); DROP TABLE subject; -- %s"

    found = selected(f'person.name == "{hostile}"', [{**EMPTY, "name": hostile}, EMPTY])

    assert found == [0]
    assert hostile not in sql.where(check.condition(f'person.name == "{hostile}"', SCHEMA), at=AT).text


def test_every_kind_of_parameter_also_works_bound_by_the_server(subject_table):
    source = (
        'person.name == "a" and lower(person.city) in ["b", "c"] and membership.level in [1, 2.5]'
        ' and person.tags contains "vip" and membership.stage >= "new" and membership.score * 0.5 < 2'
        " and membership.joined_at > now - 7d and now - membership.seen_at < 1h and membership.silence < 2d"
        ' and default(membership.words, 3) == 3 and person.city contains "B" and ends_with(person.name, "a")'
    )
    fragment = sql.where(check.condition(source, SCHEMA), at=AT)
    row = {
        "name": "a",
        "city": "B",
        "level": 1,
        "tags": ["vip"],
        "stage": "new",
        "score": 3,
        "silence": "1 day",
        "joined_at": AT,
        "seen_at": AT,
    }

    with connection.cursor() as cursor:
        fill(cursor, [EMPTY | row, EMPTY])
    found = psycopg.Cursor(connection.connection).execute(
        f"SELECT id FROM subject s WHERE {fragment.text}".encode(), fragment.params
    )

    assert found.fetchall() == [(0,)]


def test_a_product_beyond_bigint_is_exact(subject_table):
    checked = check.formula("membership.words * membership.words * membership.words", SCHEMA)

    assert computed(checked, [{**EMPTY, "words": 2**62}]) == [Decimal(2**186)]


def test_a_plain_comparison_filters_in_a_form_an_index_can_serve():
    fragment = sql.where(
        check.condition("membership.level >= 3 and membership.joined_at > now - 7d", SCHEMA), at=AT
    )

    assert fragment.text == ("(((s.level) >= %s::bigint) AND ((s.joined_at)::timestamptz > %s::timestamptz))")
    assert fragment.params == (3, AT - timedelta(days=7))


@pytest.mark.parametrize(
    ("column", "source"),
    [
        ("level", "membership.level >= 3 and not person.is_staff"),
        ("joined_at", "membership.joined_at > now - 7d"),
        ("name", 'person.name == "a"'),
        ("stage", 'membership.stage in ["new", "lost"]'),
    ],
)
def test_an_index_on_the_column_serves_the_condition(subject_table, column, source):
    fragment = sql.where(check.condition(source, SCHEMA), at=AT)

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX ON subject ({column})")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT id FROM subject s WHERE {fragment.text}", fragment.params)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Index Cond" in plan


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "$sign_off.theme",
            "$sign_off.theme is only known while a run is going; a set cannot be selected by it.",
        ),
        ("group.mood", "group.mood can only be read for one at a time; a set cannot be selected by it."),
    ],
)
def test_what_the_database_cannot_know_is_refused(name, message):
    schema = SCHEMA.extended([Field(name, Type.TEXT)])

    with pytest.raises(NotForSets) as refused:
        sql.where(check.condition(f'membership.level > 1 and {name} == "x"', schema), at=AT)

    assert refused.value.sentence == message
    assert refused.value.column == 26
