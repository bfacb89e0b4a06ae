"""The built-in functions: what they take and what they give. Their meaning is in `memory` and `sql`."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as _

from linli.kernel.conditions.problems import DoesNotCheck
from linli.kernel.conditions.tree import Call, Literal, Type

Refuse = Callable[..., DoesNotCheck]
USAGE = {
    "lower": ("lower(text)", "The text with A-Z in small letters; other letters stay as they are."),
    "length": ("length(text or list)", "Characters of a text, or entries of a list."),
    "starts_with": ("starts_with(text, beginning)", "True when the text begins so."),
    "ends_with": ("ends_with(text, ending)", "True when the text ends so."),
    "default": ("default(value, otherwise)", "The value, or the other one when it is null."),
    "time": ('time("2026-03-01T09:00:00+08:00")', "A fixed moment, with its zone."),
}
_NUMERIC = (Type.INTEGER, Type.NUMBER)
_TEXTUAL = {"lower": 1, "starts_with": 2, "ends_with": 2}


def check(node: Call, operands: Sequence[Type], refuse: Refuse) -> Type:
    """The type a call yields, or the refusal."""
    if node.function in _TEXTUAL:
        fits = list(operands) == [Type.TEXT] * _TEXTUAL[node.function]
        found = Type.TEXT if node.function == "lower" else Type.BOOLEAN
    elif node.function == "length":
        fits, found = list(operands) in ([Type.TEXT], [Type.TEXTS]), Type.INTEGER
    elif node.function == "time":
        fits, found = is_moment(node), Type.TIME
    else:
        fits, found = _default(operands)
    if not fits:
        usage = USAGE[node.function][0]
        raise refuse(_("Write {usage} here."), node, usage=usage)
    return found


def is_moment(node: Call) -> bool:
    """True when the call's one operand is an ISO time with its zone."""
    if len(node.operands) != 1 or not isinstance(literal := node.operands[0], Literal):
        return False
    try:
        return (
            literal.type is Type.TEXT and datetime.fromisoformat(str(literal.value)).utcoffset() is not None
        )
    except ValueError:
        return False


def _default(operands: Sequence[Type]) -> tuple[bool, Type]:
    if len(operands) != 2:
        return False, Type.TEXT
    value, otherwise = operands
    if value in _NUMERIC and otherwise in _NUMERIC:
        return True, value if value is otherwise else Type.NUMBER
    return value is otherwise, value
