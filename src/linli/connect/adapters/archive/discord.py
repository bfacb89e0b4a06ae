"""Discord: the JSON that DiscordChatExporter writes for one channel or thread."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

import msgspec

from linli.connect.adapters.archive.clock import aware
from linli.connect.adapters.archive.contract import Archive, Format, Options, Record, clean
from linli.connect.adapters.archive.pieces import UNREADABLE, Piece, reason_of, refused, walk
from linli.connect.adapters.archive.source import LISTING, BadArchive, Source
from linli.facts.inbound import Inbound, InboundKind, Part, PartKind

_CONTAINERS = frozenset({"", "messages"})
_SPOKEN = frozenset({"Default", "Reply", "ChatInputCommand", "ContextMenuCommand", "0", "19", "20", "23"})
_DIRECT = "0"
_KINDS: dict[str, PartKind] = {
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "webp", "avif", "bmp"), "image"),
    **dict.fromkeys(("mp4", "mov", "webm", "mkv"), "video"),
    **dict.fromkeys(("mp3", "ogg", "wav", "m4a", "flac", "opus"), "audio"),
}


class Guild(msgspec.Struct):
    id: str = ""
    name: str = ""


class Channel(msgspec.Struct):
    id: str
    name: str = ""
    type: str | int = ""
    category_id: str | None = msgspec.field(name="categoryId", default=None)
    category: str | None = None

    @property
    def is_thread(self) -> bool:
        return "Thread" in str(self.type) or str(self.type) in {"10", "11", "12"}


class User(msgspec.Struct, gc=False):
    id: str
    name: str = ""
    nickname: str | None = None
    is_bot: bool = msgspec.field(name="isBot", default=False)


class Attachment(msgspec.Struct, gc=False):
    url: str = ""
    file_name: str = msgspec.field(name="fileName", default="")


class Sticker(msgspec.Struct, gc=False):
    name: str = ""


class Embed(msgspec.Struct, gc=False):
    title: str | None = None
    url: str | None = None


class Reaction(msgspec.Struct, gc=False):
    count: int = 1


class Reference(msgspec.Struct, gc=False):
    message_id: str | None = msgspec.field(name="messageId", default=None)
    channel_id: str | None = msgspec.field(name="channelId", default=None)


class Forwarded(msgspec.Struct, gc=False):
    content: str = ""


class Message(msgspec.Struct, gc=False):
    id: str
    timestamp: datetime
    author: User
    type: str | int = "Default"
    content: str = ""
    attachments: list[Attachment] = []
    stickers: list[Sticker] = []
    embeds: list[Embed] = []
    reactions: list[Reaction] = []
    mentions: list[User] = []
    reference: Reference | None = None
    forwarded: Forwarded | None = msgspec.field(name="forwardedMessage", default=None)


_DECODER = msgspec.json.Decoder(Message)


def open_discord(source: Source, options: Options) -> Archive:
    guild, channel = _head(source)
    title = channel.name if guild.id in {"", _DIRECT} or not guild.name else guild.name
    return Archive(format="discord", title=title, read=lambda: _records(source, channel, options.zone))


def _head(source: Source) -> tuple[Guild, Channel]:
    guild, channel = Guild(), None
    with source.open() as stream:
        for piece in walk(stream, _CONTAINERS):
            try:
                if piece.path == "guild":
                    guild = msgspec.json.decode(piece.raw, type=Guild)
                elif piece.path == "channel":
                    channel = msgspec.json.decode(piece.raw, type=Channel)
            except UNREADABLE as error:
                raise BadArchive(f"{source.name} names no channel we can read: {error}.") from error
            if piece.path == "messages":
                break
    if channel is None or not channel.id:
        raise BadArchive(f"{source.name} does not say which Discord channel it comes from; export it again.")
    return guild, channel


def _records(source: Source, channel: Channel, zone: tzinfo | None) -> Iterator[Record]:
    with source.open() as stream:
        for piece in walk(stream, _CONTAINERS):
            if piece.trouble:
                yield refused(piece, piece.trouble, where=source.where)
            elif piece.path == "messages.item":
                yield from _message(piece, source, channel, zone)


def _message(piece: Piece, source: Source, channel: Channel, zone: tzinfo | None) -> Iterator[Record]:
    try:
        message = _DECODER.decode(piece.raw)
        at = aware(message.timestamp, zone)
    except UNREADABLE as error:
        yield refused(piece, reason_of(error), where=source.where)
    except (ValueError, OverflowError) as error:
        yield refused(piece, f"The record has no usable time: {error}.", where=source.where)
    else:
        yield from _translate(message, channel, at)


def _translate(message: Message, channel: Channel, at: datetime) -> Iterator[Inbound]:
    kind = str(message.type)
    author = message.author
    if kind in _SPOKEN:
        yield _happening("message", message, channel, at, author)
    elif kind in {"GuildMemberJoin", "7"}:
        yield _happening("join", message, channel, at, author)
    elif kind in {"RecipientAdd", "1"} and message.mentions:
        for number, user in enumerate(message.mentions):
            yield _happening("join", message, channel, at, user, number=number)
    elif kind in {"RecipientRemove", "2"} and message.mentions:
        for number, user in enumerate(message.mentions):
            left = user.id == author.id
            yield _happening(
                "leave" if left else "kick", message, channel, at, author,
                target="" if left else user.id, number=number,
            )  # fmt: skip
    elif kind in {"ChannelNameChange", "4"}:
        yield _happening("group_renamed", message, channel, at, author)
    else:
        yield _happening("system", message, channel, at, author)


def _happening(
    kind: InboundKind, message: Message, channel: Channel, at: datetime, user: User, *,
    target: str = "", number: int = 0,
) -> Inbound:  # fmt: skip
    in_thread = channel.is_thread and bool(channel.category_id)
    reference = message.reference
    text = message.content or (message.forwarded.content if message.forwarded else "")
    answered = reference is not None and str(message.type) in {"Reply", "19"}
    return Inbound(
        kind=kind,
        external_id=message.id + (f".{number}" if number else ""),
        occurred_at=at,
        group=(channel.category_id or channel.id) if in_thread else channel.id,
        group_name=(channel.category or "") if in_thread else channel.name,
        thread=channel.id if in_thread else "",
        sender=user.id,
        sender_name=user.nickname or user.name,
        text=clean(text) if kind in {"message", "system", "group_renamed"} else "",
        parts=_parts(message) if kind == "message" else (),
        reply_to=(reference.message_id or "") if reference is not None and answered else "",
        target=target,
        reactions=sum(reaction.count for reaction in message.reactions),
        is_bot=user.is_bot,
    )


def _parts(message: Message) -> tuple[Part, ...]:
    files = [
        Part(_KINDS.get(one.file_name.rpartition(".")[2].lower(), "file"), text=one.file_name, ref=one.url)
        for one in message.attachments
    ]
    links = [Part("link", text=one.title or one.url, ref=one.url) for one in message.embeds if one.url]
    mentions = [Part("mention", text=f"@{one.nickname or one.name}", ref=one.id) for one in message.mentions]
    everyone = "@everyone" in message.content or "@here" in message.content
    all_of_them = [Part("mention_all", text="@everyone")] if everyone else []
    return (
        *files,
        *links,
        *mentions,
        *all_of_them,
        *(Part("emoji", text=one.name) for one in message.stickers),
    )


def sniff(head: bytes, name: str) -> float:
    if head.startswith(LISTING):
        return 0.0
    start = head[:4096]
    return 0.95 if b'"guild"' in start and b'"channel"' in start and b'"messages"' in head else 0.0


FORMAT = Format("discord", "Discord (DiscordChatExporter JSON)", sniff, needs_zone=False, open=open_discord)
