"""The schema, the rows and the expressions that the tests of the condition language share."""

import functools
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from linli.kernel.conditions import tree
from linli.kernel.conditions.schema import Field, Parameter, Schema
from linli.kernel.conditions.tree import Literal, Reference, Type
from linli.kernel.verbs.fragment import Fragment

AT = datetime(2026, 3, 2, 4, 5, 6, 789_000, tzinfo=UTC)
STAGES = ("new", "active", "silent", "lost")
SEVERITIES = ("note", "warn", "mute", "kick")


def words_last(*, span):
    return Fragment("s.words::numeric * %s", (int(span.total_seconds()) // 60,))


FIELDS = (
    Field("membership.level", Type.INTEGER, "Level", sql="s.level"),
    Field("membership.words", Type.INTEGER, "Words", sql="s.words"),
    Field("membership.score", Type.NUMBER, "Score", sql="s.score"),
    Field("membership.ratio", Type.NUMBER, "Ratio", sql="s.ratio"),
    Field("membership.joined_at", Type.TIME, "Joined", sql="s.joined_at"),
    Field("membership.seen_at", Type.TIME, "Last seen", sql="s.seen_at"),
    Field("membership.silence", Type.DURATION, "Silence", sql="s.silence"),
    Field("membership.stage", Type.TEXT, "Stage", choices=STAGES, sql="s.stage"),
    Field("person.name", Type.TEXT, "Name", sql="s.name"),
    Field("person.city", Type.TEXT, "City", sql="s.city"),
    Field("person.is_staff", Type.BOOLEAN, "Staff", sql="s.is_staff"),
    Field("person.tags", Type.TEXTS, "Tags", sql="s.tags"),
    Field(
        "group.words_last", Type.INTEGER, "Words lately", (Parameter("span", Type.DURATION),), sql=words_last
    ),
)
SCHEMA = Schema(FIELDS)
TABLE = """
    CREATE TEMPORARY TABLE subject (
        id bigint PRIMARY KEY, level smallint, words bigint, score numeric, ratio double precision,
        joined_at timestamptz, seen_at timestamptz, silence interval, stage text, name varchar(40),
        city text, is_staff boolean, tags text[]
    )
"""
COLUMNS = {
    "level": "membership.level",
    "words": "membership.words",
    "score": "membership.score",
    "ratio": "membership.ratio",
    "joined_at": "membership.joined_at",
    "seen_at": "membership.seen_at",
    "silence": "membership.silence",
    "stage": "membership.stage",
    "name": "person.name",
    "city": "person.city",
    "is_staff": "person.is_staff",
    "tags": "person.tags",
}
SPANS = ("10m", "2h")

letters = st.sampled_from(list("aAbBzZ _%'\"\\\n/0,é\u0130ßΣς中文邻里\uff21\U0001f600"))
short = st.text(letters, max_size=4)
whole = st.one_of(st.integers(-5, 5), st.integers(-(10**15) + 1, 10**15 - 1))
decimals = st.one_of(
    st.sampled_from([Decimal("0.5"), Decimal("-2.25"), Decimal("0.000000001"), Decimal("3.0")]),
    st.decimals(-(10**6), 10**6, places=9, allow_nan=False, allow_infinity=False),
)
spans = st.one_of(st.integers(-100, 100), st.integers(-36_500, 36_500).map(lambda days: days * 86_400)).map(
    lambda seconds: timedelta(seconds=seconds)
)
moments = st.one_of(
    st.integers(-10, 10).map(lambda days: AT + timedelta(days=days)),
    st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),
)
floats = st.one_of(st.floats(-1e6, 1e6), st.floats(allow_nan=True, allow_infinity=True), st.just(1e15))


def maybe(strategy):
    return st.none() | strategy


rows = st.fixed_dictionaries(
    {
        "level": maybe(st.integers(-5, 5) | st.integers(-(2**15), 2**15 - 1)),
        "words": maybe(st.integers(-5, 5) | st.integers(-(2**63), 2**63 - 1)),
        "score": maybe(
            decimals | st.sampled_from([Decimal("1e14"), Decimal("1e15"), Decimal("0.1234567891")])
        ),
        "ratio": maybe(floats),
        "joined_at": maybe(moments),
        "seen_at": maybe(moments),
        "silence": maybe(spans),
        "stage": maybe(st.sampled_from([*STAGES, "elsewhere"])),
        "name": maybe(short),
        "city": maybe(short),
        "is_staff": maybe(st.booleans()),
        "tags": maybe(st.lists(maybe(short) | st.just("vip"), max_size=3)),
    }
)


def values_of(row):
    """What the memory evaluator is given for a row of the table."""
    values = {name: row[column] for column, name in COLUMNS.items()}
    for span, minutes in (("10m", 10), ("2h", 120)):
        words = None if row["words"] is None else row["words"] * minutes
        values[f'group.words_last("{span}")'] = values[f"group.words_last({span})"] = words
    return values


def names(*types):
    plain = [Reference(field.name) for field in FIELDS if field.type in types and not field.parameters]
    called = []
    if Type.INTEGER in types:
        called = [Reference("group.words_last", (Literal(Type.TEXT, span),)) for span in SPANS]
        called.append(Reference("group.words_last", (Literal(Type.DURATION, timedelta(hours=2)),)))
    return st.sampled_from(plain + called)


def literal(kind, strategy):
    return strategy.map(lambda value: Literal(kind, value))


def either(kind, smaller):
    return st.builds(lambda a, b: tree.Call("default", (a, b)), smaller(kind), smaller(kind))


@functools.cache
def expressions(kind, levels=5):
    """Well-typed trees of a type, at most `levels` high."""

    def smaller(wanted):
        return expressions(wanted, levels - 1)

    leaf = LEAVES[kind]()
    if levels <= 1:
        return leaf
    return st.one_of(leaf, *BRANCHES[kind](smaller), *([] if kind is Type.TEXTS else [either(kind, smaller)]))


def negated(operand):
    if isinstance(operand, Literal):
        return Literal(operand.type, -operand.value)
    return tree.Negate(operand)


def arithmetic(signs, left, right):
    return st.builds(tree.Arithmetic, st.sampled_from(signs), left, right)


def called(name, *operands):
    return st.builds(lambda *given: tree.Call(name, given), *operands)


def moment_text():
    return moments.map(lambda moment: tree.Call("time", (Literal(Type.TEXT, moment.isoformat()),)))


LEAVES = {
    Type.INTEGER: lambda: names(Type.INTEGER) | literal(Type.INTEGER, whole),
    Type.NUMBER: lambda: names(Type.NUMBER) | literal(Type.NUMBER, decimals),
    Type.TEXT: lambda: (
        names(Type.TEXT).filter(lambda one: "stage" not in one.name) | literal(Type.TEXT, short)
    ),
    Type.TEXTS: lambda: names(Type.TEXTS),
    Type.BOOLEAN: lambda: names(Type.BOOLEAN) | literal(Type.BOOLEAN, st.booleans()),
    Type.TIME: lambda: names(Type.TIME) | st.just(tree.Now()) | moment_text(),
    Type.DURATION: lambda: names(Type.DURATION) | literal(Type.DURATION, spans),
}


def numbers(smaller):
    either_kind = smaller(Type.INTEGER) | smaller(Type.NUMBER)
    return [
        arithmetic("+-*", smaller(Type.NUMBER), either_kind),
        arithmetic("/", either_kind, either_kind),
        smaller(Type.NUMBER).map(negated),
    ]


def integers(smaller):
    return [
        arithmetic("+-*", smaller(Type.INTEGER), smaller(Type.INTEGER)),
        smaller(Type.INTEGER).map(negated),
        called("length", smaller(Type.TEXT) | smaller(Type.TEXTS)),
    ]


def times(smaller):
    return [
        arithmetic("+-", smaller(Type.TIME), smaller(Type.DURATION)),
        arithmetic("+", smaller(Type.DURATION), smaller(Type.TIME)),
    ]


def durations(smaller):
    return [
        arithmetic("-", smaller(Type.TIME), smaller(Type.TIME)),
        arithmetic("+-", smaller(Type.DURATION), smaller(Type.DURATION)),
        smaller(Type.DURATION).map(negated),
    ]


def comparisons(smaller):
    ordered = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
    numeric = smaller(Type.INTEGER) | smaller(Type.NUMBER)
    return [
        st.builds(tree.Compare, ordered, numeric, numeric),
        *(
            st.builds(tree.Compare, ordered, smaller(kind), smaller(kind))
            for kind in (Type.TEXT, Type.TIME, Type.DURATION)
        ),
        st.builds(tree.Compare, st.sampled_from(["==", "!="]), smaller(Type.BOOLEAN), smaller(Type.BOOLEAN)),
        st.builds(
            tree.Compare,
            ordered,
            st.just(Reference("membership.stage")),
            literal(Type.TEXT, st.sampled_from(STAGES)),
        ),
    ]


def one_of(smaller, kind):
    return st.builds(tree.OneOf, smaller(kind), st.lists(smaller(kind), min_size=1, max_size=3).map(tuple))


def booleans(smaller):
    logic = st.lists(smaller(Type.BOOLEAN), min_size=2, max_size=3).map(tuple)
    kinds = list(Type)
    return [
        *comparisons(smaller),
        st.sampled_from(kinds).flatmap(smaller).map(tree.IsNull),
        st.sampled_from([kind for kind in kinds if kind is not Type.TEXTS]).flatmap(
            lambda kind: one_of(smaller, kind)
        ),
        st.builds(tree.Contains, smaller(Type.TEXT) | smaller(Type.TEXTS), smaller(Type.TEXT)),
        called("starts_with", smaller(Type.TEXT), smaller(Type.TEXT)),
        called("ends_with", smaller(Type.TEXT), smaller(Type.TEXT)),
        smaller(Type.BOOLEAN).map(tree.Not),
        logic.map(tree.all_of),
        logic.map(tree.any_of),
    ]


BRANCHES = {
    Type.INTEGER: integers,
    Type.NUMBER: numbers,
    Type.TEXT: lambda smaller: [called("lower", smaller(Type.TEXT))],
    Type.TEXTS: lambda smaller: [],
    Type.BOOLEAN: booleans,
    Type.TIME: times,
    Type.DURATION: durations,
}


def is_small(node):
    return sum(1 for _node in tree.walk(node)) <= 200 and tree.depth(node) <= 20


conditions = expressions(Type.BOOLEAN).filter(is_small)
any_expressions = (
    st.sampled_from([kind for kind in Type if kind is not Type.TEXTS]).flatmap(expressions).filter(is_small)
)
