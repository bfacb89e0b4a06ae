"""Walks a JSON file of any size and cuts out its records as raw bytes, each with its line.

A general JSON reader gives up the rest of the file at its first fault. Here a record that is broken inside
its own brackets takes no neighbour with it, and one that is too large is reported without being held.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import msgspec

from linli.connect.adapters.archive.contract import RECORD_LIMIT, NotUnderstood, excerpt

_BLOCK = 256 * 1024
_RUN = re.compile(rb'[^"{}\[\]]*+(?:"(?:[^"\\]++|\\.)*+"[^"{}\[\]]*+)*+', re.S)
_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.S)
_BAD_ESCAPE = re.compile(rb"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")
_CLOSING = {ord("{"): ord("}"), ord("["): ord("]")}

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What a decoder raises for bytes that are not what they should be."""
TOO_LARGE = "The record is larger than 1 MB."
BREAKS_OFF = "The file breaks off in the middle of this record."


class Piece(NamedTuple):
    """A value of the file: `path` as in `chats.list.item.messages`; `raw` is empty when a container opens."""

    path: str
    line: int
    raw: bytes = b""
    trouble: str = ""

    @property
    def opens(self) -> bool:
        return not self.raw and not self.trouble


def walk(stream: BinaryIO, containers: frozenset[str]) -> Iterator[Piece]:
    """Every value inside the named containers (the root is ``), in file order."""
    return _Walker(stream, containers).pieces()


def repaired(raw: bytes) -> bytes:
    r"""JSON in which `\xNN`, which Telegram writes for control characters, has become `\u00NN`."""
    return _BAD_ESCAPE.sub(rb"\1\\u00\2", raw) if b"\\x" in raw else raw


def refused(piece: Piece, reason: str, *, where: str) -> NotUnderstood:
    return NotUnderstood(line=piece.line, where=where, reason=reason, excerpt=excerpt(piece.raw))


def reason_of(error: Exception) -> str:
    """One sentence for what a decoder says."""
    if isinstance(error, msgspec.ValidationError):
        return f"The record does not fit the format: {error}."
    if isinstance(error, UnicodeDecodeError):
        return "The record is not valid: it is not UTF-8 text."
    return f"The record is not valid: {error}."


class _Walker:
    def __init__(self, stream: BinaryIO, containers: frozenset[str]) -> None:
        self._stream, self._containers = stream, containers
        self._buffer = b""
        self._at = 0  # everything before is scanned
        self._kept = 0  # start of the record or run being collected
        self._line, self._counted = 1, 0
        self._in_string = False
        self._too_large = b""  # beginning of the record that outgrew the limit
        self._stack: list[tuple[str, int]] = []  # path and closing bracket of each open container

    def pieces(self) -> Iterator[Piece]:
        depth, line, path = 0, 1, ""
        while (place := self._next_bracket()) >= 0:
            mark = self._buffer[place]
            if depth:
                depth += 1 if mark in b"{[" else -1
                if not depth:
                    yield self._record(path, line, place + 1)
                continue
            run, line = self._buffer[self._kept : place], self._line_of(self._kept)
            path, loose = self._loose_values(run, line, opens=mark in b"{[")
            yield from loose
            if mark in b"}]":
                if not self._stack or self._stack.pop()[1] != mark:
                    yield Piece(path, line, run or b"]", "The brackets of the file do not match here.")
                    return
                self._kept = place + 1
                if not self._stack:
                    return
            elif path in self._containers:
                self._stack.append((path, _CLOSING[mark]))
                self._kept = place + 1
                yield Piece(path, self._line_of(place))
            else:
                depth, line, self._kept = 1, self._line_of(place), place
        if depth or self._stack or self._buffer[self._kept :].strip():
            yield Piece(path, line, self._buffer[self._kept :] or self._too_large, BREAKS_OFF)

    def _record(self, path: str, line: int, end: int) -> Piece:
        raw, large = self._buffer[self._kept : end], self._too_large
        self._kept, self._too_large = end, b""
        if large or len(raw) > RECORD_LIMIT:
            return Piece(path, line, large or raw[:480], TOO_LARGE)
        return Piece(path, line, raw)

    def _loose_values(self, run: bytes, line: int, *, opens: bool) -> tuple[str, list[Piece]]:
        """The path of the value about to open, and the plain values written before it."""
        base, close = self._stack[-1] if self._stack else ("", 0)
        prefix = f"{base}." if base else ""
        large, self._too_large = self._too_large, b""
        found = [Piece(base, line, large, TOO_LARGE)] if large else []
        text = repaired(run).strip(b" \t\r\n,")
        try:
            if close == ord("}"):
                values = msgspec.json.decode(
                    b"{" + text + (b"0}" if opens else b"}"), type=dict[str, msgspec.Raw]
                )
                path = prefix + values.popitem()[0] if opens else base
                found += [Piece(prefix + key, line, bytes(value)) for key, value in values.items()]
                return path, found
            items = msgspec.json.decode(b"[" + text + b"]", type=list[msgspec.Raw])
        except (*UNREADABLE, KeyError) as error:
            return prefix + "?", [*found, Piece(base, line, run or b"?", reason_of(error))]
        at = prefix + "item" if self._stack else ""
        return at, found + [Piece(at, line, bytes(item)) for item in items]

    def _next_bracket(self) -> int:
        """Position of the next bracket outside of strings, or -1 at the end of the file."""
        while True:
            if self._in_string:
                self._at = _matched_end(_STRING, self._buffer, self._at)
                if self._buffer[self._at : self._at + 1] == b'"':
                    self._in_string, self._at = False, self._at + 1
                self._kept = self._at
            if not self._in_string:
                self._at = _matched_end(_RUN, self._buffer, self._at)
                if self._at < len(self._buffer) and self._buffer[self._at] != 0x22:
                    self._at += 1
                    return self._at - 1
            if not self._more():
                return -1

    def _more(self) -> bool:
        if len(self._buffer) - self._kept > RECORD_LIMIT:
            self._let_go()
        self._line_of(self._kept)
        if not (block := self._stream.read(_BLOCK)):
            return False
        if not self._buffer and self._line == 1:
            block = block.removeprefix(b"\xef\xbb\xbf")
        self._buffer = self._buffer[self._kept :] + block
        self._at -= self._kept
        self._counted = self._kept = 0
        return True

    def _let_go(self) -> None:
        """Stop holding what outgrew the limit; its end is still looked for."""
        self._too_large = self._too_large or self._buffer[self._kept : self._kept + 480]
        if self._buffer[self._at : self._at + 1] == b'"':
            self._in_string = True
            self._at = _matched_end(_STRING, self._buffer, self._at + 1)
        self._kept = self._at

    def _line_of(self, place: int) -> int:
        if place > self._counted:
            self._line += self._buffer.count(b"\n", self._counted, place)
            self._counted = place
        return self._line


def _matched_end(pattern: re.Pattern[bytes], buffer: bytes, start: int) -> int:
    found = pattern.match(buffer, start)
    return found.end() if found else start
