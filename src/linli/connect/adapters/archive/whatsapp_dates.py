"""The stamp at the head of a WhatsApp line, and the order of day and month, which the whole file tells."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from linli.connect.adapters.archive.clock import HALF_DAY_WORDS, hour_of_day
from linli.connect.adapters.archive.contract import NeedsDateOrder
from linli.connect.adapters.archive.source import BadArchive

_WHEN = (
    r"(?P<a>\d{1,4})(?:[./-]|年) ?(?P<b>\d{1,2})(?:[./-]|月) ?(?P<c>\d{1,4})[日.]?,? ?"
    rf"(?:(?P<before>{HALF_DAY_WORDS}) ?)?(?P<h>\d{{1,2}})[:.](?P<m>\d{{2}})(?:[:.](?P<s>\d{{2}}))?"
    rf"(?: ?(?P<after>{HALF_DAY_WORDS}))?"
)
_ANDROID = re.compile(rf"^{_WHEN} - (?P<rest>.*)$", re.S)
_IOS = re.compile(rf"^\[{_WHEN}\] (?P<rest>.*)$", re.S)
_MARKS = dict.fromkeys(map(ord, "\u200f\u202a\u202b\u202c\u202d\u202e\ufeff")) | {
    0x202F: " ",
    0x2009: " ",
    0xA0: " ",
}


class Stamp(NamedTuple):
    """The numbers of a stamp as written, and what follows it."""

    fields: tuple[int, int, int]
    year_first: bool
    clock: tuple[int, int, int]
    rest: str

    @classmethod
    def of(cls, line: str, style: re.Pattern[str]) -> "Stamp | None":
        """The stamp of a line; None when it has none in this file's style and so continues a message."""
        start = line.lstrip("\u200e\u200f\ufeff\u202a\u202b")[:1]
        if start != "[" and not start.isdigit():
            return None
        found = style.match(line.translate(_MARKS).lstrip("\u200e"))
        if found is None:
            return None
        hour = hour_of_day(int(found["h"]), found["before"] or found["after"])
        return cls(
            (int(found["a"]), int(found["b"]), int(found["c"])),
            len(found["a"]) == 4,
            (hour, int(found["m"]), int(found["s"] or 0)),
            found["rest"],
        )

    def moment(self, order: str) -> datetime:
        """The wall-clock time; raises ValueError when there is no such day or hour."""
        day = self.day(order)
        return datetime(day.year, day.month, day.day, *self.clock)

    def day(self, order: str) -> date:
        first, second, third = self.fields
        if self.year_first:
            return date(first, second, third)
        year = third + 2000 if third < 100 else third
        return date(year, second, first) if order == "dmy" else date(year, first, second)


def stamp_style(head: str) -> re.Pattern[str] | None:
    """The Android or the iOS pattern, whichever stands first in the file."""
    for line in head.split("\n")[:40]:
        text = line.rstrip("\r").translate(_MARKS).lstrip("\u200e")
        for style in (_ANDROID, _IOS):
            if style.match(text):
                return style
    return None


def decide_order(style: re.Pattern[str], lines: Iterable[str]) -> str:
    """`dmy` or `mdy` for the whole file: by a number over 12, else by which reading runs forward in time."""
    day_first = month_first = False
    steps_back = {"dmy": 0, "mdy": 0}
    last: dict[str, date] = {}
    undecided = False
    previous: tuple[int, int, int] | None = None
    for line in lines:
        stamp = Stamp.of(line, style)
        if stamp is None or stamp.year_first or stamp.fields == previous:
            continue
        previous = stamp.fields
        day_first |= stamp.fields[0] > 12 >= stamp.fields[1]
        month_first |= stamp.fields[1] > 12 >= stamp.fields[0]
        undecided |= stamp.fields[0] != stamp.fields[1]
        _count_steps_back(stamp, last, steps_back)
    if day_first and month_first:
        raise BadArchive("The dates of this file are written in two different orders; export the chat again.")
    if day_first or month_first:
        return "dmy" if day_first else "mdy"
    if undecided and steps_back["dmy"] == steps_back["mdy"]:
        raise NeedsDateOrder("Nothing in this file tells day from month; say the date order, dmy or mdy.")
    return "dmy" if steps_back["dmy"] <= steps_back["mdy"] else "mdy"


def _count_steps_back(stamp: Stamp, last: dict[str, date], steps_back: dict[str, int]) -> None:
    for order in steps_back:
        try:
            day = stamp.day(order)
        except ValueError:
            continue
        if order in last and day < last[order]:
            steps_back[order] += 1
        last[order] = day
