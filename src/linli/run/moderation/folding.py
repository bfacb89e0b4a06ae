"""Text as it is compared: one spelling for everything that reads the same.

Full width becomes half width, capitals small, traditional characters simplified; what nobody sees is left
out. A whole batch is folded at once through look-up tables, so a message costs well under a microsecond a
character.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple
from unicodedata import category, combining, decomposition, normalize

import numpy as np
import numpy.typing as npt

SEPARATOR = "\x1f"
Codes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.intp]
Marks = npt.NDArray[np.bool_]

_ALL = 0x110000
_LOOKED_AT = 0x30000
_ELLIPSIS = 0x2026
_OTHER, _REMOVABLE, _IDEOGRAPH = 0, 1, 2
_IDEOGRAPHS = ((0x3007, 0x3007), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
_UNSEEN = ((0x0300, 0x036F), (0x115F, 0x1160), (0x180B, 0x180F), (0x20D0, 0x20FF), (0xFE00, 0xFE0F))
_TAGS = (0xE0000, 0xE0FFF)


class Tables(NamedTuple):
    """By code point: what it becomes (0 = nothing), whether it needs the slow way, and what kind of thing
    it is.
    """

    becomes: Codes
    is_slow: Marks
    kind: npt.NDArray[np.uint8]


class Folded(NamedTuple):
    """A folded batch: all texts in one string with SEPARATOR between, and where each begins.

    plain     the folded texts; `starts[i]` is where text i begins (one more entry ends the last)
    squeezed  the same without spaces and punctuation between two ideographs
    origin    for each character of `squeezed`, its place in `plain`
    codes     `plain` as code points
    """

    plain: str
    starts: Places
    squeezed: str
    origin: Places
    codes: Codes

    def text(self, index: int) -> str:
        """One folded text."""
        return self.plain[self.starts[index] : self.starts[index + 1] - 1]

    def index_of(self, place: int) -> int:
        """Which text a place in `plain` belongs to."""
        return int(np.searchsorted(self.starts, place, side="right")) - 1


def fold(text: str) -> str:
    """One text as it is compared."""
    return fold_batch([text]).plain


def squeeze(text: str) -> str:
    """One text folded, without spaces and punctuation between ideographs."""
    return fold_batch([text]).squeezed


def fold_batch(texts: Sequence[str]) -> Folded:
    """Fold many texts at once."""
    tables = _tables()
    raw = _codes(SEPARATOR.join(_without_separator(texts)))
    if tables.is_slow[raw].any():
        raw = _codes(SEPARATOR.join(_normalised(texts, raw, tables)))
    codes = tables.becomes[raw]
    codes = codes[codes != 0]
    plain = _string(codes)
    squeezed, origin = _squeezed(plain, codes, tables)
    ends = np.flatnonzero(codes == ord(SEPARATOR)) + 1
    starts = np.concatenate(([0], ends, [len(plain) + 1])).astype(np.intp)
    return Folded(plain, starts, squeezed, origin, codes)


def is_removable_at_an_end(folded: str) -> bool:
    """Does a folded text begin or end with a space or punctuation, or hold nothing else?"""
    kinds = _tables().kind[_codes(folded)]
    return not len(kinds) or bool(kinds[0] == _REMOVABLE or kinds[-1] == _REMOVABLE)


def is_ideograph(character: str) -> bool:
    """Is this a Chinese character or a Japanese letter, which are written without spaces?"""
    return bool(_tables().kind[ord(character)] == _IDEOGRAPH)


def _without_separator(texts: Sequence[str]) -> Sequence[str]:
    if not any(SEPARATOR in text for text in texts):
        return texts
    return [text.replace(SEPARATOR, " ") for text in texts]


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "replace"), dtype="<u4")


def _string(codes: Codes) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le")


def _normalised(texts: Sequence[str], raw: Codes, tables: Tables) -> list[str]:
    """Texts with characters that fold into several, or join with a neighbour, go through Unicode's own
    rules.
    """
    starts = np.concatenate(([0], np.flatnonzero(raw == ord(SEPARATOR)) + 1))
    places = np.flatnonzero(tables.is_slow[raw])
    slow = set(np.searchsorted(starts, places, side="right") - 1)
    return [
        _by_the_rules(text) if index in slow else text for index, text in enumerate(_without_separator(texts))
    ]


def _by_the_rules(text: str) -> str:
    return normalize("NFKC", normalize("NFKC", text).casefold()).replace(SEPARATOR, " ")


def _squeezed(plain: str, codes: Codes, tables: Tables) -> tuple[str, Places]:
    kinds = tables.kind[codes]
    solid = np.flatnonzero(kinds != _REMOVABLE)
    left, right = solid[:-1], solid[1:]
    is_ideograph = kinds[solid] == _IDEOGRAPH
    gaps = np.flatnonzero((right - left > 1) & is_ideograph[:-1] & is_ideograph[1:])
    if not len(gaps):
        return plain, np.arange(len(codes))
    steps = np.zeros(len(codes) + 1, dtype=np.int8)
    steps[left[gaps] + 1] = 1
    steps[right[gaps]] = -1
    origin = np.flatnonzero(np.cumsum(steps[:-1], dtype=np.int8) == 0)
    return _string(codes[origin]), origin


@cache
def _tables() -> Tables:
    becomes = np.arange(_ALL, dtype=np.uint32)
    is_slow = np.zeros(_ALL, dtype=np.bool_)
    kind = np.zeros(_ALL, dtype=np.uint8)
    simple = _simplified()
    joining = _joining()
    for code in range(_LOOKED_AT):
        character = chr(code)
        group = category(character)
        if group in {"Cs", "Co", "Cn"}:
            continue
        folded = (
            normalize("NFKC", normalize("NFKC", character).casefold()) if code != _ELLIPSIS else character
        )
        is_slow[code] = len(folded) != 1 or any(map(combining, character + folded))
        is_slow[code] |= not joining.isdisjoint(map(ord, character + folded))
        if len(folded) == 1:
            becomes[code] = ord(simple.get(folded, folded))
        if group[0] in "ZPS" or (group == "Cc" and code != ord(SEPARATOR)):
            kind[code] = _REMOVABLE
        if group == "Cf":
            becomes[code], is_slow[code] = 0, False
    _finish(becomes, is_slow, kind)
    return Tables(becomes, is_slow, kind)


def _finish(becomes: Codes, is_slow: Marks, kind: npt.NDArray[np.uint8]) -> None:
    becomes[ord("。")] = ord(".")
    becomes[0x3164] = becomes[0xFFA0] = 0
    for first, last in (*_UNSEEN, _TAGS):
        becomes[first : last + 1] = 0
    is_slow[_TAGS[0] : _TAGS[1] + 1] = False
    for first, last in ((0xFE00, 0xFE0F), (0x3164, 0x3164), (0xFFA0, 0xFFA0)):
        is_slow[first : last + 1] = False
    while not np.array_equal(becomes, becomes[becomes]):  # 薴 becomes 苧, and 苧 becomes 苎
        np.copyto(becomes, becomes[becomes])
    for first, last in _IDEOGRAPHS:
        kind[first : last + 1] = np.where(kind[first : last + 1] == _REMOVABLE, _REMOVABLE, _IDEOGRAPH)


def _simplified() -> dict[str, str]:
    """Each traditional character with the simplified one, from OpenCC's table of single characters."""
    from opencc import OpenCC

    traditional = [chr(code) for code in range(0x3400, _LOOKED_AT) if not 0xD800 <= code < 0xF900]
    simplified = OpenCC("t2s").convert("\n".join(traditional)).split("\n")
    pairs = zip(traditional, simplified, strict=True)
    return {old: new for old, new in pairs if old != new and len(new) == 1}


def _joining() -> frozenset[int]:
    """Characters that Unicode joins with the one before them: they never fold alone."""
    vowels_and_finals = set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))
    parts = (decomposition(chr(code)).split() for code in range(_LOOKED_AT))
    seconds = {int(part[1], 16) for part in parts if len(part) == 2 and not part[0].startswith("<")}
    return frozenset(vowels_and_finals | seconds)
