"""Says a condition in words, for people who will never read one."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from linli.kernel.conditions import durations
from linli.kernel.conditions.check import Checked
from linli.kernel.conditions.render import render_constant
from linli.kernel.conditions.schema import Schema
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


def sentence(checked: Checked, language: str) -> str:
    """The condition in words of this language (`en`, `zh-hans`), without a full stop."""
    with override(language):
        return _Speaker(checked.schema).say(checked.tree)


class _Speaker:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def say(self, node: Node) -> str:
        """A condition in words."""
        match node:
            case Compare():
                return self.comparison(node)
            case Not(operand=operand):
                return self.denial(operand)
            case AllOf(operands=operands):
                return pgettext("condition", " and ").join(self.grouped(one) for one in operands)
            case AnyOf(operands=operands):
                return pgettext("condition", " or ").join(self.grouped(one) for one in operands)
            case IsNull(operand=operand):
                return _("{value} is not known").format(value=self.name(operand))
            case OneOf(operand=operand, choices=choices):
                return _("{value} is one of {choices}").format(
                    value=self.name(operand), choices=self.listed(choices)
                )
            case Contains(whole=whole, part=part):
                return _("{whole} contains {part}").format(whole=self.name(whole), part=self.name(part))
            case Reference():
                return _("{name}: yes").format(name=self.name(node))
        return self.name(node)

    def name(self, node: Node) -> str:
        """A value in words."""
        match node:
            case Literal(value=value):
                return _constant(value)
            case Now():
                return pgettext("condition", "now")
            case Reference():
                return self.reading(node)
            case Negate(operand=operand):
                return f"-{self.name(operand)}"
            case Arithmetic(operator=operator, left=left, right=right):
                return f"({self.name(left)} {operator} {self.name(right)})"
            case Call():
                return self.call(node)
        return f"({self.say(node)})"

    def reading(self, node: Reference) -> str:
        field = self.schema.find(node.name)
        name = _(field.doc) if field and field.doc else node.name
        if not node.arguments:
            return name
        return _("{name} ({arguments})").format(name=name, arguments=self.listed(node.arguments))

    def listed(self, nodes: tuple[Node, ...]) -> str:
        return pgettext("condition", ", ").join(self.name(node) for node in nodes)

    def grouped(self, node: Node) -> str:
        return f"({self.say(node)})" if isinstance(node, AllOf | AnyOf) else self.say(node)

    def comparison(self, node: Compare) -> str:
        left, right = self.name(node.left), self.name(node.right)
        match node.right:
            case Arithmetic(operator="-", left=Now(), right=Literal()) if node.operator in (
                "<",
                "<=",
                ">",
                ">=",
            ):
                ago = self.name(node.right.right)
                recent = _("{time} was less than {duration} ago")
                older = _("{time} was more than {duration} ago")
                return (recent if node.operator in (">", ">=") else older).format(time=left, duration=ago)
        templates = {
            "==": _("{left} is {right}"),
            "!=": _("{left} is not {right}"),
            "<": _("{left} is less than {right}"),
            "<=": _("{left} is at most {right}"),
            ">": _("{left} is more than {right}"),
            ">=": _("{left} is at least {right}"),
        }
        return templates[node.operator].format(left=left, right=right)

    def denial(self, node: Node) -> str:
        match node:
            case IsNull(operand=operand):
                return _("{value} is known").format(value=self.name(operand))
            case OneOf(operand=operand, choices=choices):
                return _("{value} is none of {choices}").format(
                    value=self.name(operand), choices=self.listed(choices)
                )
            case Contains(whole=whole, part=part):
                return _("{whole} does not contain {part}").format(
                    whole=self.name(whole), part=self.name(part)
                )
            case Reference():
                return _("{name}: no").format(name=self.name(node))
        return _("it is not so that {condition}").format(condition=self.grouped(node))

    def call(self, node: Call) -> str:
        given = [self.name(one) for one in node.operands]
        match node.function:
            case "lower":
                return _("{text} in small letters").format(text=given[0])
            case "length":
                return _("the length of {text}").format(text=given[0])
            case "starts_with":
                return _("{text} begins with {part}").format(text=given[0], part=given[1])
            case "ends_with":
                return _("{text} ends with {part}").format(text=given[0], part=given[1])
            case "default":
                return _("{value} (not known: {otherwise})").format(value=given[0], otherwise=given[1])
        return given[0]


def _constant(value: Constant) -> str:
    match value:
        case bool():
            return pgettext("condition", "yes") if value else pgettext("condition", "no")
        case str():
            return _("“{text}”").format(text=value)
        case timedelta():
            return _duration(value)
    return render_constant(value)


def _duration(value: timedelta) -> str:
    shortest = durations.render(value)
    count = int(shortest[:-1])
    return {
        "d": ngettext("{count} day", "{count} days", count),
        "h": ngettext("{count} hour", "{count} hours", count),
        "m": ngettext("{count} minute", "{count} minutes", count),
        "s": ngettext("{count} second", "{count} seconds", count),
    }[shortest[-1]].format(count=count)
