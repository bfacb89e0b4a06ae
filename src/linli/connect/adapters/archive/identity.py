"""Ids for formats that have none: the same file always gives the same ids."""

import re
from collections import OrderedDict
from collections.abc import Iterable
from hashlib import blake2b

REMEMBERED = 8192
_BETWEEN_NAMES = re.compile(r"、|, and |, | and | 和 ")


class Fingerprints:
    """Hands out one id per record; equal records in one second are told apart by their order.

    Only the last few thousand are remembered: equal records of one second stand together.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[bytes, int] = OrderedDict()

    def of(self, *parts: str) -> str:
        """An id for what the parts say: the chat, the time as written, the sender, the text."""
        key = blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=15).digest()
        ordinal = self._seen.pop(key, -1) + 1
        self._seen[key] = ordinal
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return f"h{key.hex()}" if ordinal == 0 else f"h{key.hex()}.{ordinal}"


def people_of(names: str) -> list[str]:
    """The people a notice lists: `Su, Momo and Zhou`, `小苏、莫莫`. A bare 和 does not divide them."""
    return [name.strip(' "“”') for name in _BETWEEN_NAMES.split(names) if name.strip(' "“”')]


class NameBook:
    """Finds a person's id by the name a notice uses, when exactly one person of the file carries it."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._ids: dict[str, str] = {}
        for name, person in pairs:
            if name and self._ids.setdefault(name, person) != person:
                self._ids[name] = ""

    def person(self, name: str) -> str:
        """The id, or `name:NAME` for somebody the file never shows with an id, or whose name is shared."""
        return self._ids.get(name) or f"name:{name}"
