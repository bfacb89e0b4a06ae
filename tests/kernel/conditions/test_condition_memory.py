from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from linli.kernel.conditions import check, memory, readings
from linli.kernel.conditions.explain import Part, explain
from linli.kernel.conditions.schema import Field, Schema
from linli.kernel.conditions.tree import Type
from linli.kernel.conditions.values import WrongValue
from linli.kernel.conditions.words import sentence
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.registry import Argument, Registry
from tests.kernel.conditions.worlds import AT, SCHEMA, SEVERITIES

NOTHING = dict.fromkeys(field.name for field in SCHEMA)


def holds(source, **values):
    named = {
        f"membership.{name}" if f"membership.{name}" in NOTHING else f"person.{name}": v
        for name, v in values.items()
    }
    return memory.evaluator(check.condition(source, SCHEMA)).holds(NOTHING | named, at=AT)


def worth(source, **values):
    named = {f"membership.{name}": value for name, value in values.items()}
    return memory.evaluator(check.formula(source, SCHEMA)).value(NOTHING | named, at=AT)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("7 / 2", Decimal("3.5")),
        ("2 / 3", Decimal("0.666666666")),
        ("-2 / 3", Decimal("-0.666666666")),
        ("1 / 0", None),
        ("0.1 + 0.2", Decimal("0.3")),
        ("2 + 3 * 4", 14),
        ("now - 1d", AT - timedelta(days=1)),
        ("now - (now - 90m)", timedelta(minutes=90)),
        ("membership.level + 1", None),
        ("default(membership.level, 4)", 4),
        ("length('邻里')", 2),
        ("lower('ABC É')", "abc É"),
    ],
)
def test_a_formula_is_worth_exactly_this(source, expected):
    assert worth(source) == expected


def test_a_float_counts_with_fifteen_digits():
    assert worth("membership.ratio", ratio=0.1 + 0.2) == Decimal("0.3")
    assert worth("membership.ratio", ratio=float("nan")) is None
    assert worth("membership.ratio", ratio=1e15) is None


@pytest.mark.parametrize(
    "source",
    [
        "membership.level == 1",
        "membership.level != 1",
        "membership.level < 1",
        "membership.level in [1]",
        'person.tags contains "x"',
        'person.name contains ""',
        'starts_with(person.name, "")',
        "person.is_staff",
        "person.is_staff == false",
        "membership.level / 0 == membership.level / 0",
    ],
)
def test_what_is_asked_of_null_is_false_and_its_denial_true(source):
    assert not holds(source)
    assert holds(f"not ({source})")


def test_choices_compare_by_their_own_order():
    schema = Schema([Field("severity", Type.TEXT, choices=SEVERITIES)])
    severe = memory.evaluator(check.condition('severity >= "mute"', schema))

    assert [severe.holds({"severity": one}, at=AT) for one in (*SEVERITIES, "zzz")] == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_the_result_of_a_step_can_be_used():
    schema = Schema([Field("$ask.theme", Type.TEXT)])

    found = memory.evaluator(check.formula("$ask.theme", schema)).value({"$ask.theme": "tea"}, at=AT)

    assert found == "tea"


def test_a_value_that_nobody_brought_is_a_mistake_and_not_null():
    with pytest.raises(memory.MissingValue, match=r"membership\.level"):
        memory.evaluator(check.condition("membership.level > 1", SCHEMA)).holds({}, at=AT)


@pytest.mark.parametrize("value", ["3", 3.5, True])
def test_a_value_of_another_type_is_a_mistake(value):
    with pytest.raises(WrongValue):
        holds("membership.level > 1", level=value)


def test_a_time_without_a_zone_is_a_mistake():
    with pytest.raises(WrongValue):
        holds("membership.joined_at < now", joined_at=datetime(2026, 1, 1))


def test_why_lists_every_part_with_its_value():
    checked = check.condition('membership.level >= 2 and not person.tags contains "vip"', SCHEMA)

    parts = explain(checked, NOTHING | {"membership.level": 3, "person.tags": ["vip"]}, at=AT)

    assert parts == [
        Part('membership.level >= 2 and not person.tags contains "vip"', False, 0),
        Part("membership.level >= 2", True, 1),
        Part("membership.level", 3, 2),
        Part('not person.tags contains "vip"', False, 1),
        Part('person.tags contains "vip"', True, 2),
        Part("person.tags", ("vip",), 3),
    ]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("membership.level >= 3 and not person.is_staff", "Level is at least 3 and Staff: no"),
        ("membership.joined_at > now - 7d", "Joined was less than 7 days ago"),
        ("membership.seen_at < now - 36h", "Last seen was more than 36 hours ago"),
        (
            'person.tags contains "vip" or membership.level in [1, 2]',
            "Tags contains “vip” or Level is one of 1, 2",
        ),
        ("person.city is null", "City is not known"),
        (
            'person.is_staff and (membership.level == 1 or person.city != "x")',
            "Staff: yes and (Level is 1 or City is not “x”)",
        ),
        ('group.words_last("10m") < 5', "Words lately (“10m”) is less than 5"),
        ("not (membership.level + 1 > 2)", "it is not so that (Level + 1) is more than 2"),
        ('starts_with(lower(person.name), "a")', "Name in small letters begins with “a”"),
    ],
)
def test_a_condition_can_be_said_in_words(source, words):
    assert sentence(check.condition(source, SCHEMA), "en") == words


def test_every_probe_is_read_once_for_all_subjects():
    registry, calls = Registry(), []

    @registry.probe("members.level", subject="membership", returns=int, title="Level")
    def level(subjects: Sequence[int], context: Context) -> Mapping[int, int]:
        calls.append(("level", tuple(subjects)))
        return {subject: subject * 10 for subject in subjects}

    @registry.probe(
        "members.words_last",
        subject="membership",
        returns=int,
        title="Words",
        args=(Argument("span", timedelta), Argument("share", float)),
    )
    def words_last(subjects, context, *, span, share):
        calls.append((span, share))
        return {subjects[0]: 5}

    schema = Schema(readings.fields_of_probes(Subject.MEMBERSHIP, registry)).extended(
        [Field("now_on", Type.BOOLEAN)]
    )
    source = 'members.level > 10 and members.level < 50 and members.words_last("10m", 0.5) is null and now_on'
    context = Context(org_id=1, community_id=1, at=AT, actor="test", key="k")

    values = readings.read(check.condition(source, schema), [1, 2], context, registry)

    assert calls == [("level", (1, 2)), (timedelta(minutes=10), 0.5)]
    assert values == {
        1: {"members.level": 10, 'members.words_last("10m", 0.5)': 5},
        2: {"members.level": 20, 'members.words_last("10m", 0.5)': None},
    }


def test_the_moment_is_handed_in():
    later = datetime(2027, 1, 1, tzinfo=UTC)

    assert memory.evaluator(check.formula("now", SCHEMA)).value({}, at=later) == later
