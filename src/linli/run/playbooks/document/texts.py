"""Texts with variables in braces: `Welcome, {person.name}!`. A doubled brace is a brace."""

import re
import unicodedata
from collections.abc import Collection, Mapping

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
MOST_CHARACTERS = 40


class BadText(ValueError):
    """A brace is left open, or a variable does not exist; `word` is the piece."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def check(text: str, known: Collection[str]) -> None:
    """Raise BadText unless the text can be filled in."""
    for piece in _PIECE.finditer(text):
        if piece[0] not in ("{{", "}}") and piece[1] not in known:
            raise BadText(piece[0])


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with its variables filled in; values are made harmless and never read for variables again."""

    def replace(piece: re.Match[str]) -> str:
        if piece[0] in ("{{", "}}"):
            return piece[0][0]
        return harmless(str(values[piece[1]]))

    return _PIECE.sub(replace, text)


def harmless(value: str) -> str:
    """One line of a name somebody chose: no hidden marks, nobody called with @, not too long."""
    plain = "".join(" " if _is_hidden(one) else one for one in value)
    one_line = " ".join(plain.split()).replace("@", "＠")
    if len(one_line) <= MOST_CHARACTERS:
        return one_line
    return one_line[: MOST_CHARACTERS - 1] + "…"


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and character != "\u200d"
