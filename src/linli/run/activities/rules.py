"""Which words take part in what, and what is asked of an activity before it opens."""

import unicodedata
from collections.abc import Sequence

KINDS = ("poll", "vote", "sign_up", "quiz", "check_in", "survey")
CHOOSING = frozenset({"poll", "vote", "quiz"})
MOST_OPTIONS = 9
LONGEST_WORD = 40
SIGN_UP = frozenset(
    {"报名", "我要报名", "报名参加", "+1", "sign up", "sign me up", "join", "i'm in", "im in"}
)
CHECK_IN = ("打卡", "done", "check")


def choice_of(text: str, kind: str, options: Sequence[str]) -> int | None:
    """What a message says to an activity: an option from 1, 0 for taking part, None for nothing.

    Options are named by number, by letter or by their words; the whole message has to be that, so that talk
    about a poll is no vote.
    """
    plain = _plain(text)
    if not plain or len(plain) > LONGEST_WORD and kind != "check_in":
        return None
    if kind == "sign_up":
        return 0 if plain in SIGN_UP else None
    if kind == "check_in":
        return 0 if plain.startswith(CHECK_IN) else None
    if kind not in CHOOSING:
        return None
    return _option(plain, options)


def may_see_answer(kind: str, state: str) -> bool:
    """Is the right option of a quiz shown? Once it is over, so that nobody reads it before they answer."""
    return kind != "quiz" or state != "open"


def is_full(taken: int, capacity: int | None) -> bool:
    """Is no place left?"""
    return capacity is not None and taken >= capacity


def right_option(answer: str, options: Sequence[str]) -> int:
    """The number of the right option by its words, its number or its letter; 0 when it is none of them."""
    return _option(_plain(answer), options) or 0


def top_choice(counts: dict[int, int]) -> int:
    """The option most chosen, the first of those that are even; 0 when nobody chose."""
    chosen = {choice: count for choice, count in counts.items() if choice and count}
    return min(chosen, key=lambda choice: (-chosen[choice], choice)) if chosen else 0


def _option(plain: str, options: Sequence[str]) -> int | None:
    for number, option in enumerate(options, start=1):
        if plain in (str(number), chr(ord("a") + number - 1), _plain(option)):
            return number
    return None


def _plain(text: str) -> str:
    """Small letters and narrow forms, without what stands around the words."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.split()).strip(" .,!?。，！？、~～:：;；\"'“”‘’()（）[]【】")
