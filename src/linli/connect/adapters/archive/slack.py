"""Slack: the export zip of a workspace (or the same unpacked), a folder per channel and a file per day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import msgspec

from linli.connect.adapters.archive.contract import Archive, Format, NotUnderstood, Options, Record
from linli.connect.adapters.archive.pieces import UNREADABLE, Piece, reason_of, refused, walk
from linli.connect.adapters.archive.slack_message import Conversation, Message, User, translate
from linli.connect.adapters.archive.source import LISTING, BadArchive, Bundle, Source

_LIST = frozenset({""})
_DAY = re.compile(r"^(?:.*/)?(?P<folder>[^/]+)/(?P<day>\d{4}-\d{2}-\d{2})\.json$")
_MESSAGE = msgspec.json.Decoder(Message)


def open_slack(source: Source, options: Options) -> Archive:
    bundle = source.bundle
    if bundle is None:
        raise BadArchive("A Slack export is a zip; name the zip itself or the folder it unpacks to.")
    root = _root(bundle.names)
    if root is None:
        raise BadArchive(
            f"{source.name} holds no channels.json or users.json; export the Slack workspace again."
        )
    title = re.sub(r" Slack export.*$", "", source.path.stem, flags=re.I)
    return Archive(format="slack", title=title, read=lambda: _Reading(bundle, root).records())


@dataclass
class _Reading:
    bundle: Bundle
    root: str
    users: dict[str, User] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)

    def records(self) -> Iterator[Record]:
        """Day by day, and inside a day channel by channel."""
        yield from self._load_users()
        conversations: dict[str, Conversation] = {}
        for name in ("channels.json", "groups.json"):
            conversations |= {one.name: one for one in self._conversations(name)}
        private = {one.id for name in ("dms.json", "mpims.json") for one in self._conversations(name)}
        private |= {one.name for one in self._conversations("mpims.json")}
        for name, folder in _days(self.bundle.names, self.root):
            if folder in private and folder not in conversations:
                yield from self._leave_out(name, folder)
                continue
            conversation = conversations.get(folder) or Conversation(id=folder, name=folder)
            yield from self._day(name, conversation)

    def _day(self, name: str, conversation: Conversation) -> Iterator[Record]:
        """The messages of one file; a damaged one ends with a record that says so, and the next is read."""
        try:
            yield from self._messages(name, conversation)
        except BadArchive as error:
            yield NotUnderstood(line=1, where=name, reason=str(error), excerpt="")

    def _messages(self, name: str, conversation: Conversation) -> Iterator[Record]:
        with self.bundle.open(name) as stream:
            for piece in walk(stream, _LIST):
                if piece.trouble:
                    yield refused(piece, piece.trouble, where=name)
                elif not piece.opens:
                    try:
                        message = _MESSAGE.decode(piece.raw)
                        yield translate(message, conversation, self.users)
                    except UNREADABLE as error:
                        yield refused(piece, reason_of(error), where=name)
                    except (ValueError, OverflowError) as error:
                        yield refused(piece, f"The record has no usable time or sender: {error}.", where=name)

    def _leave_out(self, name: str, folder: str) -> Iterator[Record]:
        if folder not in self._told:
            self._told.add(folder)
            with self.bundle.open(name) as stream:
                first = next(walk(stream, _LIST), Piece("", 1))
            yield refused(
                first, "This is a private conversation of a few people; it is left out.", where=name
            )

    def _load_users(self) -> Iterator[Record]:
        name = next(
            (one for one in ("users.json", "org_users.json") if self.root + one in self.bundle.names), ""
        )
        if not name:
            return
        with self.bundle.open(self.root + name) as stream:
            for piece in walk(stream, _LIST):
                if piece.opens:
                    continue
                try:
                    user = msgspec.json.decode(piece.raw, type=User)
                    self.users[user.id] = user
                except UNREADABLE as error:
                    yield refused(piece, piece.trouble or reason_of(error), where=self.root + name)

    def _conversations(self, name: str) -> list[Conversation]:
        if self.root + name not in self.bundle.names:
            return []
        try:
            with self.bundle.open(self.root + name) as stream:
                pieces = [piece.raw for piece in walk(stream, _LIST) if not piece.opens]
            return [msgspec.json.decode(raw, type=Conversation) for raw in pieces]
        except UNREADABLE as error:
            raise BadArchive(f"{name} in the Slack export is damaged ({error}); export it again.") from error


def _root(names: tuple[str, ...]) -> str | None:
    """The folder that holds channels.json: the zip's root, or the one folder somebody packed around it."""
    for name in names:
        path = PurePosixPath(name)
        if path.name in {"channels.json", "users.json", "groups.json"} and len(path.parts) <= 2:
            return name.removesuffix(path.name)
    return None


def _days(names: tuple[str, ...], root: str) -> list[tuple[str, str]]:
    """Day files with the folder of their channel, oldest day first."""
    found = [(match["day"], name, match["folder"]) for name in names if (match := _DAY.match(name))]
    return [(name, folder) for _, name, folder in sorted(found) if name.startswith(root)]


def sniff(head: bytes, name: str) -> float:
    if not head.startswith(LISTING):
        return 0.0
    names = tuple(head.removeprefix(LISTING).decode().split("\n"))
    root = _root(names)
    if root is None:
        return 0.0
    return 0.95 if _days(names, root) or root + "channels.json" in names else 0.4


FORMAT = Format("slack", "Slack export", sniff, needs_zone=False, open=open_slack)
