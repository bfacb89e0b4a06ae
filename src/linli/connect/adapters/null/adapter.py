"""The null adapter: confirms everything and reaches nobody. For trials, tests and the bench."""

from collections.abc import Sequence

from linli.connect.gateway.contract import Account, Capabilities, Check, Finding, Outcome, Rate, Sent
from linli.connect.gateway.orders import Order


class NullAdapter:
    """Can do everything a platform could allow. It has rates, so that counting them is part of the work."""

    code = "null"
    label = "Nowhere (for trials)"
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
        account_rate=Rate(1_000_000, 1),
        target_rate=Rate(100_000, 1),
    )

    def perform(self, account: Account, orders: Sequence[Order]) -> Sequence[Outcome]:
        """Confirm every order under an id made of its key."""
        return [Sent(f"null-{order.key[:24]}") for order in orders]

    def reconcile(self, account: Account, order: Order) -> Finding:
        """Whatever was asked for has been carried out."""
        return Sent(f"null-{order.key[:24]}")

    def examine(self, account: Account) -> Sequence[Check]:
        """Nothing can be wrong."""
        return [Check("connection", True, "Nothing is sent anywhere: this channel is for trials.")]
