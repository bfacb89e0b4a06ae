"""What happens to points and check-ins when two records turn out to be one person, and when that is taken
back.
"""

from datetime import datetime

from django.db import connection, transaction

from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM
from linli.run.growth.actions import posting
from linli.run.growth.actions.posting import Posting
from linli.run.growth.models import Balance, Entry
from linli.run.growth.queries import earning
from linli.run.growth.queries.ledger import hashed_key
from linli.run.growth.rules.accounts import MEMBER_ACCOUNTS, Account


@transaction.atomic
def move_points(*, merged: int, into: int, key: str, at: datetime) -> None:
    """Transfer what `merged` has (or owes) to `into`. The same key again moves nothing."""
    ref = f"merge:{into}:{merged}"
    for balance in _locked(merged, into):
        for account in MEMBER_ACCOUNTS:
            amount = balance.available if account is Account.AVAILABLE else balance.pending
            _transfer(merged, into, amount, account, balance.currency_id, ref=ref, key=key, at=at)
    _move_check_ins(merged, into)


@transaction.atomic
def move_points_back(*, restored: int, kept: int, key: str, at: datetime) -> None:
    """Undo the last transfer from `restored` to `kept`; who has spent the points meanwhile owes them."""
    ref = f"merge:{kept}:{restored}"
    _locked(restored, kept)
    for original in _last_transfers(restored, ref):
        account = Account(original.source if original.target == Account.TRANSFER else original.target)
        amount = original.amount if original.target == Account.TRANSFER else -original.amount
        currency = original.currency_id
        _transfer(kept, restored, amount, account, currency, ref=f"un{ref}", key=key, at=at)
    _move_check_ins_back(restored, kept)


def _locked(giver: int, taker: int) -> list[Balance]:
    """The balances of the giver; those of both are locked."""
    found = list(
        Balance.objects.select_for_update().filter(member_id__in=[giver, taker]).order_by("member_id", "id")
    )
    return [balance for balance in found if balance.member_id == giver]


def _last_transfers(member: int, ref: str) -> list[Entry]:
    """The transfers made by the newest merge that has not been undone."""
    found = Entry.objects.filter(member_id=member, kind="transfer", ref__in=[ref, f"un{ref}"]).order_by("-id")
    newest: Entry | None = found.first()
    if newest is None or newest.ref != ref:
        return []
    return [entry for entry in found.filter(ref=ref, at=newest.at)]


def _transfer(
    giver: int, taker: int, amount: int, account: Account, currency: int, *, ref: str, key: str, at: datetime
) -> None:
    """Move an amount (a debt, if below zero) through the house's transfer account: one entry on each side."""
    if amount == 0:
        return
    sides = [(giver, -amount), (taker, amount)]
    entries = [
        Posting(
            key=hashed_key(f"{key}:{currency}:{account}:{side}"),
            kind="transfer",
            currency_id=currency,
            member_id=member,
            community_id=None,
            source=Account.TRANSFER if moved > 0 else account,
            target=account if moved > 0 else Account.TRANSFER,
            amount=abs(moved),
            reason="merge",
            at=at,
            day=earning.day_in(None, at),
            ref=ref,
        )
        for side, (member, moved) in enumerate(sides)
    ]
    ids = posting.write(entries, by=SYSTEM)
    written = [one for one, entry in zip(entries, ids, strict=True) if entry]
    posting.lock_balances({one.member_id for one in written}, currency=currency)
    _let_owe([one.member_id for one in written if one.source == account], currency)
    posting.add_to_balances(written, are_locked=True)


def _let_owe(member_ids: list[int], currency: int) -> None:
    if member_ids:
        Balance.objects.filter(member_id__in=member_ids, currency_id=currency).update(may_owe=True)


def _move_check_ins(merged: int, into: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE growth_checkin c SET member_id = %s, moved_from = c.member_id"
            " WHERE c.org_id = %s AND c.member_id = %s AND NOT EXISTS (SELECT 1 FROM growth_checkin o"
            "  WHERE o.member_id = %s AND o.community_id = c.community_id AND o.day = c.day)",
            [into, scope.org_id(), merged, into],
        )


def _move_check_ins_back(restored: int, kept: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE growth_checkin SET member_id = %s, moved_from = NULL"
            " WHERE org_id = %s AND member_id = %s AND moved_from = %s",
            [restored, scope.org_id(), kept, restored],
        )
