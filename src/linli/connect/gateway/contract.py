"""What an adapter is. The engine asks its capabilities, never a platform's name."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from linli.connect.gateway.orders import Order


@dataclass(frozen=True)
class Rate:
    """`amount` effects in `seconds`, for the whole account or for one target."""

    amount: float
    seconds: float


@dataclass(frozen=True)
class Capabilities:
    """What a platform lets a program do, and its limits.

    False or None means: it cannot, or nobody promised it.
    """

    can_send_unattended: bool = False
    can_dm: bool = False
    can_recall: bool = False
    can_mute: bool = False
    can_kick: bool = False
    can_admit: bool = False
    can_react: bool = False
    can_call: bool = False
    has_idempotent_send: bool = False
    can_reconcile: bool = False
    has_read_history: bool = False
    max_text_bytes: int | None = None
    account_rate: Rate | None = None
    target_rate: Rate | None = None

    def can(self, verb: str) -> bool:
        """Can an effect of this verb be carried out without a person?"""
        return {
            "send_message": self.can_send_unattended,
            "recall_message": self.can_recall,
            "mute_member": self.can_mute,
            "unmute_member": self.can_mute,
            "kick_member": self.can_kick,
            "ban_member": self.can_kick,
            "admit_member": self.can_admit,
            "react_to": self.can_react,
            "call_url": self.can_call,
        }[verb]


class Sent(msgspec.Struct, frozen=True):
    """The platform confirmed it; `external_id` is its id of what was made, if any; `answer` what it said."""

    external_id: str = ""
    answer: dict[str, str] | None = None


class RateLimited(msgspec.Struct, frozen=True):
    """Not carried out; the platform asks to wait."""

    retry_after_seconds: float


class Refused(msgspec.Struct, frozen=True):
    """Not carried out, and asking again would not help. `needs_login`: the account itself is refused."""

    reason: str
    needs_login: bool = False


class NotSent(msgspec.Struct, frozen=True):
    """Certainly not carried out, but may work later: no connection, 5xx before acceptance."""

    reason: str


class NoAnswer(msgspec.Struct, frozen=True):
    """The request left and no answer came: it may or may not have been carried out."""

    reason: str


class CannotTell(msgspec.Struct, frozen=True):
    """Reading back did not show whether it was carried out."""


class NeverArrived(msgspec.Struct, frozen=True):
    """Reading back shows that it was not carried out."""


Outcome = Sent | RateLimited | Refused | NotSent | NoAnswer
Finding = Sent | NeverArrived | CannotTell


@dataclass(frozen=True)
class Account:
    """A channel as its adapter sees it: settings and opened secrets."""

    channel: int
    org: int
    config: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Check:
    """One finding of a doctor: is it well, and one sentence naming the setting and the mend when it is
    not.
    """

    name: str
    is_ok: bool
    sentence: str


class Adapter(Protocol):
    """One platform. Stateless: everything it needs comes with the account.

    No database transaction is open.
    """

    code: str
    label: str
    capabilities: Capabilities

    def perform(self, account: Account, orders: Sequence[Order]) -> Sequence[Outcome]:
        """Carry out orders; one outcome each, in the same order.

        Bounded in time; never raises for one bad order.
        """
        ...

    def reconcile(self, account: Account, order: Order) -> Finding:
        """Read back whether an order without an answer was carried out."""
        ...

    def examine(self, account: Account) -> Sequence[Check]:
        """The doctor: settings, credentials, connection, rights."""
        ...
