"""Rows of a form that stand for a simple condition, and back: field, operator, value, joined by one word.

Pure: what a condition means is the language's business. A condition that is more than rows has none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_noop as _

from linli.kernel.conditions.check import Checked
from linli.kernel.conditions.render import render
from linli.kernel.conditions.schema import Field
from linli.kernel.conditions.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    Compare,
    Contains,
    IsNull,
    Literal,
    Node,
    Not,
    Now,
    OneOf,
    Reference,
    Type,
)

MOST_ROWS = 12
OPERATORS: dict[str, str] = {
    "ge": _("is at least"),
    "le": _("is at most"),
    "eq": _("is"),
    "ne": _("is not"),
    "in": _("is one of"),
    "has": _("contains"),
    "hasnot": _("does not contain"),
    "yes": _("yes"),
    "no": _("no"),
    "within": _("within the last days"),
    "before": _("more than days ago"),
    "never": _("is not known"),
}
_SIGNS = {"ge": ">=", "le": "<=", "eq": "==", "ne": "!="}
_OF_TYPE: dict[Type, tuple[str, ...]] = {
    Type.INTEGER: ("ge", "le", "eq", "ne", "never"),
    Type.NUMBER: ("ge", "le", "eq", "ne", "never"),
    Type.BOOLEAN: ("yes", "no"),
    Type.TEXTS: ("has", "hasnot"),
    Type.TIME: ("within", "before", "never"),
    Type.DURATION: ("ge", "le", "never"),
}
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?")
_NO_VALUE = frozenset({"yes", "no", "never"})


@dataclass(frozen=True)
class Row:
    """A row as the form sends it. `detail` is what a field that asks for more is asked about."""

    field: str
    operator: str
    value: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Rows:
    """Rows joined by "and" or "or"."""

    join: str
    rows: tuple[Row, ...]


def operators_of(field: Field) -> tuple[str, ...]:
    """The operators a row can have for this field."""
    if field.type is Type.TEXT:
        return ("eq", "ne", "in") if field.choices else ("eq", "ne", "has")
    return _OF_TYPE[field.type]


def text_of(rows: Sequence[Row], join: str, fields: dict[str, Field]) -> str:
    """The condition that rows stand for; rows without a known field are left out. Values stay values."""
    parts = [_text(row, fields[row.field]) for row in rows[:MOST_ROWS] if row.field in fields]
    joined = f" {'or' if join == 'or' else 'and'} "
    return joined.join(parts)


def rows_of(checked: Checked) -> Rows | None:
    """The rows of a condition, or None when it is more than rows can say."""
    tree = checked.tree
    parts: tuple[Node, ...] = tree.operands if isinstance(tree, AllOf | AnyOf) else (tree,)
    rows = [_row(part) for part in parts]
    if len(rows) > MOST_ROWS or any(row is None for row in rows):
        return None
    found = Rows("or" if isinstance(tree, AnyOf) else "and", tuple(row for row in rows if row is not None))
    known = {one.name: one for one in checked.schema}
    if any(row.operator not in operators_of(known[row.field]) for row in found.rows):
        return None
    return found


def _text(row: Row, field: Field) -> str:
    name = field.name
    if field.parameters:
        name += f"({_detail(row.detail, field)})"
    match row.operator:
        case "yes":
            return name
        case "no":
            return f"not {name}"
        case "never":
            return f"{name} is null"
        case "within" | "before":
            days = f"{_whole(row.value)}d"
            return f"{name} {'>=' if row.operator == 'within' else '<'} now - {days}"
        case "has":
            return f"{name} contains {_quoted(row.value)}"
        case "hasnot":
            return f"not ({name} contains {_quoted(row.value)})"
        case "in":
            listed = ", ".join(_quoted(one.strip()) for one in row.value.split(",") if one.strip())
            return f"{name} in [{listed}]"
    return f"{name} {_SIGNS.get(row.operator, '==')} {_literal(row.value, field.type)}"


def _detail(detail: str, field: Field) -> str:
    given = [one.strip() for one in detail.split(",")]
    given += [""] * (len(field.parameters) - len(given))
    pairs = zip(given, field.parameters, strict=False)
    return ", ".join(_literal(one, parameter.type) for one, parameter in pairs)


def _literal(value: str, kind: Type) -> str:
    if kind in (Type.INTEGER, Type.NUMBER) and _NUMBER.fullmatch(value.strip()):
        return value.strip()
    if kind is Type.DURATION:
        return f"{_whole(value)}d"
    return _quoted(value)


def _whole(value: str) -> str:
    return value.strip() if value.strip().isdecimal() else "0"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    for sign, written in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        escaped = escaped.replace(sign, written)
    return f'"{escaped}"'


def _row(node: Node) -> Row | None:
    match node:
        case Reference():
            return _made(node, "yes", "")
        case Not(operand=Reference() as asked):
            return _made(asked, "no", "")
        case IsNull(operand=Reference() as asked):
            return _made(asked, "never", "")
        case Contains(whole=Reference() as asked, part=Literal(value=str() as value)):
            return _made(asked, "has", value)
        case Not(operand=Contains(whole=Reference() as asked, part=Literal(value=str() as value))):
            return _made(asked, "hasnot", value)
        case OneOf(operand=Reference() as asked, choices=choices):
            values = [one.value for one in choices if isinstance(one, Literal) and isinstance(one.value, str)]
            is_plain = len(values) == len(choices) and not any("," in one for one in values)
            return _made(asked, "in", ",".join(values)) if is_plain else None
        case Compare(left=Reference() as asked):
            return _compared(node, asked)
    return None


def _compared(node: Compare, asked: Reference) -> Row | None:
    match node.right:
        case Arithmetic(operator="-", left=Now(), right=Literal(value=timedelta() as ago)):
            is_days = ago % timedelta(days=1) == timedelta(0)
            operator = {">=": "within", "<": "before"}.get(node.operator)
            return _made(asked, operator, str(ago.days)) if is_days and operator else None
        case Literal(value=bool()):
            return None
        case Literal(value=timedelta() as length):
            is_days = length % timedelta(days=1) == timedelta(0)
            operator = {">=": "ge", "<=": "le"}.get(node.operator)
            return _made(asked, operator, str(length.days)) if is_days and operator else None
        case Literal(value=value):
            operator = {sign: name for name, sign in _SIGNS.items()}.get(node.operator)
            return _made(asked, operator, str(value)) if operator else None
    return None


def _made(asked: Reference, operator: str, value: str) -> Row:
    given = ",".join(
        str(one.value) if isinstance(one.value, str) else render(one) for one in asked.arguments or ()
    )
    return Row(asked.name, operator, value, given)


def needs_value(operator: str) -> bool:
    """Does a row with this operator have a value?"""
    return operator not in _NO_VALUE
