"""What people say in groups."""

from linli.facts.fact import Fact
from linli.facts.inbound import Part


class MessagePosted(Fact, kind="message.posted"):
    """Somebody said something in a group.

    `message` is the platform's id of the message (unique in its channel), `reply_to` that of the message
    answered;
    `group` is the platform's address of the group. `reactions` is only known for imported history.
    """

    message: str
    group: str
    text: str = ""
    parts: tuple[Part, ...] = ()
    reply_to: str = ""
    thread: str = ""
    reactions: int = 0
    is_bot: bool = False
    hidden: bool = False


class MessageEdited(Fact, kind="message.edited"):
    """Somebody changed what they had said; `text` is the new text."""

    message: str
    group: str
    text: str = ""
    parts: tuple[Part, ...] = ()
    is_bot: bool = False


class MessageRecalled(Fact, kind="message.recalled"):
    """A message was taken back or redacted; its content must be forgotten."""

    message: str
    group: str


class ReactionAdded(Fact, kind="reaction.added"):
    """Somebody put an emoji on a message."""

    message: str
    group: str
    emoji: str = ""


class GroupNoted(Fact, kind="group.noted"):
    """A platform reported something about a group that is neither speech nor membership (`note`, free
    text).
    """

    group: str
    note: str = ""
