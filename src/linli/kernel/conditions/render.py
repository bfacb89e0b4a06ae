"""Tree to text: the one way Linli writes a condition. `parse(render(tree)) == tree`."""

from datetime import timedelta
from decimal import Decimal

from linli.kernel.conditions import durations
from linli.kernel.conditions.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    Call,
    Compare,
    Constant,
    Contains,
    IsNull,
    Literal,
    Negate,
    Node,
    Not,
    Now,
    OneOf,
    Reference,
)

_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"})
_ANY, _ALL, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _ATOM = range(8)


def render(node: Node) -> str:
    """The text of a tree, with no more brackets than it needs."""
    match node:
        case Literal(value=value):
            return render_constant(value)
        case Now():
            return "now"
        case Reference(name=name, arguments=None):
            return name
        case Reference(name=name, arguments=arguments):
            return f"{name}({', '.join(render(one) for one in arguments or ())})"
        case Call(function=function, operands=operands):
            return f"{function}({', '.join(render(one) for one in operands)})"
        case Negate(operand=operand):
            return f"-{_inside(operand, _ATOM)}"
        case Arithmetic(operator=operator, left=left, right=right):
            level = _level(node)
            return f"{_inside(left, level)} {operator} {_inside(right, level + 1)}"
    return _logic(node)


def render_constant(value: Constant) -> str:
    """A constant as it would be written."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value.translate(_ESCAPED)}"'
        case timedelta():
            return durations.render(value)
        case Decimal():
            text = format(value.normalize(), "f")
            return text if "." in text else f"{text}.0"
    return str(value)


def _logic(node: Node) -> str:
    match node:
        case Compare(operator=operator, left=left, right=right):
            return f"{_inside(left, _SUM)} {operator} {_inside(right, _SUM)}"
        case IsNull(operand=operand):
            return f"{_inside(operand, _SUM)} is null"
        case OneOf(operand=operand, choices=choices):
            return f"{_inside(operand, _SUM)} in [{', '.join(render(one) for one in choices)}]"
        case Contains(whole=whole, part=part):
            return f"{_inside(whole, _SUM)} contains {_inside(part, _SUM)}"
        case Not(operand=IsNull(operand=operand)):
            return f"{_inside(operand, _SUM)} is not null"
        case Not(operand=operand):
            return f"not {_inside(operand, _NOT)}"
        case AllOf(operands=operands):
            return " and ".join(_inside(one, _NOT) for one in operands)
        case AnyOf(operands=operands):
            return " or ".join(_inside(one, _ALL) for one in operands)
    raise TypeError(f"{type(node).__name__} is no node of a condition")


def _inside(node: Node, least: int) -> str:
    text = render(node)
    return text if _level(node) >= least else f"({text})"


def _level(node: Node) -> int:
    match node:
        case AnyOf():
            return _ANY
        case AllOf():
            return _ALL
        case Not(operand=IsNull()):
            return _COMPARE
        case Not():
            return _NOT
        case Compare() | IsNull() | OneOf() | Contains():
            return _COMPARE
        case Arithmetic(operator="+" | "-"):
            return _SUM
        case Arithmetic():
            return _PRODUCT
        case Negate():
            return _SIGN
        case Literal(value=value) if not isinstance(value, str | bool) and render(node).startswith("-"):
            return _SIGN
    return _ATOM
