"""What an adapter hands in: one record for each thing that happened on a platform, in the platform's own ids.

These are not events yet. `connect.gateway` removes repeats, finds the member and the group behind the ids and
appends the events. Archive files are read into the same records, so history and live traffic take one road.
"""

from datetime import datetime
from typing import Literal

import msgspec

PartKind = Literal[
    "text", "image", "link", "mention", "mention_all", "emoji", "audio", "video", "file", "card"
]
InboundKind = Literal[
    "message",
    "edit",
    "redaction",
    "reaction",
    "join",
    "knock",
    "leave",
    "kick",
    "ban",
    "rename",
    "group_renamed",
    "system",
]


class Part(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A piece of a message that is more than plain text.

    `ref` is the address of the thing: a URL for image, link, audio, video and file; the platform's id of the
    person
    for a mention. `text` is what a reader saw (the link's label, the file's name, `@Su`).
    """

    kind: PartKind
    text: str = ""
    ref: str = ""


class Inbound(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One thing that happened on a platform.

    external_id   the platform's own id, unique in the channel; where the platform has none, a hash that gives
    the
                  same value when the same file is read again
    occurred_at   aware, UTC
    group         the platform's address of the group; never empty
    sender        the platform's id of the person who did it; empty only for `system`
    text          the whole message as plain text (mentions and links as the reader saw them)
    parts         what the text alone does not say (images, links, mentions ...); plain text has none
    reply_to      external_id of the message this one answers
    thread        the platform's id of the thread or topic
    target        the external_id of the message acted on (edit, redaction, reaction) or the platform's id of
    the
                  person acted on (kick, ban)
    emoji         for `reaction`: what was put on the message
    reactions     for `message` read from history: how many reactions it had, when nobody knows whose they
    were
    is_bot        the sender is a program
    hidden        the platform had hidden this message (moderated before we saw it)
    """

    kind: InboundKind
    external_id: str
    occurred_at: datetime
    group: str
    sender: str = ""
    sender_name: str = ""
    group_name: str = ""
    text: str = ""
    parts: tuple[Part, ...] = ()
    reply_to: str = ""
    thread: str = ""
    target: str = ""
    emoji: str = ""
    reactions: int = 0
    is_bot: bool = False
    hidden: bool = False
