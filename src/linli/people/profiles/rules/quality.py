"""A gentle look at an answer: is it likely that somebody meant it? And: how full, how fresh a profile is."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

_SAME = re.compile(r"(.)\1{3,}")
_KEYS = ("asdf", "qwer", "zxcv", "123456", "abcdef", "654321")
_NOTHING = frozenset({"无", "没有", "不知道", "随便", "none", "nothing", "na", "n/a", "test", "测试"})
ASKING = frozenset({"text", "long_text"})


def doubt(kind: str, value: str) -> str:
    """Why an answer may be worth nothing: "short", "same", "keys", "signs", "nothing"; "" when it looks fine.

    Only words are looked at: numbers, dates and choices were checked by their type.
    """
    if kind not in ASKING or not value:
        return ""
    plain = value.strip().casefold()
    letters = [sign for sign in plain if sign.isalnum()]
    if not letters:
        return "signs"
    if _SAME.search(plain) or (len(letters) > 3 and len(set(letters)) == 1):
        return "same"
    if any(run in plain for run in _KEYS) and len(plain) <= 12:
        return "keys"
    if plain in _NOTHING:
        return "nothing"
    return "short" if len(letters) < _least(kind) else ""


def _least(kind: str) -> int:
    return 4 if kind == "long_text" else 1


def is_stale(confirmed_at: datetime, *, after_days: int | None, now: datetime) -> bool:
    """Has an answer stood longer than its field says it holds?"""
    return after_days is not None and now - confirmed_at > timedelta(days=after_days)


def completeness(asked: Iterable[str], answered: Iterable[str]) -> int:
    """The share of asked fields that are answered, in whole percent, rounded down; 100 when none is."""
    wanted = set(asked)
    return 100 * len(wanted & set(answered)) // len(wanted) if wanted else 100
