"""Telegram Desktop: `result.json` of one chat or of a whole account."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import msgspec

from linli.connect.adapters.archive.contract import Archive, Format, NeedsZone, Options, Record
from linli.connect.adapters.archive.identity import NameBook
from linli.connect.adapters.archive.pieces import UNREADABLE, Piece, reason_of, refused, repaired, walk
from linli.connect.adapters.archive.source import LISTING, BadArchive, Source
from linli.connect.adapters.archive.telegram_message import Chat, Message, translate

_ALL = frozenset(
    {
        "",
        "messages",
        *("chats", "chats.list", "chats.list.item", "chats.list.item.messages"),
        *("left_chats", "left_chats.list", "left_chats.list.item", "left_chats.list.item.messages"),
    }
)
_PRIVATE = frozenset({"saved_messages", "replies", "personal_chat", "bot_chat", "verification_codes"})
_DECODER = msgspec.json.Decoder(Message)
_PERSON = re.compile(rb'"(?:from|actor)": ?("(?:[^"\\]++|\\.)*+"),\s*"(?:from_id|actor_id)": ?"?([a-z]*\d+)')


def open_telegram(source: Source, options: Options) -> Archive:
    if options.zone is None and b'"date"' in source.head and b'"date_unixtime"' not in source.head:
        raise NeedsZone(
            "This older Telegram export carries no time zone; say where it was made, such as Asia/Shanghai."
        )
    return Archive(format="telegram", title=_title(source), read=lambda: _Reading(source, options).records())


def _title(source: Source) -> str:
    with source.open() as stream:
        for piece in walk(stream, frozenset({""})):
            if piece.path == "name":
                return _word(piece.raw) or source.path.stem
            if piece.trouble and piece.line == 1:
                raise BadArchive(f"{source.name} is not readable JSON; export it again.")
            if piece.path in {"messages", "chats"}:
                break
    return source.path.stem


@dataclass
class _Reading:
    source: Source
    options: Options
    chat: Chat = field(default_factory=Chat)
    _whole_account: bool = False
    _told: bool = False
    _names: NameBook | None = None

    def records(self) -> Iterator[Record]:
        with self.source.open() as stream:
            for piece in walk(stream, _ALL):
                if piece.trouble:
                    yield refused(piece, piece.trouble, where=self.source.where)
                elif piece.path.endswith("messages.item"):
                    yield from self._message(piece)
                else:
                    self._describe(piece)

    def _describe(self, piece: Piece) -> None:
        if piece.opens:
            if piece.path.endswith("list.item"):
                self.chat, self._whole_account, self._told = Chat(), True, False
            return
        key = piece.path.rpartition(".")[2]
        if key in {"name", "type", "id"}:
            setattr(self.chat, key, _word(piece.raw))

    def _message(self, piece: Piece) -> Iterator[Record]:
        if self._whole_account and self.chat.type in _PRIVATE:
            if not self._told:
                self._told = True
                yield refused(
                    piece, f"“{self.chat.name}” is a private chat; it is left out.", where=self.source.where
                )
            return
        try:
            message = _DECODER.decode(repaired(piece.raw))
            if message.type == "unsupported":
                yield refused(
                    piece, "Telegram itself could not export this message.", where=self.source.where
                )
                return
            at = message.occurred_at(self.options.zone)
        except UNREADABLE as error:
            yield refused(piece, reason_of(error), where=self.source.where)
        except (ValueError, OverflowError) as error:
            yield refused(piece, f"The record has no usable time: {error}.", where=self.source.where)
        else:
            for item in translate(message, self.chat, at=at, names=self._name_book):
                yield refused(piece, item, where=self.source.where) if isinstance(item, str) else item

    def _name_book(self) -> NameBook:
        if self._names is None:
            with self.source.open() as stream:
                self._names = NameBook(_people(stream))
        return self._names


def _word(raw: bytes) -> str:
    """A text or a number as text; empty for anything else."""
    try:
        return str(msgspec.json.decode(repaired(raw), type=str | int))
    except UNREADABLE:
        return ""


def _people(stream: BinaryIO) -> Iterator[tuple[str, str]]:
    """Names with their ids, from the whole file. Quotes in a text are escaped: none is taken for one."""
    tail, last = b"", None
    while block := stream.read(1024 * 1024):
        area = tail + block
        for found in _PERSON.finditer(area):
            if found.groups() != last:
                last = found.groups()
                yield _person(found[1], found[2])
        tail = area[-2000:]


def _person(name: bytes, person: bytes) -> tuple[str, str]:
    number = person.decode()
    try:
        return msgspec.json.decode(repaired(name), type=str), f"user{number}" if number.isdigit() else number
    except UNREADABLE:
        return "", number


def sniff(head: bytes, name: str) -> float:
    if head.startswith(LISTING):
        return 0.0
    if b'"date_unixtime"' in head and b'"messages"' in head:
        return 0.95
    if b'"left_chats"' in head or (b'"chats"' in head and b'"personal_information"' in head):
        return 0.95
    if re.search(rb'"type": ?"(?:private|public|personal|saved|bot)_', head) and b'"messages"' in head:
        return 0.9
    return 0.0


FORMAT = Format("telegram", "Telegram Desktop JSON", sniff, needs_zone=False, open=open_telegram)
