"""The adapter of built-in rooms: the platform is a few tables of our own, so every answer is certain."""

from collections.abc import Sequence

from django.utils import timezone

from linli.connect.adapters.room import doctor, rules
from linli.connect.adapters.room.actions import performing
from linli.connect.gateway.contract import (
    Account,
    Capabilities,
    Check,
    Finding,
    NeverArrived,
    Outcome,
    Rate,
    Refused,
    Sent,
)
from linli.connect.gateway.orders import Order
from linli.kernel.orgs import scope


class RoomAdapter:
    """Writes what is ordered into the room and wakes the pages that show it."""

    code = "room"
    label = "Built-in room"
    capabilities = Capabilities(
        can_send_unattended=True,
        can_dm=True,
        can_recall=True,
        can_mute=True,
        can_kick=True,
        can_admit=True,
        can_react=True,
        has_idempotent_send=True,
        can_reconcile=True,
        has_read_history=True,
        max_text_bytes=4 * rules.LONGEST_TEXT,
        account_rate=Rate(200, 1),
        target_rate=Rate(20, 1),
    )

    def perform(self, account: Account, orders: Sequence[Order]) -> Sequence[Outcome]:
        """Carry out orders one by one; what cannot be done is refused by itself."""
        with scope.org(account.org):
            return [self._perform(account, order) for order in orders]

    def reconcile(self, account: Account, order: Order) -> Finding:
        """Whether an order was carried out: its key was kept in the same transaction."""
        with scope.org(account.org):
            done = performing.find_done(key=order.key)
        return NeverArrived() if done is None else Sent(done)

    def examine(self, account: Account) -> Sequence[Check]:
        """Rooms, links, pictures, public address."""
        with scope.org(account.org):
            return list(doctor.examine(account))

    def _perform(self, account: Account, order: Order) -> Outcome:
        try:
            return Sent(performing.perform(channel=account.channel, order=order, at=timezone.now()))
        except performing.CannotPerform as refusal:
            return Refused(str(refusal))
