"""Durations as people write them: `7d`, `15m`, `1h30m`."""

import re
from datetime import timedelta

UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
LONGEST = timedelta(days=36_500)

_WHOLE = re.compile(r"(?:[0-9]{1,12}[wdhms])+")
_PART = re.compile(r"([0-9]+)([wdhms])")


class NotADuration(ValueError):
    """The text is no duration, or one beyond a hundred years."""


def parse(text: str) -> timedelta:
    """`1h30m` as a timedelta of at most 36,500 days, or NotADuration."""
    if not _WHOLE.fullmatch(text):
        raise NotADuration(text)
    seconds = sum(int(count) * UNITS[unit] for count, unit in _PART.findall(text))
    if seconds > LONGEST.total_seconds():
        raise NotADuration(text)
    return timedelta(seconds=seconds)


def render(duration: timedelta) -> str:
    """The text of these whole seconds in the largest of d, h, m, s that fits; below zero with a minus."""
    seconds = duration.days * 86_400 + duration.seconds
    sign, rest = ("-", -seconds) if seconds < 0 else ("", seconds)
    for unit in "dhm":
        if rest and rest % UNITS[unit] == 0:
            return f"{sign}{rest // UNITS[unit]}{unit}"
    return f"{sign}{rest}s"
