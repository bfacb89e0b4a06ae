"""Types: finds at publishing what could only go wrong later."""

from collections.abc import Mapping

import msgspec
from django.utils.translation import gettext_noop as _

from linli.kernel.conditions import builtins, durations, parser
from linli.kernel.conditions.problems import DoesNotCheck
from linli.kernel.conditions.render import render
from linli.kernel.conditions.schema import Field, Schema
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
    references,
)

NUMERIC = (Type.INTEGER, Type.NUMBER)
_SUMS = {
    (Type.TIME, "+", Type.DURATION): Type.TIME,
    (Type.DURATION, "+", Type.TIME): Type.TIME,
    (Type.TIME, "-", Type.DURATION): Type.TIME,
    (Type.TIME, "-", Type.TIME): Type.DURATION,
    (Type.DURATION, "+", Type.DURATION): Type.DURATION,
    (Type.DURATION, "-", Type.DURATION): Type.DURATION,
}


class Checked(msgspec.Struct, frozen=True, eq=False):
    """An expression that can be evaluated: its tree, the type of every node, and the schema it stands on."""

    source: str
    tree: Node
    schema: Schema
    types: Mapping[Node, Type]

    @property
    def type(self) -> Type:
        """What the whole expression yields."""
        return self.types[self.tree]

    @property
    def references(self) -> tuple[Reference, ...]:
        """What has to be read before it can be evaluated in memory."""
        return references(self.tree)


def condition(source: str, schema: Schema) -> Checked:
    """An expression that says yes or no, or a ConditionError."""
    checked = formula(source, schema)
    if checked.type is not Type.BOOLEAN:
        template = _("A condition has to say yes or no; this gives {given}.")
        raise DoesNotCheck(template, source=source, at=0, given=checked.type)
    return checked


def formula(source: str, schema: Schema) -> Checked:
    """An expression of any type, or a ConditionError."""
    tree = parser.parse(source)
    checker = _Checker(source, schema)
    checker.type_of(tree)
    return Checked(source, tree, schema, checker.types)


class _Checker:
    def __init__(self, source: str, schema: Schema) -> None:
        self.source = source
        self.schema = schema
        self.types: dict[Node, Type] = {}

    def type_of(self, node: Node) -> Type:
        found = self.types[node] = self.infer(node)
        return found

    def infer(self, node: Node) -> Type:
        match node:
            case Literal(type=literal):
                return literal
            case Now():
                return Type.TIME
            case Reference():
                return self.reference(node)
            case Call():
                return builtins.check(node, [self.type_of(one) for one in node.operands], self.refuse)
            case Negate(operand=operand):
                return self.negated(node, self.type_of(operand))
            case Arithmetic():
                return self.arithmetic(node)
        self.logic(node)
        return Type.BOOLEAN

    def logic(self, node: Node) -> None:
        match node:
            case Compare():
                self.compare(node)
            case IsNull(operand=operand):
                self.type_of(operand)
            case OneOf(operand=operand, choices=choices):
                for choice in choices:
                    self.comparable(choice, operand, choice)
            case Contains():
                self.contains(node)
            case Not(operand=operand):
                self.yes_or_no(operand)
            case AllOf(operands=operands) | AnyOf(operands=operands):
                for operand in operands:
                    self.yes_or_no(operand)

    def refuse(self, template: str, node: Node, **words: object) -> DoesNotCheck:
        return DoesNotCheck(template, source=self.source, at=parser.left_at(node), **words)

    def reference(self, node: Reference) -> Type:
        field = self.schema.find(node.name)
        if field is None:
            guess = self.schema.nearest(node.name)
            if guess is None:
                raise self.refuse(_('Nothing here is called "{name}".'), node, name=node.name)
            template = _('Nothing here is called "{name}"; did you mean "{guess}"?')
            raise self.refuse(template, node, name=node.name, guess=guess)
        self.parameters(node, field)
        return field.type

    def parameters(self, node: Reference, field: Field) -> None:
        given = node.arguments
        if (given is None) != (not field.parameters) or len(given or ()) != len(field.parameters):
            shape = ", ".join(parameter.name for parameter in field.parameters)
            usage = f"{field.name}({shape})" if shape else field.name
            raise self.refuse(_('Write "{usage}" here.'), node, usage=usage)
        for argument, parameter in zip(given or (), field.parameters, strict=True):
            if not _fits(argument, parameter.type):
                template = _('"{name}" in "{field}" has to be {wanted}, not {given}.')
                names = {"name": parameter.name, "field": field.name}
                shown = {"wanted": parameter.type, "given": render(argument)}
                raise self.refuse(template, argument, **names, **shown)

    def negated(self, node: Node, operand: Type) -> Type:
        if operand not in (*NUMERIC, Type.DURATION):
            raise self.refuse(_("A minus cannot stand before {given}."), node, given=operand)
        return operand

    def arithmetic(self, node: Arithmetic) -> Type:
        left, right = self.type_of(node.left), self.type_of(node.right)
        if left in NUMERIC and right in NUMERIC:
            both_whole = left is right is Type.INTEGER and node.operator != "/"
            return Type.INTEGER if both_whole else Type.NUMBER
        found = _SUMS.get((left, node.operator, right))
        if found is None:
            template = _('"{operator}" does not work between {left} and {right}.')
            raise self.refuse(template, node, operator=node.operator, left=left, right=right)
        return found

    def compare(self, node: Compare) -> None:
        kind = self.comparable(node, node.left, node.right)
        if kind is Type.BOOLEAN and node.operator not in ("==", "!="):
            raise self.refuse(_("true and false have no order; use == or !=."), node)
        if node.operator in ("<", "<=", ">", ">=") and kind is Type.TEXT:
            self.ranked(node)

    def comparable(self, node: Node, one: Node, other: Node) -> Type:
        left, right = self.type_of(one), self.type_of(other)
        if Type.TEXTS in (left, right):
            raise self.refuse(_("A list cannot be compared; use contains."), node)
        if left is not right and not (left in NUMERIC and right in NUMERIC):
            template = _("{left} cannot be compared with {right}.")
            raise self.refuse(template, node, left=left, right=right)
        self.named_choices(one, other)
        self.named_choices(other, one)
        return left

    def named_choices(self, one: Node, other: Node) -> None:
        choices = choices_of(one, self.schema)
        if choices and isinstance(other, Literal) and other.value not in choices:
            template = _("{name} is never {value}; it is one of {choices}.")
            listed = ", ".join(choices)
            raise self.refuse(template, other, name=render(one), value=render(other), choices=listed)

    def ranked(self, node: Compare) -> None:
        ranks = {choices_of(side, self.schema) for side in (node.left, node.right)} - {()}
        literal = isinstance(node.left, Literal) or isinstance(node.right, Literal)
        both = choices_of(node.left, self.schema) == choices_of(node.right, self.schema)
        if ranks and not (literal or both):
            template = _("The order of {name} is its own; compare it with one of its choices.")
            ranked = node.left if choices_of(node.left, self.schema) else node.right
            raise self.refuse(template, node, name=render(ranked))

    def contains(self, node: Contains) -> None:
        whole, part = self.type_of(node.whole), self.type_of(node.part)
        if whole not in (Type.TEXT, Type.TEXTS) or part is not Type.TEXT:
            template = _(
                "{whole} cannot contain {part}: contains looks for a text in a text or in a list of text."
            )
            raise self.refuse(template, node, whole=whole, part=part)

    def yes_or_no(self, operand: Node) -> None:
        given = self.type_of(operand)
        if given is not Type.BOOLEAN:
            template = _("and, or and not join conditions; {text} gives {given}.")
            raise self.refuse(template, operand, text=render(operand), given=given)


def choices_of(node: Node, schema: Schema) -> tuple[str, ...]:
    """The ordered choices of a field, or nothing."""
    field = schema.find(node.name) if isinstance(node, Reference) else None
    return field.choices if field else ()


def _fits(argument: Literal, wanted: Type) -> bool:
    if wanted is Type.DURATION and argument.type is Type.TEXT:
        try:
            durations.parse(str(argument.value))
        except durations.NotADuration:
            return False
        return True
    return argument.type is wanted or (wanted is Type.NUMBER and argument.type is Type.INTEGER)
