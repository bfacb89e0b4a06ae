"""Neutral JSONL: one JSON object a line; the format for data prepared by hand or by another program."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import BinaryIO, Literal

import msgspec

from linli.connect.adapters.archive.clock import aware
from linli.connect.adapters.archive.contract import (
    RECORD_LIMIT,
    Archive,
    Format,
    NotUnderstood,
    Options,
    Record,
    clean,
    excerpt,
)
from linli.connect.adapters.archive.identity import Fingerprints
from linli.connect.adapters.archive.pieces import TOO_LARGE, UNREADABLE, reason_of
from linli.connect.adapters.archive.source import LISTING, Source
from linli.facts.inbound import Inbound

_BLOCK = 1024 * 1024
_PLAIN_NAMES = frozenset({"messages", "events", "export", "data"})


class Row(msgspec.Struct, gc=False):
    """A line of the file."""

    channel: str
    ts: datetime
    type: Literal["message", "join", "leave", "system"] = "message"
    id: str = ""
    user: str | None = None
    thread: str | None = None
    reply_to: str | None = None
    reactions: int = 0
    bot: bool = False
    hidden: bool = False
    text: str | None = None


_DECODER = msgspec.json.Decoder(Row)


def open_neutral(source: Source, options: Options) -> Archive:
    def read() -> Iterator[Record]:
        reading = _Reading(source, options)
        with source.open() as stream:
            for line, raw in lines(stream):
                if raw and not raw.isspace():
                    yield reading.record(line, raw)

    return Archive(format="neutral", title=_title(source), read=read)


def _title(source: Source) -> str:
    """The file's name, or the name of what it lies in when it is only called `messages`."""
    stem = PurePosixPath(source.name).stem
    if stem.lower() not in _PLAIN_NAMES:
        return stem
    return (
        source.path.resolve().parent.name if source.bundle is None else source.path.resolve().stem
    ) or stem


def lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Numbered lines without their end; of one beyond the limit only a beginning over the limit is kept."""
    number, rest = 1, b""
    while block := stream.read(_BLOCK):
        if number == 1 and not rest:
            block = block.removeprefix(b"\xef\xbb\xbf")
        if len(rest) > RECORD_LIMIT:
            rest = rest[: RECORD_LIMIT + 1]
        parts = (rest + block).split(b"\n")
        rest = parts.pop()
        yield from enumerate(parts, start=number)
        number += len(parts)
    if rest:
        yield number, rest


class _Reading:
    def __init__(self, source: Source, options: Options) -> None:
        self._where, self._zone = source.where, options.zone
        self._fingerprints = Fingerprints()

    def record(self, line: int, raw: bytes) -> Record:
        if len(raw) > RECORD_LIMIT:
            return self._refused(line, raw, TOO_LARGE)
        try:
            row = _DECODER.decode(raw)
            at = row.ts if row.ts.tzinfo is UTC else aware(row.ts, self._zone)
        except UNREADABLE as error:
            return self._refused(line, raw, reason_of(error))
        except (ValueError, OverflowError) as error:
            return self._refused(line, raw, f"The record has no usable time: {error}.")
        user = row.user or ""
        if not row.channel or not (user or row.type == "system"):
            return self._refused(line, raw, "The record names no channel or no user.")
        text, chat = row.text or "", row.channel
        return Inbound(
            kind=row.type,
            external_id=f"{chat}:{row.id}"
            if row.id
            else self._fingerprints.of(chat, str(at), user, row.type, text),
            occurred_at=at,
            group=chat,
            group_name=chat,
            sender=user,
            sender_name=user,
            text=clean(text),
            reply_to=f"{chat}:{row.reply_to}" if row.reply_to else "",
            thread=row.thread or "",
            reactions=row.reactions,
            is_bot=row.bot,
            hidden=row.hidden,
        )

    def _refused(self, line: int, raw: bytes, reason: str) -> NotUnderstood:
        return NotUnderstood(line=line, where=self._where, reason=reason, excerpt=excerpt(raw))


def sniff(head: bytes, name: str) -> float:
    if head.startswith(LISTING):
        return 0.0
    for line in head.removeprefix(b"\xef\xbb\xbf").split(b"\n")[:20]:
        try:
            row = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        except UNREADABLE:
            continue
        if {"channel", "ts"} <= row.keys():
            return 0.95
    return 0.0


FORMAT = Format("neutral", "Neutral JSONL", sniff, needs_zone=False, open=open_neutral)
