"""Turns a checked expression into PostgreSQL for sets: placeholders and parameters, never a pasted value.

Every value is exact: arithmetic runs in `numeric`, times and durations that are computed with are counted in
microseconds. A comparison with null gives NULL where the place filters (NULL and FALSE drop the row alike and
an index can be used); it is closed with `coalesce` where somebody looks at the value.
"""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from linli.kernel.conditions import memory
from linli.kernel.conditions.check import Checked, choices_of
from linli.kernel.conditions.problems import NotForSets
from linli.kernel.conditions.render import render
from linli.kernel.conditions.schema import call_arguments
from linli.kernel.conditions.tree import (
    LOGICAL,
    AllOf,
    AnyOf,
    Arithmetic,
    Call,
    Compare,
    Contains,
    IsNull,
    Literal,
    Negate,
    Node,
    Not,
    OneOf,
    Reference,
    Type,
    references,
)
from linli.kernel.conditions.values import LARGEST, SCALE, exact, moment, outer
from linli.kernel.verbs.fragment import Fragment, joined

_EQUAL = {"==": "=", "!=": "<>"}
_BIGINT = 2**63


def where(checked: Checked, *, at: datetime) -> Fragment:
    """The condition for a WHERE: rows for which it is true pass; NotForSets when a set cannot be asked."""
    return _Compiler(checked, at).truth(checked.tree, is_filter=True)


def value(checked: Checked, *, at: datetime) -> Fragment:
    """The expression as a column. Numbers are `numeric` or whole; times and durations are microseconds."""
    return _Compiler(checked, at).value(checked.tree)


class _Compiler:
    def __init__(self, checked: Checked, at: datetime) -> None:
        self.checked = checked
        self.now = moment(at)

    def truth(self, node: Node, *, is_filter: bool = False) -> Fragment:
        """TRUE or FALSE; where it filters, NULL may stand for FALSE."""
        match node:
            case Literal(value=constant):
                return Fragment("TRUE" if constant else "FALSE")
            case Not(operand=operand):
                return self.truth(operand).wrapped("(NOT ", ")")
            case AllOf(operands=operands):
                return joined(" AND ", [self.truth(one, is_filter=is_filter) for one in operands]).wrapped(
                    "(", ")"
                )
            case AnyOf(operands=operands):
                return joined(" OR ", [self.truth(one, is_filter=is_filter) for one in operands]).wrapped(
                    "(", ")"
                )
            case IsNull(operand=operand):
                return self.value(operand, is_native=True).wrapped("(", " IS NULL)")
        asked = self.asked(node)
        return asked if is_filter else asked.wrapped("coalesce(", ", FALSE)")

    def asked(self, node: Node) -> Fragment:
        """A test that is NULL when something in it is null."""
        match node:
            case Compare():
                return self.compare(node)
            case OneOf(operand=operand, choices=choices):
                listed = joined(", ", [self.value(one) for one in choices]).wrapped(" IN (", ")")
                return (self.value(operand) + listed).wrapped("(", ")")
            case Contains():
                return self.contains(node)
        return self.value(node)

    def value(self, node: Node, *, is_native: bool = False) -> Fragment:
        """The value, NULL when null. `is_native` leaves a time column a time."""
        if isinstance(node, LOGICAL):
            return self.truth(node)
        if not references(node):
            return self.constant(node)
        match node:
            case Reference():
                is_moment = self.checked.types[node] in (Type.TIME, Type.DURATION)
                return self.column(node).wrapped("(", ")") if is_native and is_moment else self.read(node)
            case Call():
                return self.call(node)
            case Negate(operand=operand):
                return self.exact(operand).wrapped("(-", ")")
            case Arithmetic():
                return self.arithmetic(node)
        raise TypeError(f"{type(node).__name__} is no node of a condition")

    def constant(self, node: Node) -> Fragment:
        kind, found = self.checked.types[node], memory.step(node, self.checked)({}, self.now)
        if found is None:
            sql_type = {Type.TEXT: "text", Type.BOOLEAN: "boolean"}.get(kind, "numeric")
            return Fragment(f"NULL::{sql_type}")
        if isinstance(found, bool):
            return Fragment("TRUE" if found else "FALSE")
        if isinstance(found, str):
            return Fragment("%s::text", (found,))
        assert isinstance(found, int)  # noqa: S101  # a constant list of text cannot be written
        if kind is Type.NUMBER:
            return Fragment("%s::numeric", (exact(found),))
        whole = found // SCALE if kind is Type.INTEGER else found
        return Fragment("%s::bigint" if abs(whole) < _BIGINT else "%s::numeric", (whole,))

    def column(self, node: Reference) -> Fragment:
        """What the field says about where its value is."""
        field = self.checked.schema.find(node.name)
        if field is None or field.sql is None:
            step = _("{name} is only known while a run is going; a set cannot be selected by it.")
            other = _("{name} can only be read for one at a time; a set cannot be selected by it.")
            template = step if node.name.startswith("$") else other
            raise NotForSets(template, source=self.checked.source, at=node.at, name=render(node))
        if isinstance(field.sql, str):
            return Fragment(field.sql)
        return field.sql(**call_arguments(field, node))

    def read(self, node: Reference) -> Fragment:
        column = self.column(node)
        match self.checked.types[node]:
            case Type.TIME:
                return column.wrapped("(extract(epoch from (", ")::timestamptz) * 1000000)")
            case Type.DURATION:
                return column.wrapped("(extract(epoch from (", ")::interval) * 1000000)")
            case Type.NUMBER:
                again = column.wrapped(f")::numeric) < {LARGEST} THEN trunc((", ")::numeric, 9) END)")
                return column.wrapped("(CASE WHEN abs((") + again
            case Type.INTEGER:
                return column.wrapped("(", ")")
            case Type.TEXTS:
                return column.wrapped("(", ")::text[]")
            case kind:
                return column.wrapped("(", f")::{kind.value}")

    def exact(self, node: Node) -> Fragment:
        """A number as `numeric`, so that nothing overflows."""
        return self.value(node).wrapped("(", ")::numeric")

    def arithmetic(self, node: Arithmetic) -> Fragment:
        left, right = self.exact(node.left), self.exact(node.right)
        if node.operator in "+-":
            return (left + f" {node.operator} " + right).wrapped("(", ")")
        if node.operator == "*":
            return (left + " * " + right).wrapped("trunc(", ", 9)")
        divided = left.wrapped("(div(", f" * {SCALE}, ") + right.wrapped("nullif(", ", 0))")
        return divided + " * 0.000000001::numeric)"

    def call(self, node: Call) -> Fragment:
        operands = [self.value(one) for one in node.operands]
        match node.function:
            case "lower":
                return _plain(operands[0]).wrapped("lower(", ")")
            case "length" if self.checked.types[node.operands[0]] is Type.TEXTS:
                return operands[0].wrapped("cardinality(", ")")
            case "length":
                return operands[0].wrapped("char_length(", ")")
            case "starts_with":
                return self.closed(
                    joined(", ", [_plain(operands[0]), operands[1]]).wrapped("starts_with(", ")")
                )
            case "ends_with":
                whole, ending = operands
                cut = (whole + ending.wrapped(", char_length(", ")")).wrapped("right(", ")")
                return self.closed(_plain(cut) + " = " + ending)
        return joined(", ", operands).wrapped("coalesce(", ")")

    def closed(self, test: Fragment) -> Fragment:
        return test.wrapped("coalesce(", ", FALSE)")

    def compare(self, node: Compare) -> Fragment:
        kind = self.checked.types[node.left]
        sign = _EQUAL.get(node.operator, node.operator)
        if kind is Type.TEXT:
            return self.compare_texts(node, sign)
        sides = self.native_times(node) if kind is Type.TIME else None
        left, right = sides or (self.value(node.left), self.value(node.right))
        return (left + f" {sign} " + right).wrapped("(", ")")

    def compare_texts(self, node: Compare, sign: str) -> Fragment:
        left, right = self.value(node.left), self.value(node.right)
        schema = self.checked.schema
        choices = choices_of(node.left, schema) or choices_of(node.right, schema)
        if choices and node.operator not in _EQUAL:
            ranks = Fragment("array_position(%s::text[], ", (list(choices),))
            left, right = ranks + left + ")", ranks + right + ")"
        elif node.operator not in _EQUAL or (references(node.left) and references(node.right)):
            left, right = _plain(left), _plain(right)
        return (left + f" {sign} " + right).wrapped("(", ")")

    def native_times(self, node: Compare) -> tuple[Fragment, Fragment] | None:
        """Both sides as times where each is a column or a moment in the calendar: an index can be used."""
        sides = (self.as_time(node.left), self.as_time(node.right))
        return (sides[0], sides[1]) if sides[0] and sides[1] else None

    def as_time(self, node: Node) -> Fragment | None:
        if isinstance(node, Reference):
            return self.column(node).wrapped("(", ")::timestamptz")
        if references(node):
            return None
        fixed = outer(memory.step(node, self.checked)({}, self.now), Type.TIME)
        return Fragment("%s::timestamptz", (fixed,)) if isinstance(fixed, datetime) else None

    def contains(self, node: Contains) -> Fragment:
        whole, part = self.value(node.whole), self.value(node.part)
        if self.checked.types[node.whole] is Type.TEXTS:
            return (whole + part.wrapped(" @> ARRAY[", "]::text[]")).wrapped("(", ")")
        return joined(", ", [_plain(whole), part]).wrapped("(strpos(", ") > 0)")


def _plain(text: Fragment) -> Fragment:
    """The text ordered and compared by code point."""
    return text.wrapped("(", ' COLLATE "C")')
