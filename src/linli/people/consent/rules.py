"""Decisions about consent and privacy: no ORM, clock, network or chance."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Where(StrEnum):
    """Where somebody said yes or no; together with the version of the wording this is the proof."""

    PORTAL = "portal"
    APPLICATION = "application"
    IMPORT = "import"
    PAPER = "paper"
    PHONE = "phone"
    API = "api"
    PLATFORM = "platform"


@dataclass(frozen=True)
class Words:
    """A purpose in both languages."""

    title_zh: str
    title_en: str
    text_zh: str
    text_en: str

    def title(self, language: str) -> str:
        """The heading in a language, else in the other one."""
        return spoken(self.title_zh, self.title_en, language)

    def text(self, language: str) -> str:
        """The sentence somebody agrees to, in a language, else in the other one."""
        return spoken(self.text_zh, self.text_en, language)


MOST_TITLE, MOST_TEXT, MOST_PURPOSES = 60, 1_000, 40
_CODE = re.compile(r"[a-z][a-z0-9_]{1,30}")


def spoken(zh: str, en: str, language: str) -> str:
    """The text of a language; the other one where it was not written."""
    return (zh or en) if language.startswith("zh") else (en or zh)


def is_code(text: str) -> bool:
    """May a purpose be called so? Small letters, digits and underscores, beginning with a letter."""
    return _CODE.fullmatch(text) is not None


def says_enough(words: Words) -> bool:
    """A title and a text in at least one language, both in the same one."""
    return bool((words.title_zh and words.text_zh) or (words.title_en and words.text_en))


def trimmed(words: Words) -> Words:
    """Without blanks around, and not longer than allowed."""
    return Words(
        title_zh=words.title_zh.strip()[:MOST_TITLE],
        title_en=words.title_en.strip()[:MOST_TITLE],
        text_zh=words.text_zh.strip()[:MOST_TEXT],
        text_en=words.text_en.strip()[:MOST_TEXT],
    )


class Why(StrEnum):
    """Why somebody was shown personal data."""

    PAGE = "page"
    PROFILE = "profile"
    REVEAL = "reveal"
    EXPORT = "export"
    IMPORT = "import"
    API = "api"
    CARE = "care"
    APPLICATION = "application"


LONGEST_GRACE, SHORTEST_KEEPING, LONGEST_KEEPING = 60, 1, 3_650
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def receipt_code(numbers: bytes) -> str:
    """Twelve letters and digits nobody confuses, in groups of four, from 12 bytes of chance."""
    letters = "".join(ALPHABET[one % len(ALPHABET)] for one in numbers[:12])
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))
