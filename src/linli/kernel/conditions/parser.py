"""Text to tree: a Pratt parser. It raises CannotParse and nothing else, whatever it is given."""

from django.utils.translation import gettext_noop as _

from linli.kernel.conditions import tokens as lexer
from linli.kernel.conditions.problems import CannotParse
from linli.kernel.conditions.tokens import Token
from linli.kernel.conditions.tree import (
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
    all_of,
    any_of,
    depth,
    walk,
)

MOST_NODES = 200
MOST_LEVELS = 20
FUNCTIONS = frozenset({"lower", "length", "starts_with", "ends_with", "default", "time"})

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN = range(1, 8)
_POWER = {
    "or": _OR,
    "and": _AND,
    "in": _COMPARE,
    "is": _COMPARE,
    "not": _COMPARE,
    "contains": _COMPARE,
    **dict.fromkeys(COMPARISONS, _COMPARE),
    "+": _SUM,
    "-": _SUM,
    "*": _PRODUCT,
    "/": _PRODUCT,
}
_NESTING = 60


def parse(source: str) -> Node:
    """The tree of an expression of at most 200 nodes, 20 levels and 4,000 characters, or CannotParse."""
    parser = _Parser(source)
    tree = parser.expression(0)
    parser.expect_end()
    count = sum(1 for _node in walk(tree))
    if count > MOST_NODES:
        template = _("This condition has {count} parts; at most {most} are allowed.")
        raise CannotParse(template, source=source, at=0, count=count, most=MOST_NODES)
    if depth(tree) > MOST_LEVELS:
        raise _too_deep(source, 0)
    return tree


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = list(lexer.tokens(source))
        self.place = 0
        self.nesting = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def take(self) -> Token:
        token = self.token
        self.place += token.kind != "end"
        return token

    def comes(self, *texts: str) -> bool:
        return self.token.kind in ("symbol", "keyword") and self.token.text in texts

    def expect(self, symbol: str) -> None:
        if not self.comes(symbol):
            raise self.refuse(_('Here "{symbol}" is missing.'), self.token, symbol=symbol)
        self.take()

    def expect_end(self) -> None:
        if self.token.kind != "end":
            template = _("Something is missing before this, such as and, or, or a comparison.")
            raise self.refuse(template, self.token)

    def refuse(self, template: str, token: Token, **words: object) -> CannotParse:
        return CannotParse(template, source=self.source, at=token.at, **words)

    def expression(self, power: int) -> Node:
        """An expression whose operators all bind tighter than `power`."""
        self.nesting += 1
        if self.nesting > _NESTING:
            raise _too_deep(self.source, self.token.at)
        left = self.prefix()
        while self.comes(*_POWER) and _POWER[self.token.text] > power:
            left = self.infix(left, self.take())
        self.nesting -= 1
        return left

    def prefix(self) -> Node:
        token = self.take()
        if token.kind == "literal" and token.type is not None and token.value is not None:
            return Literal(token.type, token.value, token.at)
        if token.kind == "name":
            return self.call(token) if self.comes("(") else Reference(token.text, None, token.at)
        match token.text if token.kind in ("keyword", "symbol") else "":
            case "true" | "false":
                return Literal(Type.BOOLEAN, token.text == "true", token.at)
            case "now":
                return Now(token.at)
            case "not":
                return Not(self.expression(_NOT), token.at)
            case "-":
                return self.negated(token)
            case "(":
                inner = self.expression(0)
                self.expect(")")
                return inner
            case "null":
                return self.null_first(token)
        template = _("The condition ends here, but a value is expected.")
        raise self.refuse(template if token.kind == "end" else _("A value is expected here."), token)

    def negated(self, minus: Token) -> Node:
        operand = self.expression(_SIGN)
        if isinstance(operand, Literal) and operand.type in (Type.INTEGER, Type.NUMBER, Type.DURATION):
            return Literal(operand.type, -operand.value, minus.at)  # type: ignore[operator]  # never text
        return Negate(operand, minus.at)

    def null_first(self, null: Token) -> Node:
        if not self.comes("==", "!="):
            raise self.refuse(_("null can only be tested for: write x is null or x is not null."), null)
        operator = self.take()
        return self.null_test(self.expression(_COMPARE), operator.text == "!=", null.at)

    def null_test(self, operand: Node, is_negative: bool, at: int) -> Node:
        test = IsNull(operand, at)
        return Not(test, at) if is_negative else test

    def infix(self, left: Node, token: Token) -> Node:
        if token.text == "or":
            return any_of((left, self.expression(_OR)), left_at(left))
        if token.text == "and":
            return all_of((left, self.expression(_AND)), left_at(left))
        if token.text in "+-*/":
            return Arithmetic(token.text, left, self.expression(_POWER[token.text]), token.at)
        node = self.comparison(left, token)
        if self.comes(*_POWER) and _POWER[self.token.text] == _COMPARE:
            template = _("Comparisons cannot be chained: join two of them with and.")
            raise self.refuse(template, self.token)
        return node

    def comparison(self, left: Node, token: Token) -> Node:
        match token.text:
            case "is":
                is_negative = self.skipped("not")
                if not self.skipped("null"):
                    raise self.refuse(_("After is comes null or not null."), self.token)
                return self.null_test(left, is_negative, token.at)
            case "not":
                if self.comes("in", "contains"):
                    return Not(self.comparison(left, self.take()), token.at)
                raise self.refuse(_("Here not has to be followed by in or contains."), token)
            case "in":
                return self.membership(left, token)
            case "contains":
                return Contains(left, self.expression(_COMPARE), token.at)
        if self.comes("null") and token.text in ("==", "!="):
            self.take()
            return self.null_test(left, token.text == "!=", token.at)
        return Compare(token.text, left, self.expression(_COMPARE), token.at)

    def skipped(self, keyword: str) -> bool:
        if self.comes(keyword):
            self.take()
            return True
        return False

    def membership(self, left: Node, token: Token) -> Node:
        if not self.comes("["):
            return Contains(self.expression(_COMPARE), left, token.at)
        self.take()
        choices = [self.expression(0)]
        while self.skipped_comma():
            choices.append(self.expression(0))
        self.expect("]")
        return OneOf(left, tuple(choices), token.at)

    def skipped_comma(self) -> bool:
        if self.comes(","):
            self.take()
            return True
        return False

    def call(self, name: Token) -> Node:
        self.take()
        operands: list[Node] = []
        if not self.comes(")"):
            operands.append(self.expression(0))
            while self.skipped_comma():
                operands.append(self.expression(0))
        self.expect(")")
        if name.text in FUNCTIONS:
            return Call(name.text, tuple(operands), name.at)
        literals = tuple(operand for operand in operands if isinstance(operand, Literal))
        if len(literals) != len(operands):
            template = _('"{name}" takes only constants: texts, numbers, durations, true or false.')
            raise self.refuse(template, name, name=name.text)
        return Reference(name.text, literals, name.at)


def left_at(node: Node) -> int:
    """Where the text of a node begins, as well as it is known."""
    return int(getattr(node, "at", 0))


def _too_deep(source: str, at: int) -> CannotParse:
    template = _("This condition is nested too deeply; at most {most} levels are allowed.")
    return CannotParse(template, source=source, at=at, most=MOST_LEVELS)
