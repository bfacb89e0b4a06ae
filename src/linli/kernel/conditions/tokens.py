"""Cuts the text of a condition into tokens."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

import msgspec
from django.utils.translation import gettext_noop as _

from linli.kernel.conditions import durations
from linli.kernel.conditions.problems import CannotParse
from linli.kernel.conditions.tree import Constant, Type

KEYWORDS = frozenset({"and", "or", "not", "in", "is", "null", "true", "false", "now", "contains"})
LONGEST_SOURCE = 4_000
ESCAPES = {"\\": "\\", '"': '"', "'": "'", "n": "\n", "t": "\t", "r": "\r"}

_SPACE = re.compile(r"[ \t\r\n]+")
_NAME = re.compile(r"\$?[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_WORDISH = re.compile(r"[0-9A-Za-z_.]+")
_SYMBOL = re.compile(r"==|!=|<=|>=|[<>()\[\],+\-*/]")
_NOT_OURS = {"=": "==", "&&": "and", "||": "or", "!": "not", "<>": "!=", "&": "and", "|": "or", "===": "=="}
_WRONG = re.compile(r"===|&&|\|\||<>|[=!&|]")
_QUOTES = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "、": ","}


class Token(msgspec.Struct, frozen=True):
    """`kind` is name, keyword, symbol, literal or end; `text` its name, word or symbol."""

    kind: str
    text: str
    at: int
    type: Type | None = None
    value: Constant | None = None


def tokens(source: str) -> Iterator[Token]:
    """The tokens, the last of kind `end`, or CannotParse."""
    if len(source) > LONGEST_SOURCE:
        raise CannotParse(
            _("A condition has at most {most} characters; this one has {length}."),
            source=source,
            at=LONGEST_SOURCE,
            most=f"{LONGEST_SOURCE:,}",
            length=f"{len(source):,}",
        )
    at = 0
    while at < len(source):
        if space := _SPACE.match(source, at):
            at = space.end()
            continue
        token, at = _token(source, at)
        yield token
    yield Token("end", "", len(source))


def _token(source: str, at: int) -> tuple[Token, int]:
    first = source[at]
    if first in "\"'":
        return _string(source, at)
    if "0" <= first <= "9":
        return _number(source, at)
    if name := _NAME.match(source, at):
        kind = "keyword" if name[0] in KEYWORDS else "name"
        return Token(kind, name[0], at), name.end()
    wrong, symbol = _WRONG.match(source, at), _SYMBOL.match(source, at)
    if wrong and len(wrong[0]) > len(symbol[0] if symbol else ""):
        raise CannotParse(
            _('"{wrong}" is not used here; write "{right}".'),
            source=source,
            at=at,
            wrong=wrong[0],
            right=_NOT_OURS[wrong[0]],
        )
    if symbol:
        return Token("symbol", symbol[0], at), symbol.end()
    raise _stranger(source, at)


def _stranger(source: str, at: int) -> CannotParse:
    character = source[at]
    plain = _QUOTES.get(character) or unicodedata.normalize("NFKC", character)
    if plain != character and plain.isascii() and plain.strip():
        template = _('"{character}" is the full-width form; write {plain} instead.')
        return CannotParse(template, source=source, at=at, character=character, plain=plain)
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return CannotParse(_('"{character}" has no meaning here.'), source=source, at=at, character=shown)


def _number(source: str, at: int) -> tuple[Token, int]:
    word = _WORDISH.match(source, at)
    text = word[0] if word else ""
    end = at + len(text)
    if _NUMBER.fullmatch(text):
        whole, _dot, part = text.partition(".")
        if len(whole) > 15 or len(part) > 9:
            template = _("A number has at most 15 digits before the point and 9 after it.")
            raise CannotParse(template, source=source, at=at)
        if part:
            return Token("literal", text, at, Type.NUMBER, Decimal(text)), end
        return Token("literal", text, at, Type.INTEGER, int(text)), end
    try:
        return Token("literal", text, at, Type.DURATION, durations.parse(text)), end
    except durations.NotADuration:
        template = _('"{text}" is neither a number nor a duration such as 7d, 15m or 1h30m (at most 36500d).')
        raise CannotParse(template, source=source, at=at, text=text) from None


def _string(source: str, at: int) -> tuple[Token, int]:
    quote, place = source[at], at + 1
    pieces: list[str] = []
    while place < len(source):
        character = source[place]
        if character == quote:
            return Token("literal", "", at, Type.TEXT, "".join(pieces)), place + 1
        if character in "\r\n":
            break
        if character == "\\":
            place += 1
            character = _escaped(source, place)
        elif character == "\0" or "\ud800" <= character <= "\udfff":
            template = _("A text cannot hold the character U+{code}.")
            raise CannotParse(template, source=source, at=place, code=f"{ord(character):04X}")
        pieces.append(character)
        place += 1
    raise CannotParse(_("This text has no closing {quote}."), source=source, at=at, quote=quote)


def _escaped(source: str, place: int) -> str:
    found = ESCAPES.get(source[place : place + 1])
    if found is None:
        template = _("After a backslash in a text comes one of \\ \" ' n t r.")
        raise CannotParse(template, source=source, at=place - 1)
    return found
