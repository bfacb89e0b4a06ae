"""The Matrix adapter: what the platform can do, orders to requests, and the doctor."""

import time
from collections.abc import Sequence

from linli.connect.adapters.matrix import account as accounts
from linli.connect.adapters.matrix import acts, doctor
from linli.connect.adapters.matrix.homeserver import Homeserver, Trouble
from linli.connect.gateway.contract import (
    Account,
    CannotTell,
    Capabilities,
    Check,
    Finding,
    NoAnswer,
    NotSent,
    Outcome,
    Rate,
    RateLimited,
    Refused,
)
from linli.connect.gateway.orders import Order

BUDGET_SECONDS = 30.0
MAX_TEXT_BYTES = 60_000


class MatrixAdapter:
    """Sends as an application service. Nothing here knows a homeserver by name.

    An application service is usually free of the homeserver's limits, so the rate here only keeps one channel
    from taking all of a small homeserver.
    """

    code = "matrix"
    label = "Matrix"
    capabilities = Capabilities(
        can_send_unattended=True,
        can_recall=True,
        can_mute=True,
        can_kick=True,
        can_admit=True,
        can_react=True,
        has_idempotent_send=True,
        can_reconcile=True,
        max_text_bytes=MAX_TEXT_BYTES,
        account_rate=Rate(3000, 60),
    )

    def perform(self, account: Account, orders: Sequence[Order]) -> Sequence[Outcome]:
        """One request after the other, so that a room hears them in order.

        After an answer that concerns the whole account (silence, a limit, a refused token) or after half a
        minute the rest is not tried: it would only fail more slowly.
        """
        try:
            matrix = accounts.of(account)
        except accounts.NotConfigured as refusal:
            return [Refused(str(refusal), needs_login=True)] * len(orders)
        outcomes: list[Outcome] = []
        rest: Outcome | None = None
        deadline = time.monotonic() + BUDGET_SECONDS
        with Homeserver(matrix) as server:
            for order in orders:
                outcomes.append(_outcome(server, account, order))
                if rest := _rest(outcomes[-1], is_late=time.monotonic() > deadline):
                    break
        return outcomes if rest is None else outcomes + [rest] * (len(orders) - len(outcomes))

    def reconcile(self, account: Account, order: Order) -> Finding:
        """Read the room; see `acts.find_out`."""
        try:
            matrix = accounts.of(account)
        except accounts.NotConfigured:
            return CannotTell()
        with Homeserver(matrix) as server:
            return acts.find_out(server, order)

    def examine(self, account: Account) -> Sequence[Check]:
        """See `doctor.examine`."""
        return doctor.examine(account)


def _outcome(server: Homeserver, account: Account, order: Order) -> Outcome:
    try:
        return acts.carry_out(server, account, order)
    except Trouble as trouble:
        return trouble.outcome


def _rest(last: Outcome, *, is_late: bool) -> Outcome | None:
    """What becomes of the orders after this outcome; None: they are tried."""
    match last:
        case NotSent() | RateLimited() | Refused(needs_login=True):
            return last
        case NoAnswer(reason=reason):
            return NotSent(reason)
        case _:
            return NotSent("the homeserver is slow; this waits for the next round") if is_late else None
