"""One message or service message of a Telegram export, and what it means to us."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

import msgspec

from linli.connect.adapters.archive.clock import from_epoch, to_utc
from linli.connect.adapters.archive.contract import clean
from linli.connect.adapters.archive.identity import NameBook
from linli.facts.inbound import Inbound, InboundKind, Part, PartKind

_THREADED_MESSAGES = 50_000
_MISSING = "(File"
_MEDIA: dict[str, PartKind] = {
    "voice_message": "audio",
    "audio_file": "audio",
    "video_message": "video",
    "video_file": "video",
    "animation": "image",
    "sticker": "emoji",
}
_JOINS = frozenset({"join_group_by_link", "join_group_by_request"})
_INVITES = frozenset({"invite_members", "create_group"})


class Entity(msgspec.Struct, gc=False):
    type: str = "plain"
    text: str = ""
    href: str | None = None
    user_id: int | None = None


class Reaction(msgspec.Struct, gc=False):
    count: int = 1


class Poll(msgspec.Struct, gc=False):
    question: str = ""


class Message(msgspec.Struct, gc=False):
    """The fields we read; everything else in the export is passed over."""

    id: int
    type: str
    date: str | None = None
    date_unixtime: str | int | None = None
    from_: str | None = msgspec.field(name="from", default=None)
    from_id: str | int | None = None
    actor: str | None = None
    actor_id: str | int | None = None
    action: str = ""
    title: str | None = None
    members: list[str | None] | None = None
    text: str | list[str | Entity] = ""
    reply_to_message_id: int | None = None
    reply_to_peer_id: str | int | None = None
    photo: str | None = None
    file: str | None = None
    file_name: str | None = None
    media_type: str | None = None
    sticker_emoji: str | None = None
    poll: Poll | None = None
    reactions: list[Reaction] = []
    via_bot: str | None = None
    inline_bot_buttons: msgspec.Raw = msgspec.Raw(b"")

    def occurred_at(self, zone: tzinfo | None) -> datetime:
        """UTC; raises ValueError where the export tells no time we could place."""
        if self.date_unixtime:
            return from_epoch(int(self.date_unixtime))
        if not self.date:
            raise ValueError("it has no date")
        if zone is None:
            raise ValueError("its time has no zone")
        moment = datetime.fromisoformat(self.date)
        return moment.astimezone(UTC) if moment.tzinfo else to_utc(moment, zone)


@dataclass
class Chat:
    """The chat being read, and which of its messages belong to which topic."""

    name: str = ""
    type: str = ""
    id: str = ""
    topics: OrderedDict[int, int] = field(default_factory=OrderedDict)

    def message_id(self, number: int) -> str:
        return f"{self.id}:{number}"

    def topic_of(self, message: Message) -> str:
        topic = self.topics.get(message.reply_to_message_id or 0)
        if topic is None:
            return ""
        self.topics[message.id] = topic
        if len(self.topics) > _THREADED_MESSAGES:
            self.topics.popitem(last=False)
        return str(topic)


def translate(
    message: Message, chat: Chat, *, at: datetime, names: Callable[[], NameBook]
) -> Iterator[Inbound | str]:
    """The records of one message; a string says why it, or a person in it, is left out."""
    if message.type == "message":
        yield _message(message, chat, at)
    elif message.type == "service":
        yield from _service(message, chat, at, names)
    else:
        yield f"“{message.type}” is no kind of Telegram message that we know."


def _message(message: Message, chat: Chat, at: datetime) -> Inbound:
    sender = _person_id(message.from_id) or (f"name:{message.from_}" if message.from_ else "deleted")
    topic = chat.topic_of(message)
    replied = message.reply_to_message_id
    elsewhere = message.reply_to_peer_id is not None
    opens_topic = replied is not None and str(replied) == topic
    text, parts = _content(message)
    return Inbound(
        kind="message",
        external_id=chat.message_id(message.id),
        occurred_at=at,
        group=chat.id or chat.name or "telegram",
        group_name=chat.name,
        sender=sender,
        sender_name=message.from_ or "",
        text=clean(text),
        parts=parts,
        reply_to="" if replied is None or elsewhere or opens_topic else chat.message_id(replied),
        thread=topic,
        reactions=sum(reaction.count for reaction in message.reactions),
        is_bot=bool(message.inline_bot_buttons) and not message.via_bot and sender.startswith("user"),
    )


def _service(
    message: Message, chat: Chat, at: datetime, names: Callable[[], NameBook]
) -> Iterator[Inbound | str]:
    actor = _person_id(message.actor_id) or (f"name:{message.actor}" if message.actor else "")
    if message.action == "topic_created":
        chat.topics[message.id] = message.id
    if message.action in _JOINS and actor:
        yield _happening("join", message, chat, at, sender=actor, name=message.actor or "")
    elif message.action in _INVITES or message.action == "remove_members":
        yield from _memberships(message, chat, at, actor, names)
    elif message.action == "edit_group_title" and message.title:
        yield _happening(
            "group_renamed", message, chat, at, sender=actor, name=message.actor or "", text=message.title
        )
    else:
        words = f"{message.action.replace('_', ' ')} {message.title or ''}".strip()
        yield _happening("system", message, chat, at, sender=actor, name=message.actor or "", text=words)


def _memberships(
    message: Message, chat: Chat, at: datetime, actor: str, names: Callable[[], NameBook]
) -> Iterator[Inbound | str]:
    members = message.members or []
    if message.action == "create_group" and actor and message.actor not in members:
        yield _happening("join", message, chat, at, sender=actor, name=message.actor or "")
    for number, name in enumerate(members, start=1):
        if not name:
            yield "A person added or removed here has no name in the export: the account was deleted."
            continue
        person = actor if name == message.actor and actor else names().person(name)
        if message.action != "remove_members":
            yield _happening("join", message, chat, at, sender=person, name=name, number=number)
        elif person == actor:
            yield _happening("leave", message, chat, at, sender=person, name=name, number=number)
        else:
            yield _happening(
                "kick", message, chat, at, sender=actor or "deleted", name=message.actor or "",
                target=person, text=name, number=number,
            )  # fmt: skip


def _happening(
    kind: InboundKind, message: Message, chat: Chat, at: datetime, *,
    sender: str, name: str, text: str = "", target: str = "", number: int = 0,
) -> Inbound:  # fmt: skip
    suffix = f".{number}" if number else ""
    return Inbound(
        kind=kind if sender or kind == "system" else "system",
        external_id=chat.message_id(message.id) + suffix,
        occurred_at=at,
        group=chat.id or chat.name or "telegram",
        group_name=text if kind == "group_renamed" else chat.name,
        sender=sender,
        sender_name=name,
        text=clean(text),
        target=target,
    )


def _person_id(raw: str | int | None) -> str:
    """`user123`, `channel123`; old exports write the bare number of a user."""
    if raw is None or raw == "":
        return ""
    return f"user{raw}" if str(raw).isdigit() else str(raw)


def _content(message: Message) -> tuple[str, tuple[Part, ...]]:
    pieces = [message.text] if isinstance(message.text, str) else message.text
    text = "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)
    parts = [part for piece in pieces if isinstance(piece, Entity) and (part := _entity_part(piece))]
    if message.poll is not None and not text:
        text = message.poll.question
    if message.photo is not None:
        parts.append(Part("image", ref=_present(message.photo)))
    if message.file is not None or message.media_type:
        kind = _MEDIA.get(message.media_type or "", "file")
        label = message.sticker_emoji if kind == "emoji" else message.file_name
        parts.append(Part(kind, text=label or "", ref=_present(message.file or "")))
    return text, tuple(parts)


def _present(ref: str) -> str:
    """Telegram writes a sentence in brackets where the file was not exported."""
    return "" if ref.startswith(_MISSING) else ref


def _entity_part(entity: Entity) -> Part | None:
    if entity.type == "link":
        return Part("link", text=entity.text, ref=entity.text)
    if entity.type == "text_link":
        return Part("link", text=entity.text, ref=entity.href or "")
    if entity.type == "mention":
        return Part("mention", text=entity.text, ref=entity.text)
    if entity.type == "mention_name" and entity.user_id:
        return Part("mention", text=entity.text, ref=f"user{entity.user_id}")
    return Part("emoji", text=entity.text) if entity.type == "custom_emoji" else None
