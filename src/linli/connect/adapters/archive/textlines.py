"""Numbered lines of a text file in whatever encoding it was saved, never holding a line that is too long."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from linli.connect.adapters.archive.contract import RECORD_LIMIT

UNDECODABLE = "The record is not readable in the file's encoding."
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")


class Line(NamedTuple):
    """A line without its end; a longer one than the limit comes cut to just over the limit."""

    number: int
    text: str


def encoding_of(head: bytes) -> str:
    """The encoding, from a byte-order mark or from what decodes."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:4096]
    if sample.count(0) > len(sample) // 5:
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    broken = {encoding: _broken_places(head, encoding) for encoding in ("utf-8", "gb18030")}
    return "gb18030" if broken["gb18030"] < broken["utf-8"] else "utf-8"


def numbered_lines(stream: BinaryIO, encoding: str) -> Iterator[Line]:
    """Lines from 1 on; bytes that do not decode survive as lone surrogates, see `is_undecodable`."""
    errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
    with io.TextIOWrapper(stream, encoding=encoding, errors=errors) as text:
        number = 0
        while line := text.readline(RECORD_LIMIT + 1):
            number += 1
            yield Line(number, line.rstrip("\n"))
            while line and not line.endswith("\n") and len(line) > RECORD_LIMIT:
                line = text.readline(RECORD_LIMIT + 1)


def is_undecodable(text: str) -> bool:
    return _ESCAPED_BYTE.search(text) is not None


def decoded(head: bytes) -> str:
    """The head as text, for a look at its layout."""
    return head.decode(encoding_of(head), "replace")


def _broken_places(head: bytes, encoding: str) -> int:
    """How often the head does not decode; a character cut off at its end does not count."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    return decoder.decode(head, final=False).count("\ufffd")
