"""What an adapter can be asked to do: the payload of each verb, and the order that carries it."""

from datetime import datetime

import msgspec

from linli.facts.inbound import Part


class Payload(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Base of the payloads; stored as JSON in `Effect.payload`."""


class SendMessage(Payload, frozen=True):
    """Say something in a group or to a person.

    `mentions` are platform ids; `reply_to` a platform message id.
    """

    text: str
    parts: tuple[Part, ...] = ()
    reply_to: str = ""
    mentions: tuple[str, ...] = ()
    mention_all: bool = False


class RecallMessage(Payload, frozen=True):
    """Take a message out of the group (one's own or, where the platform allows, anybody's)."""

    message: str
    reason: str = ""


class MuteMember(Payload, frozen=True):
    """Let nobody hear a person until a moment (UTC)."""

    person: str
    until: datetime
    reason: str = ""


class UnmuteMember(Payload, frozen=True):
    """End a mute."""

    person: str


class KickMember(Payload, frozen=True):
    """Remove a person from the group; they may come back."""

    person: str
    reason: str = ""


class BanMember(Payload, frozen=True):
    """Remove a person and keep them out."""

    person: str
    reason: str = ""


class AdmitMember(Payload, frozen=True):
    """Let a person in who asked to be let in."""

    person: str
    reason: str = ""


class ReactTo(Payload, frozen=True):
    """Put an emoji on a message."""

    message: str
    emoji: str


class CallUrl(Payload, frozen=True):
    """Tell another program: a signed request with JSON. `reads` are the names to keep of its answer."""

    url: str
    json: dict[str, str | int | float | bool | None] = {}
    reads: tuple[str, ...] = ()


VERBS: dict[str, type[Payload]] = {
    "send_message": SendMessage,
    "recall_message": RecallMessage,
    "mute_member": MuteMember,
    "unmute_member": UnmuteMember,
    "kick_member": KickMember,
    "ban_member": BanMember,
    "admit_member": AdmitMember,
    "react_to": ReactTo,
    "call_url": CallUrl,
}


class Order(msgspec.Struct, frozen=True):
    """One effect, ready to be carried out.

    `key` is stable over retries: give it to the platform where it takes one.
    """

    effect: int
    key: str
    verb: str
    target: str
    person: str
    payload: Payload

    @property
    def is_direct(self) -> bool:
        """Is it for the person alone? `target` is then the platform's id of the person, too."""
        return bool(self.person) and self.target == self.person
