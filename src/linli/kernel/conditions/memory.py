"""Evaluates a checked expression for one subject, in memory.

The tree becomes nested functions once; a rule that sees every message keeps the Evaluator.
The meaning of every operator is the same as in `sql`; the table is in the README.
"""

import operator
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from linli.kernel.conditions.check import Checked, choices_of
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
    Negate,
    Node,
    Not,
    Now,
    OneOf,
    Reference,
    Type,
)
from linli.kernel.conditions.values import SCALE, Inner, Outer, cut_quotient, inner, moment, outer

Values = Mapping[str, Outer]
Step = Callable[[Values, int], Inner]

_ORDER: dict[str, Callable[..., bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SMALL = str.maketrans({chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})


class MissingValue(LookupError):
    """The caller did not bring a value that the expression reads (null has to be brought as None)."""


class Evaluator(msgspec.Struct, frozen=True, eq=False):
    """A checked expression ready to run; `values` are keyed by the reference as `render` writes it."""

    checked: Checked
    run: Step

    def value(self, values: Values, *, at: datetime) -> Outer:
        """The value of the expression; null is None."""
        return outer(self.run(values, moment(at)), self.checked.type)

    def holds(self, values: Values, *, at: datetime) -> bool:
        """True when the condition is true; null counts as false."""
        return self.run(values, moment(at)) is True


def evaluator(checked: Checked) -> Evaluator:
    """Compile once, run often."""
    return Evaluator(checked, step(checked.tree, checked))


def step(node: Node, checked: Checked) -> Step:
    """The function that evaluates one node of a checked expression."""
    return _Compiler(checked).step(node)


class _Compiler:
    def __init__(self, checked: Checked) -> None:
        self.checked = checked

    def step(self, node: Node) -> Step:
        match node:
            case Literal(type=kind, value=value):
                return _constant(inner(value, kind))
            case Now():
                return lambda values, now: now
            case Reference():
                return self.reference(node)
            case Call():
                return self.call(node)
            case Negate(operand=operand):
                return _lifted(operator.neg, self.step(operand))
            case Arithmetic(left=left, right=right):
                return _lifted(self.arithmetic(node), self.step(left), self.step(right))
        return self.logic(node)

    def logic(self, node: Node) -> Step:
        match node:
            case Compare():
                return self.compare(node)
            case IsNull(operand=operand):
                read = self.step(operand)
                return lambda values, now: read(values, now) is None
            case OneOf(operand=operand, choices=choices):
                return _one_of(self.step(operand), [self.step(one) for one in choices])
            case Contains(whole=whole, part=part):
                return _predicate(operator.contains, self.step(whole), self.step(part))
            case Not(operand=operand):
                inside = self.step(operand)
                return lambda values, now: inside(values, now) is not True
            case AllOf(operands=operands):
                every = [self.step(one) for one in operands]
                return lambda values, now: all(one(values, now) is True for one in every)
            case AnyOf(operands=operands):
                some = [self.step(one) for one in operands]
                return lambda values, now: any(one(values, now) is True for one in some)
        raise TypeError(f"{type(node).__name__} is no node of a condition")

    def reference(self, node: Reference) -> Step:
        key, kind = render(node), self.checked.types[node]

        def read(values: Values, now: int) -> Inner:
            try:
                return inner(values[key], kind)
            except KeyError:
                raise MissingValue(key) from None

        return read

    def call(self, node: Call) -> Step:
        steps = [self.step(one) for one in node.operands]
        match node.function:
            case "lower":
                return _lifted(lambda text: text.translate(_SMALL), steps[0])
            case "length":
                return _lifted(lambda whole: len(whole) * SCALE, steps[0])
            case "starts_with":
                return _predicate(str.startswith, *steps)
            case "ends_with":
                return _predicate(str.endswith, *steps)
            case "time":
                literal = node.operands[0]
                text = literal.value if isinstance(literal, Literal) else ""
                return _constant(inner(datetime.fromisoformat(str(text)), Type.TIME))
        value, otherwise = steps
        return lambda values, now: otherwise(values, now) if (v := value(values, now)) is None else v

    def arithmetic(self, node: Arithmetic) -> Callable[..., Inner]:
        match node.operator:
            case "+":
                return operator.add
            case "-":
                return operator.sub
            case "*":
                return lambda left, right: cut_quotient(left * right, SCALE)
        return lambda left, right: cut_quotient(left * SCALE, right) if right else None

    def compare(self, node: Compare) -> Step:
        left, right = self.step(node.left), self.step(node.right)
        choices = choices_of(node.left, self.checked.schema) or choices_of(node.right, self.checked.schema)
        if choices and node.operator not in ("==", "!="):
            ranks = {choice: rank for rank, choice in enumerate(choices)}
            left, right = _lifted(ranks.get, left), _lifted(ranks.get, right)
        return _predicate(_ORDER[node.operator], left, right)


def _constant(value: Inner) -> Step:
    return lambda values, now: value


def _lifted(function: Callable[..., Inner], *steps: Step) -> Step:
    """The function over values, null as soon as one of them is null."""
    if len(steps) == 1:
        (only,) = steps
        return lambda values, now: None if (v := only(values, now)) is None else function(v)
    left, right = steps

    def both(values: Values, now: int) -> Inner:
        one, other = left(values, now), right(values, now)
        return None if one is None or other is None else function(one, other)

    return both


def _predicate(function: Callable[..., bool], left: Step, right: Step) -> Step:
    """The test of two values, false as soon as one of them is null."""

    def test(values: Values, now: int) -> bool:
        one, other = left(values, now), right(values, now)
        return one is not None and other is not None and function(one, other)

    return test


def _one_of(operand: Step, choices: list[Step]) -> Step:
    def test(values: Values, now: int) -> bool:
        found = operand(values, now)
        return found is not None and any(choice(values, now) == found for choice in choices)

    return test
