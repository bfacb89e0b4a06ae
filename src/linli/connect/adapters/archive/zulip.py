"""Zulip: the export of an organisation, as tar.gz or unpacked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import msgspec

from linli.connect.adapters.archive.contract import Archive, Format, Options, Record
from linli.connect.adapters.archive.pieces import UNREADABLE, reason_of, refused, repaired, walk
from linli.connect.adapters.archive.source import LISTING, BadArchive, Bundle, Source
from linli.connect.adapters.archive.zulip_message import STREAM, Message, People, Recipient, User, translate

_MESSAGES = re.compile(r"^(?P<root>.*/)?messages-(?P<number>\d+)\.json$")
_USER_TABLES = ("zerver_userprofile", "zerver_userprofile_mirrordummy", "zerver_userprofile_crossrealm")
_TABLES = (*_USER_TABLES, "zerver_realm", "zerver_stream", "zerver_recipient", "zerver_reaction")
_CONTAINERS = frozenset({"", *_TABLES})
_MESSAGE = msgspec.json.Decoder(Message)


class Named(msgspec.Struct):
    """A row of zerver_realm or zerver_stream."""

    id: int
    name: str = ""


class Reaction(msgspec.Struct):
    message: int


def open_zulip(source: Source, options: Options) -> Archive:
    bundle = source.bundle
    if bundle is None:
        raise BadArchive("A Zulip export is a tar.gz or a folder; name that instead of a file out of it.")
    root = _root(bundle.names)
    if root is None:
        raise BadArchive(f"{source.name} holds no realm.json; export the Zulip organisation again.")
    people = People()
    for table, raw in _rows(bundle, f"{root}realm.json"):
        _remember(table, raw, people)
    return Archive(
        format="zulip",
        title=people.organisation or source.path.name.split(".")[0],
        read=lambda: _Reading(bundle, root, people).records(),
    )


def _rows(bundle: Bundle, name: str) -> Iterator[tuple[str, bytes]]:
    """Rows of the tables we need, with their table's name; a damaged realm.json is damaged as a whole."""
    with bundle.open(name) as stream:
        for piece in walk(stream, _CONTAINERS):
            if piece.trouble:
                raise BadArchive(f"{name} is damaged at line {piece.line}: {piece.trouble}")
            table = piece.path.removesuffix(".item")
            if table in _TABLES and not piece.opens:
                yield table, piece.raw


def _remember(table: str, raw: bytes, people: People) -> None:
    try:
        if table == "zerver_realm":
            people.organisation = msgspec.json.decode(raw, type=Named).name
        elif table in _USER_TABLES:
            user = msgspec.json.decode(raw, type=User)
            user.is_bot = user.is_bot or table.endswith("crossrealm")
            people.users[user.id] = user
        elif table == "zerver_stream":
            stream = msgspec.json.decode(raw, type=Named)
            people.streams[stream.id] = stream.name
        elif table == "zerver_recipient":
            recipient = msgspec.json.decode(raw, type=Recipient)
            people.recipients[recipient.id] = recipient
        elif table == "zerver_reaction":
            people.reactions[msgspec.json.decode(raw, type=Reaction).message] += 1
    except UNREADABLE as error:
        raise BadArchive(f"The table {table} in realm.json does not fit a Zulip export: {error}.") from error


@dataclass
class _Reading:
    bundle: Bundle
    root: str
    people: People
    _told: set[int] = field(default_factory=set)

    def records(self) -> Iterator[Record]:
        for name in _message_files(self.bundle.names, self.root):
            with self.bundle.open(name) as stream:
                for piece in walk(stream, frozenset({"", "zerver_message"})):
                    if piece.trouble:
                        yield refused(piece, piece.trouble, where=name)
                    elif piece.path == "zerver_message.item":
                        try:
                            yield from self._message(piece.raw)
                        except UNREADABLE as error:
                            yield refused(piece, reason_of(error), where=name)
                        except (ValueError, OverflowError) as error:
                            yield refused(piece, f"{error}", where=name)

    def _message(self, raw: bytes) -> Iterator[Record]:
        message = _MESSAGE.decode(repaired(raw))
        recipient = self.people.recipients.get(message.recipient)
        if recipient is not None and recipient.type != STREAM:
            if recipient.id in self._told:
                return
            self._told.add(recipient.id)
            raise ValueError("This begins a private conversation; it is left out.")
        yield translate(message, recipient, self.people)


def _root(names: tuple[str, ...]) -> str | None:
    for name in names:
        if PurePosixPath(name).name == "realm.json":
            return name.removesuffix("realm.json")
    return None


def _message_files(names: tuple[str, ...], root: str) -> list[str]:
    found = [(int(match["number"]), name) for name in names if (match := _MESSAGES.match(name))]
    return [name for _, name in sorted(found) if (name.rpartition("/")[0] + "/").lstrip("/") == root]


def sniff(head: bytes, name: str) -> float:
    if not head.startswith(LISTING):
        return 0.0
    names = tuple(head.removeprefix(LISTING).decode().split("\n"))
    root = _root(names)
    return 0.0 if root is None else 0.95 if _message_files(names, root) else 0.6


FORMAT = Format("zulip", "Zulip export", sniff, needs_zone=False, open=open_zulip)
