"""Takes mappings apart and collects what is wrong with them: one sentence each, naming the path."""

import re
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from linli.connect.gateway.contract import Rate

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


class Reader:
    """A mapping at a path of a document. Problems of all readers of one document go to one list.

    Every getter returns a usable value even when it reports a problem, so that all of them are found at once.
    """

    def __init__(self, value: object, path: str, problems: list[str]) -> None:
        self.path = path
        self.problems = problems
        self._seen: set[str] = set()
        if not isinstance(value, Mapping):
            self.tell("", _("this is {found}, not a set of named values").format(found=_shown(value)))
        self.values: Mapping[str, Any] = value if isinstance(value, Mapping) else {}

    def tell(self, key: str, sentence: str) -> None:
        """Report a problem at a key."""
        where = f"{self.path}.{key}".strip(".") if key else self.path or _("the document")
        self.problems.append(f"{where}: {sentence}")

    def close(self) -> None:
        """Report the keys that nobody asked for."""
        for key in self.values:
            if key not in self._seen:
                self.tell(
                    key,
                    _("there is no such key here; there are: {known}").format(
                        known=", ".join(sorted(self._seen))
                    ),
                )

    def has(self, key: str) -> bool:
        """Is the key there?"""
        self._seen.add(key)
        return key in self.values

    def child(self, key: str) -> "Reader":
        """The mapping under a key; an absent one reads as empty."""
        self._seen.add(key)
        return Reader(self.values.get(key, {}), f"{self.path}.{key}".strip("."), self.problems)

    def children(self, key: str) -> list["Reader"]:
        """The mappings in the list under a key; an absent one has none."""
        found = self._get(key, [])
        if not isinstance(found, list):
            self.tell(key, _("this is {found}, not a list").format(found=_shown(found)))
            return []
        return [
            Reader(one, f"{self.path}.{key}[{i}]".strip("."), self.problems) for i, one in enumerate(found)
        ]

    def word(self, key: str, *, of: Sequence[str] = (), default: str | None = None) -> str:
        """A word, one of `of` where given."""
        found = self._get(key, default)
        if not isinstance(found, str) or not found.strip():
            self.tell(key, _("a word is needed here, not {found}").format(found=_shown(found)))
            return of[0] if of else ""
        if of and found not in of:
            self.tell(key, _not_one_of(found, of))
            return of[0]
        return found

    def words(self, key: str, *, of: Sequence[str]) -> frozenset[str]:
        """A list of words out of `of`; `["*"]` is all of them."""
        found = self._get(key, ["*"])
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            self.tell(key, _("a list of words is needed here, not {found}").format(found=_shown(found)))
            return frozenset()
        if found == ["*"]:
            return frozenset(of)
        for one in found:
            if one not in of:
                self.tell(key, _not_one_of(one, [*of, '["*"]']))
        return frozenset(found)

    def number(self, key: str, *, least: int, most: int, default: int | None = None) -> int:
        """A whole number between two bounds."""
        found = self._get(key, default)
        if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
            self.tell(
                key,
                _("a whole number from {least} to {most} is needed here, not {found}").format(
                    least=least, most=most, found=_shown(found)
                ),
            )
            return least
        return found

    def percent(self, key: str, *, default: str) -> int:
        """`20%` as 20."""
        found = self._get(key, default)
        if not isinstance(found, str) or not re.fullmatch(r"(100|[1-9]?\d)%", found):
            self.tell(key, _("a share like 20% is needed here, not {found}").format(found=_shown(found)))
            return 100
        return int(found[:-1])

    def duration(self, key: str, *, default: str | None = None) -> timedelta:
        """`15m`, `24h` or `7d`."""
        found = self._get(key, default)
        match = re.fullmatch(r"([1-9]\d{0,3})([mhd])", found) if isinstance(found, str) else None
        if match is None:
            self.tell(
                key, _("a length like 15m, 24h or 7d is needed here, not {found}").format(found=_shown(found))
            )
            return timedelta(days=1)
        return int(match[1]) * _UNITS[match[2]]

    def rate(self, key: str) -> Rate | None:
        """`25/s`, `18/min` or `1000/h`; None when the key is not there."""
        found = self._get(key, None)
        if found is None:
            return None
        match = re.fullmatch(r"([1-9]\d{0,5})/(s|min|h)", found) if isinstance(found, str) else None
        if match is None:
            sentence = _("a rate like 25/s, 18/min or 1000/h is needed here, not {found}")
            self.tell(key, sentence.format(found=_shown(found)))
            return None
        return Rate(int(match[1]), {"s": 1, "min": 60, "h": 3600}[match[2]])

    def clock_time(self, key: str) -> time:
        """A quoted time of day."""
        found = self._get(key, None)
        if isinstance(found, int) and not isinstance(found, bool):
            self.tell(
                key,
                _('the time must be in quotes, like "21:30" (without them YAML reads {found})').format(
                    found=found
                ),
            )
            return time()
        if not isinstance(found, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", found):
            self.tell(key, _('a time like "21:30" is needed here, not {found}').format(found=_shown(found)))
            return time()
        return time.fromisoformat(found)

    def zone(self, key: str, *, words: Sequence[str] = (), default: str | None = None) -> str:
        """An IANA zone, or one of `words` (whose zone counts)."""
        found = self.word(key, default=default)
        if found and found not in words and not is_zone(found):
            self.tell(key, _not_a_zone(found, words))
        return found

    def _get(self, key: str, default: object) -> object:
        self._seen.add(key)
        return self.values.get(key, default)


def is_zone(name: str) -> bool:
    """Is this the IANA name of a place's zone? Offsets and abbreviations (`UTC+8`, `EST`) are not."""
    return name == "UTC" or ("/" in name and not name.startswith("Etc/") and name in _zones())


@cache
def zone_of(name: str) -> ZoneInfo:
    """The zone of a checked name."""
    return ZoneInfo(name)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _not_a_zone(found: str, words: Sequence[str]) -> str:
    if words:
        sentence = _("{found} is not a zone like Asia/Shanghai, nor {words}")
        return sentence.format(found=repr(found), words=", ".join(words))
    return _("{found} is not a zone like Asia/Shanghai").format(found=repr(found))


def _not_one_of(found: str, of: Sequence[str]) -> str:
    return _("{found} is not one of {known}").format(found=repr(found), known=", ".join(of))


def _shown(value: object) -> str:
    if value is None:
        return _("nothing")
    if isinstance(value, list | Mapping):
        return _("a list") if isinstance(value, list) else _("a set of named values")
    return repr(value)
