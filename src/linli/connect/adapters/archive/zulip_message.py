"""One message of a Zulip export as a record, with its Markdown turned into what a reader saw."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

from linli.connect.adapters.archive.contract import clean
from linli.facts.inbound import Inbound, Part

STREAM = 2
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MENTION = re.compile(r"@(?P<silent>_?)\*\*(?P<name>[^*|]+)(?:\|(?P<id>\d+))?\*\*")
_LINK = re.compile(r"(?<!\\)!?\[(?P<label>[^\[\]\n]*)\]\((?P<url>[^()\s]+)\)")
_ANSWERED = re.compile(r"\[(?:said|[^\]]{1,20})\]\(\S*?/near/(?P<id>\d+)\):")
_QUOTE = re.compile(r"^(?P<fence>`{3,})quote\n.*?\n(?P=fence)\n?", re.S | re.M)
_EVERYBODY = frozenset({"all", "everyone", "channel", "stream", "topic"})
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".heic")


class User(msgspec.Struct):
    """A row of one of the user tables."""

    id: int
    full_name: str = ""
    email: str = ""
    is_bot: bool = False


class Recipient(msgspec.Struct):
    """Where messages go: `type` is 1 a person, 2 a channel, 3 a few people."""

    id: int
    type: int
    type_id: int


class Message(msgspec.Struct, gc=False):
    id: int
    sender: int
    recipient: int
    content: str = ""
    subject: str = ""
    date_sent: float | None = None
    pub_date: float | None = None


@dataclass
class People:
    """What realm.json says about the organisation, its users, channels and reactions."""

    organisation: str = ""
    users: dict[int, User] = field(default_factory=dict)
    streams: dict[int, str] = field(default_factory=dict)
    recipients: dict[int, Recipient] = field(default_factory=dict)
    reactions: Counter[int] = field(default_factory=Counter)

    def id_of(self, name: str) -> str:
        """The id behind a mention without one, when one person carries the name."""
        ids = [user.id for user in self.users.values() if user.full_name == name]
        return str(ids[0]) if len(ids) == 1 else name


def translate(message: Message, recipient: Recipient | None, people: People) -> Inbound:
    """The record of a channel message; raises ValueError with a sentence where it cannot be placed."""
    if recipient is None:
        raise ValueError(f"The export does not say which channel recipient {message.recipient} is.")
    seconds = message.date_sent if message.date_sent is not None else message.pub_date
    if seconds is None:
        raise ValueError("The record has no usable time.")
    user = people.users.get(message.sender, User(id=message.sender))
    text, parts = _readable(message.content, people)
    answered = _ANSWERED.search(message.content)
    return Inbound(
        kind="message",
        external_id=str(message.id),
        occurred_at=_EPOCH + timedelta(microseconds=round(seconds * 1_000_000)),
        group=str(recipient.type_id),
        group_name=people.streams.get(recipient.type_id, ""),
        sender=str(message.sender),
        sender_name=user.full_name or user.email.partition("@")[0],
        text=clean(text),
        parts=parts,
        reply_to=answered["id"] if answered else "",
        thread=message.subject,
        reactions=people.reactions[message.id],
        is_bot=user.is_bot,
    )


def _readable(content: str, people: People) -> tuple[str, tuple[Part, ...]]:
    """Mentions as `@Su`, links as their label; the text quoted in an answer is not said again."""
    parts: list[Part] = []
    text = content
    if answered := _ANSWERED.search(content):
        text = _QUOTE.sub("", content[answered.end() :], count=1).strip() or content

    def mention(found: re.Match[str]) -> str:
        name = found["name"]
        if name in _EVERYBODY and not found["id"]:
            parts.append(Part("mention_all", text=f"@{name}"))
        elif not found["silent"]:
            parts.append(Part("mention", text=f"@{name}", ref=found["id"] or people.id_of(name)))
        return f"@{name}"

    def link(found: re.Match[str]) -> str:
        label, url = found["label"], found["url"]
        if "/user_uploads/" in url:
            picture = url.lower().endswith(_PICTURES)
            parts.append(Part("image" if picture else "file", text=label, ref=url))
        else:
            parts.append(Part("link", text=label or url, ref=url))
        return label or ("" if "/user_uploads/" in url else url)

    text = _LINK.sub(link, _MENTION.sub(mention, text))
    return text, tuple(parts)
