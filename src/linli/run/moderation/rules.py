"""Decisions of moderation: what counts as a measure, when a rule stops itself, how a pasted list is read."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

MODES = ("off", "observe", "enforce")
SENSES = ("block", "allow")
KINDS = ("words", "domains")
SEVERITIES = ("warn", "recall", "mute", "kick", "ban")
WORD_LENGTHS = range(2, 61)
EXCERPT_LENGTH = 160
_BREAKS = re.compile(r"[\n,，、;；\t]+")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z][a-z0-9-]{1,24}")


class Pasted(NamedTuple):
    """A pasted list, read: the words to keep in their order, and those nobody can use, each with the
    reason.
    """

    kept: list[str]
    refused: list[tuple[str, str]]


def gravest(measures: Iterable[str]) -> str:
    """The gravest of some measures: warn < recall < mute < kick < ban."""
    return max(measures, key=SEVERITIES.index)


def is_over_guard(*, acted: int, limit: int) -> bool:
    """Has a rule acted so often lately that the next time must wait for a person?"""
    return acted >= limit


def excerpt(text: str, start: int, end: int, *, length: int = EXCERPT_LENGTH) -> str:
    """The part of a text around [start, end), with … where something was left out."""
    if len(text) <= length:
        return text
    begin = max(0, min(start - (length - (end - start)) // 2, len(text) - length))
    stop = begin + length
    return ("…" if begin else "") + text[begin:stop] + ("…" if stop < len(text) else "")


def read_pasted(text: str) -> Pasted:
    """Words one a line or with commas between; spaces inside a word stay, repeats and empty lines go."""
    words = dict.fromkeys(part.strip() for part in _BREAKS.split(text))
    kept, refused = [], []
    for word in words:
        if not word:
            continue
        problem = _problem(word)
        if problem:
            refused.append((word[:60], problem))
        else:
            kept.append(word)
    return Pasted(kept, refused)


def host_of(text: str) -> str | None:
    """The domain in a link or a bare domain, without `www.`; "*" stands for every link; None when there is
    none.
    """
    bare = text.strip().lower()
    if bare == "*":
        return bare
    bare = re.sub(r"^[a-z]+://", "", bare).split("/")[0].split("?")[0].split(":")[0]
    bare = bare.removeprefix("*.").removeprefix("www.")
    return bare if _HOST.fullmatch(bare) else None


def in_order(measures: Sequence[str]) -> list[str]:
    """Measures from the mildest to the gravest, each once."""
    return sorted(set(measures), key=SEVERITIES.index)


def _problem(word: str) -> str:
    if len(word) < WORD_LENGTHS.start:
        return "too_short"
    if len(word) >= WORD_LENGTHS.stop:
        return "too_long"
    return ""
