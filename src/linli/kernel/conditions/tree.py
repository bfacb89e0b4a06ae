"""The tree of an expression: frozen nodes, equal when they mean the same text, wherever it stood."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

import msgspec


class Type(StrEnum):
    """What an expression yields. An integer is welcome wherever a number is."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"
    DURATION = "duration"
    TEXTS = "list of text"


Constant = str | int | Decimal | bool | timedelta


class Node(msgspec.Struct, frozen=True, eq=False):
    """Base of all nodes. `at` is the offset in the source, for messages; it plays no part in equality."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.parts() == other.parts()

    def __hash__(self) -> int:
        return hash((type(self), self.parts()))

    def parts(self) -> tuple[object, ...]:
        """Every field but the place."""
        return tuple(getattr(self, name) for name in self.__struct_fields__ if name != "at")

    def children(self) -> Iterator["Node"]:
        """The nodes directly below, in reading order."""
        for part in self.parts():
            if isinstance(part, Node):
                yield part
            elif isinstance(part, tuple):
                yield from (one for one in part if isinstance(one, Node))


class Literal(Node, frozen=True, eq=False):
    """A constant as written. Numbers with a decimal point are Decimal."""

    type: Type
    value: Constant
    at: int = 0


class Now(Node, frozen=True, eq=False):
    """The moment of evaluation, handed in by the caller."""

    at: int = 0


class Reference(Node, frozen=True, eq=False):
    """A field (`membership.level`), a reading with arguments (`person.flagged("spam")`) or `$step.field`.

    `arguments` is None for a plain name: `x()` and `x` are not the same text.
    """

    name: str
    arguments: tuple[Literal, ...] | None = None
    at: int = 0


class Call(Node, frozen=True, eq=False):
    """A built-in function: `lower(x)`, `starts_with(x, "a")`."""

    function: str
    operands: tuple[Node, ...]
    at: int = 0


class Negate(Node, frozen=True, eq=False):
    """Minus before a number or a duration that is not a literal."""

    operand: Node
    at: int = 0


class Arithmetic(Node, frozen=True, eq=False):
    """`+ - * /`."""

    operator: str
    left: Node
    right: Node
    at: int = 0


class Compare(Node, frozen=True, eq=False):
    """`== != < <= > >=`; false when a side is null."""

    operator: str
    left: Node
    right: Node
    at: int = 0


class IsNull(Node, frozen=True, eq=False):
    """`x is null`, also written `x == null`."""

    operand: Node
    at: int = 0


class OneOf(Node, frozen=True, eq=False):
    """`x in [1, 2]`."""

    operand: Node
    choices: tuple[Node, ...]
    at: int = 0


class Contains(Node, frozen=True, eq=False):
    """`texts contains "vip"`, `text contains "part"`, `"vip" in texts`."""

    whole: Node
    part: Node
    at: int = 0


class Not(Node, frozen=True, eq=False):
    """`not x`: true when x is false or null."""

    operand: Node
    at: int = 0


class AllOf(Node, frozen=True, eq=False):
    """`a and b and c`. No part is itself an AllOf: build it with `all_of`."""

    operands: tuple[Node, ...]
    at: int = 0


class AnyOf(Node, frozen=True, eq=False):
    """`a or b or c`. No part is itself an AnyOf: build it with `any_of`."""

    operands: tuple[Node, ...]
    at: int = 0


LOGICAL = (Compare, IsNull, OneOf, Contains, Not, AllOf, AnyOf)


def all_of(operands: tuple[Node, ...], at: int = 0) -> AllOf:
    """`and` over the operands, those that are `and` themselves merged in."""
    return AllOf(_flat(operands, AllOf), at)


def any_of(operands: tuple[Node, ...], at: int = 0) -> AnyOf:
    """`or` over the operands, those that are `or` themselves merged in."""
    return AnyOf(_flat(operands, AnyOf), at)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first."""
    yield node
    for child in node.children():
        yield from walk(child)


def references(node: Node) -> tuple[Reference, ...]:
    """What has to be read to evaluate this, each once, in reading order."""
    return tuple(dict.fromkeys(found for found in walk(node) if isinstance(found, Reference)))


def depth(node: Node) -> int:
    """Levels of the tree; a lone literal has one."""
    return 1 + max((depth(child) for child in node.children()), default=0)


def _flat(operands: tuple[Node, ...], kind: type[AllOf] | type[AnyOf]) -> tuple[Node, ...]:
    flat: list[Node] = []
    for operand in operands:
        flat.extend(operand.operands if isinstance(operand, kind) else (operand,))
    return tuple(flat)
