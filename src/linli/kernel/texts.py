"""Texts with variables in braces: `Welcome, {person.name|friend}!`. Nothing in them is code."""

import re
import unicodedata
from collections.abc import Collection, Mapping

PIECE = re.compile(r"\{\{|\}\}|\{([^{}|]*)(\|[^{}]*)?\}|[{}]")
MOST_CHARACTERS = 40
MOST_OF_PARAGRAPH = 2000


class BadText(ValueError):
    """A brace is left open, or a variable does not exist; `word` is the piece."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Paragraph(str):
    """A value written by the team: keeps its lines and up to MOST_OF_PARAGRAPH characters when filled in."""

    __slots__ = ()


def check(text: str, known: Collection[str]) -> None:
    """Raise BadText unless the text can be filled in from the `known` variables."""
    for name in variables(text):
        if name not in known:
            raise BadText(f"{{{name}}}")


def variables(text: str) -> tuple[str, ...]:
    """The variables a text uses, each once, as they come. Raises BadText for an open brace."""
    found: dict[str, None] = {}
    for piece in PIECE.finditer(text):
        if piece[0] in ("{{", "}}"):
            continue
        if piece[1] is None:
            raise BadText(piece[0])
        found[piece[1].strip()] = None
    return tuple(found)


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with its variables filled in; values are made harmless and never read for variables again.

    Where a value is missing, None or empty, the words after the bar stand instead: `{person.name|friend}`.
    Raises BadText for a missing value without such words and for an open brace.
    """

    def replace(piece: re.Match[str]) -> str:
        if piece[0] in ("{{", "}}"):
            return piece[0][0]
        name = (piece[1] or "").strip()
        value = _plain(values.get(name))
        if value or (piece[2] is None and name in values):
            return value
        if piece[2] is None:
            raise BadText(piece[0])
        return piece[2][1:].strip()

    return PIECE.sub(replace, text)


def harmless(value: str, most: int = MOST_CHARACTERS) -> str:
    """One line of a name somebody chose: no hidden marks, nobody called with @, not too long."""
    return _shorter(_one_line(value), most)


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Paragraph):
        lines = "\n".join(_one_line(line) for line in value.splitlines())
        return _shorter(lines.strip("\n"), MOST_OF_PARAGRAPH)
    return harmless(str(value))


def _one_line(value: str) -> str:
    plain = value if value.isprintable() else "".join(" " if _is_hidden(one) else one for one in value)
    return " ".join(plain.split()).replace("@", "＠")


def _shorter(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and character != "\u200d"
