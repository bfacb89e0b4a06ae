"""Effects without an answer are read back from the platform, as often and as long as that makes sense."""

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction

from linli.connect.gateway.contract import CannotTell, Finding, NeverArrived, Sent
from linli.connect.gateway.orders import Order
from linli.connect.gateway.outbox import announcing, caps, dispatch, recording, rules
from linli.connect.gateway.outbox.recording import Change
from linli.connect.gateway.outbox.rows import Row, find_unknown

AT_ONCE = 50
HOLD = timedelta(minutes=2)
log = logging.getLogger(__name__)


def reconcile(*, clock: dispatch.Clock) -> int:
    """Read back the unknown effects that are due for it; returns how many were looked at."""
    rows = find_unknown(_take(clock()))
    for row in rows:
        settle(row, find_out(row), at=clock())
    return len(rows)


def find_out(row: Row) -> Finding:
    """What the platform shows about an effect. No transaction is open."""
    reached = dispatch.open_channel(row.channel)
    order = dispatch.order_of(row)
    if reached is None or not reached[0].capabilities.can_reconcile or not isinstance(order, Order):
        return CannotTell()
    adapter, account = reached
    try:
        return adapter.reconcile(account, order)
    except Exception:
        log.exception("Adapter %s could not read effect %s back", adapter.code, row.id)
        return CannotTell()


@transaction.atomic
def settle(row: Row, finding: Finding, *, at: datetime) -> None:
    """Write down what reading back showed.

    What never arrived is sent again where its policy allows repeats; otherwise it has failed and a person can
    send it again. What nobody can tell stays unknown, and visible.
    """
    change = _change(row, finding, at)
    if not _still_unknown(row):
        return
    ended = recording.apply([change], at=at)
    if change.is_free:
        caps.give_back(list(ended))
    if change.state == "sent":
        announcing.sent(ended.values(), at=at)
    if change.state == "failed":
        announcing.failed(ended.values(), at=at)


def _change(row: Row, finding: Finding, at: datetime) -> Change:
    match finding:
        case Sent(external_id=external_id):
            return Change(
                id=row.id, fence=row.fence, state="sent", external_id=external_id.replace("\x00", "")[:255]
            )
        case NeverArrived() if row.policy == "at_least_once":
            return Change(
                id=row.id,
                fence=row.fence,
                state="planned",
                due_at=at,
                waits_for="retry",
                reason="never_arrived",
                is_free=True,
            )
        case NeverArrived():
            return Change(id=row.id, fence=row.fence, state="failed", reason="never_arrived", is_free=True)
        case CannotTell():
            started_at = row.started_at or at
            return Change(
                id=row.id,
                fence=row.fence,
                state="unknown",
                reason="cannot_tell",
                look_at=rules.next_read_back(started_at=started_at, at=at),
            )


def _take(at: datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gateway_effect e SET lease_until = %s FROM (SELECT id FROM gateway_effect"
            "  WHERE state = 'unknown' AND lease_until <= %s ORDER BY lease_until LIMIT %s"
            "  FOR UPDATE SKIP LOCKED) found WHERE e.id = found.id RETURNING e.id",
            [at + HOLD, at, AT_ONCE],
        )
        return [row[0] for row in cursor.fetchall()]


def _still_unknown(row: Row) -> bool:
    """A person may have decided meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM gateway_effect WHERE id = %s AND fence = %s AND state = 'unknown' FOR UPDATE",
            [row.id, row.fence],
        )
        return cursor.fetchone() is not None
