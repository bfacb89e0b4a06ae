"""One message of a Slack export as a record, with Slack's markup turned into what a reader saw."""

import html
import re
from datetime import UTC, datetime, timedelta

import msgspec

from linli.connect.adapters.archive.contract import clean
from linli.facts.inbound import Inbound, InboundKind, Part, PartKind

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STAMP = re.compile(r"^(\d{1,12})\.(\d{1,6})$")
_MARKUP = re.compile(r"<([^<>\n]+)>")
_KINDS: dict[str, InboundKind] = {
    **dict.fromkeys(("channel_join", "group_join"), "join"),
    **dict.fromkeys(("channel_leave", "group_leave"), "leave"),
    **dict.fromkeys(("channel_name", "group_name"), "group_renamed"),
    **dict.fromkeys(("channel_topic", "channel_purpose", "group_topic", "group_purpose"), "system"),
    **dict.fromkeys(("channel_archive", "channel_unarchive", "pinned_item", "reminder_add"), "system"),
    **dict.fromkeys(("tombstone", "channel_canvas_updated", "channel_convert_to_private"), "system"),
}


_FAMILIES: dict[str, PartKind] = {"image": "image", "audio": "audio", "video": "video"}


class Profile(msgspec.Struct, gc=False):
    display_name: str | None = None
    real_name: str | None = None


class User(msgspec.Struct):
    """A row of users.json."""

    id: str
    name: str = ""
    is_bot: bool = False
    profile: Profile = msgspec.field(default_factory=Profile)

    @property
    def shown_name(self) -> str:
        return self.profile.display_name or self.profile.real_name or self.name


class Conversation(msgspec.Struct):
    """A row of channels.json, groups.json, dms.json or mpims.json."""

    id: str
    name: str = ""


class Reaction(msgspec.Struct, gc=False):
    count: int = 1


class File(msgspec.Struct, gc=False):
    name: str | None = None
    title: str | None = None
    mimetype: str | None = None
    url_private: str | None = None
    mode: str | None = None


class Message(msgspec.Struct, gc=False):
    ts: str
    subtype: str | None = None
    user: str | None = None
    bot_id: str | None = None
    username: str | None = None
    user_profile: Profile | None = None
    text: str | None = None
    name: str | None = None
    thread_ts: str | None = None
    reactions: list[Reaction] = []
    files: list[File | None] | None = None


def translate(message: Message, conversation: Conversation, users: dict[str, User]) -> Inbound:
    """The record of one message; raises ValueError where it has no time or nobody who said it."""
    at = _moment(message.ts)
    kind = _KINDS.get(message.subtype or "", "message")
    user = users.get(message.user or "")
    sender = message.user or message.bot_id or (f"name:{message.username}" if message.username else "")
    if not sender and kind != "system":
        raise ValueError("nobody is named as its sender")
    text, parts = _readable(message.text or "", users)
    replied = message.thread_ts if message.thread_ts and message.thread_ts != message.ts else ""
    return Inbound(
        kind=kind,
        external_id=f"{conversation.id}:{message.ts}",
        occurred_at=at,
        group=conversation.id,
        group_name=(message.name or conversation.name) if kind == "group_renamed" else conversation.name,
        sender=sender,
        sender_name=_sender_name(message, user),
        text=clean(text),
        parts=parts + _files(message) if kind == "message" else (),
        reply_to=f"{conversation.id}:{replied}" if replied else "",
        thread=message.thread_ts or "",
        reactions=sum(reaction.count for reaction in message.reactions),
        is_bot=message.subtype == "bot_message" or bool(user and user.is_bot) or sender == "USLACKBOT"
        or (message.bot_id is not None and user is None),
    )  # fmt: skip


def _moment(stamp: str) -> datetime:
    """Microseconds exactly: a float would move some of them."""
    found = _STAMP.match(stamp)
    if found is None:
        raise ValueError(f"“{stamp}” is not a Slack time")
    return _EPOCH + timedelta(seconds=int(found[1]), microseconds=int(found[2].ljust(6, "0")))


def _sender_name(message: Message, user: User | None) -> str:
    if user is not None:
        return user.shown_name
    profile = message.user_profile or Profile()
    return message.username or profile.display_name or profile.real_name or ""


def _files(message: Message) -> tuple[Part, ...]:
    parts = []
    for file in message.files or []:
        if file is None or file.mode in {"tombstone", "hidden_by_limit"}:
            parts.append(Part("file"))
            continue
        kind = _FAMILIES.get((file.mimetype or "").partition("/")[0], "file")
        parts.append(Part(kind, text=file.title or file.name or "", ref=file.url_private or ""))
    return tuple(parts)


def _readable(text: str, users: dict[str, User]) -> tuple[str, tuple[Part, ...]]:
    """`<@U1>` as `@Su`, `<url|label>` as the label, entities as characters; and the parts they stand for."""
    if "<" not in text:
        return html.unescape(text) if "&" in text else text, ()
    parts: list[Part] = []

    def shown(found: re.Match[str]) -> str:
        address, _, label = found[1].partition("|")
        part = _part(address, html.unescape(label), users)
        if part.kind != "text":
            parts.append(part)
        return html.escape(part.text, quote=False)

    return html.unescape(_MARKUP.sub(shown, text)), tuple(parts)


def _part(address: str, label: str, users: dict[str, User]) -> Part:
    if address.startswith("@"):
        user = users.get(address[1:])
        name = label.removeprefix("@") or (user.shown_name if user else address[1:])
        return Part("mention", text=f"@{name}", ref=address[1:])
    if address.startswith("#"):
        return Part("text", text=f"#{label or address[1:]}")
    if address.startswith(("!here", "!channel", "!everyone")):
        return Part("mention_all", text=f"@{address[1:]}")
    if address.startswith("!"):
        return Part("text", text=label or address[1:])
    url = html.unescape(address)
    return Part("link", text=label or url, ref=url)
