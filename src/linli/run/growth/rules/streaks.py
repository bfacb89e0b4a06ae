"""Check-ins: which words are one, how long a streak is, what it earns."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from unicodedata import normalize

ONE_DAY = timedelta(days=1)
_WORDS = frozenset({"签到", "打卡", "簽到", "打咔", "checkin"})
_LONGEST = 24
_BETWEEN = re.compile(r"[\W_]+")


def is_check_in(text: str) -> bool:
    """Does a message say 签到, 打卡 or "check in", and nothing else? Punctuation and spaces do not count."""
    if not 2 <= len(text) <= _LONGEST:
        return False
    return _BETWEEN.sub("", normalize("NFKC", text)).casefold() in _WORDS


def streak(days: Iterable[date], today: date) -> int:
    """Consecutive days ending today or yesterday; a make-up card fills the gap before this is called."""
    known = set(days)
    last = today if today in known else today - ONE_DAY
    length = 0
    while last - length * ONE_DAY in known:
        length += 1
    return length


def next_streak(last_day: date | None, last_streak: int, today: date) -> int:
    """The streak that a check-in today makes, from the check-in before it."""
    return last_streak + 1 if last_day == today - ONE_DAY else 1


def ladder_points(ladder: Sequence[Sequence[int]], streak_days: int) -> int:
    """Points for a streak from steps `[from day, points]`: the last step reached counts; none reached gives
    0.
    """
    reached = [points for first_day, points in sorted(map(tuple, ladder)) if first_day <= streak_days]
    return reached[-1] if reached else 0


def is_ladder(ladder: object) -> bool:
    """Is this a list of `[from day, points]` with rising days from 1 on and points of at least 0?"""
    if not isinstance(ladder, list) or not ladder:
        return False
    for step in ladder:
        if not (isinstance(step, list) and len(step) == 2 and all(type(one) is int for one in step)):
            return False
        if step[0] < 1 or step[1] < 0:
            return False
    first_days = [step[0] for step in ladder]
    return first_days == sorted(set(first_days))
