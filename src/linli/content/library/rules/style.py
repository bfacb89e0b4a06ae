"""Friendly hints on how a text reads: length, jargon, shouting, links, emoji, words of advertising.

Counts only; nothing here forbids a text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from linli.kernel import texts

_LINK = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_EMOJI = re.compile(r"[\U0001F300-\U0001FAFF\u2600-\u27BF]")
_LETTERS = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[A-Z]{3,}")
_SHOUTS = re.compile(r"[!！]")  # noqa: RUF001  (the full-width mark is meant)
_WIDE = re.compile(r"[\u3400-\u9fff]")
MOST_WIDE, MOST_NARROW = 220, 600
MOST_LINKS, MOST_EMOJI, MOST_SHOUTS = 1, 4, 3
LEAST_LETTERS = 12


@dataclass(frozen=True)
class Vocabulary:
    """Words to look for: `jargon` that few understand, `advertising` that the law or people dislike."""

    jargon: Sequence[str] = ()
    advertising: Sequence[str] = ()


@dataclass(frozen=True)
class Hint:
    """What could be better. `words` are those found; `count` of `most` where something is counted."""

    code: str
    words: tuple[str, ...] = field(default=())
    count: int = 0
    most: int = 0


def hints(text: str, vocabulary: Vocabulary) -> list[Hint]:
    """What a careful reader would say about a text, the weightiest first."""
    found = [
        *_words("advertising", text, vocabulary.advertising),
        *_words("jargon", text, vocabulary.jargon),
        *_unnamed(text),
        *_counted("too_long", len(_plain(text)), most_characters(text)),
        *_counted("links", len(_LINK.findall(text)), MOST_LINKS),
        *_counted("emoji", len(_EMOJI.findall(text)), MOST_EMOJI),
        *_counted("exclamations", len(_SHOUTS.findall(text)), MOST_SHOUTS),
    ]
    if _shouts(text):
        found.append(Hint("capitals"))
    return found


def most_characters(text: str) -> int:
    """How long a message may be before people stop reading: Chinese says more in less."""
    plain = _plain(text)
    return MOST_WIDE if len(_WIDE.findall(plain)) * 3 > len(plain) else MOST_NARROW


def _plain(text: str) -> str:
    return _LINK.sub("", text)


def _counted(code: str, count: int, most: int) -> list[Hint]:
    return [Hint(code, count=count, most=most)] if count > most else []


def _words(code: str, text: str, wanted: Sequence[str]) -> list[Hint]:
    lower = text.lower()
    found = tuple(word for word in wanted if word.lower() in lower)
    return [Hint(code, found)] if found else []


def _unnamed(text: str) -> list[Hint]:
    """A greeting by name with no words for those who have none."""
    return [Hint("no_default")] if "{person.name}" in text else []


def _shouts(text: str) -> bool:
    plain = texts.PIECE.sub("", _plain(text))
    letters = _LETTERS.findall(plain)
    capitals = sum(one.isupper() for one in letters)
    return len(letters) >= LEAST_LETTERS and capitals * 10 > len(letters) * 6 and bool(_WORD.search(plain))
