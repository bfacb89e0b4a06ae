"""Balances, entries and history."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.people.members.exports import Plain
from linli.run.growth.models import Balance, BalanceProof, CheckIn, Currency, Entry
from linli.run.growth.rules.accounts import MEMBER_ACCOUNTS, Account, change

DEFAULT_CURRENCY = "points"
_EXPORTED = (
    "id",
    "member_id",
    "at",
    "kind",
    "source",
    "target",
    "amount",
    "reason",
    "community_id",
)


class NoSuchEntry(Refusal):
    """There is no entry of this number in this organisation."""


class NoSuchCurrency(Refusal):
    """The organisation counts nothing of this name."""


@dataclass(frozen=True)
class Funds:
    """What a member can spend, and what waits."""

    available: int = 0
    pending: int = 0


@dataclass(frozen=True)
class HistoryLine:
    """An entry as its member reads it: `change` to what they can spend, or to what waits when
    `is_pending`.
    """

    entry: int
    at: datetime
    kind: str
    reason: str
    words: str
    change: int
    is_pending: bool
    community: int | None


def hashed_key(key: str) -> str:
    """How a caller's idempotency key is stored: as the text of a UUID."""
    return str(UUID(bytes=hashlib.blake2b(key.encode(), digest_size=16).digest()))


def known_keys(keys: Sequence[str]) -> set[str]:
    """Those of these stored keys that are in the ledger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key::text FROM growth_entry WHERE org_id = %s AND key = ANY(%s::uuid[])",
            [scope.org_id(), "{" + ",".join(keys) + "}"],
        )
        return {row[0] for row in cursor.fetchall()}


def get_currency(code: str = DEFAULT_CURRENCY) -> Currency:
    """The currency of a code, or NoSuchCurrency."""
    found: Currency | None = Currency.objects.filter(code=code).first()
    if found is None:
        raise NoSuchCurrency(_('Nothing called "{code}" is counted here.').format(code=code))
    return found


def find_entry(*, key: str) -> Entry | None:
    """The entry made with this key, or None."""
    found: Entry | None = Entry.objects.filter(key=hashed_key(key)).first()
    return found


def get_entry(entry_id: int) -> Entry:
    """One entry, or NoSuchEntry."""
    found: Entry | None = Entry.objects.filter(id=entry_id).first()
    if found is None:
        raise NoSuchEntry(_("There is no entry {entry} here.").format(entry=entry_id))
    return found


def get_funds(member: int, *, currency: str = DEFAULT_CURRENCY) -> Funds:
    """What a member has now; nothing counted yet is nothing."""
    return funds_of([member], currency=currency).get(member, Funds())


def funds_of(member_ids: Sequence[int], *, currency: str = DEFAULT_CURRENCY) -> dict[int, Funds]:
    """What each of these members has; those never counted are left out."""
    rows = Balance.objects.filter(member_id__in=member_ids, currency__code=currency)
    return {
        member: Funds(available, pending)
        for member, available, pending in rows.values_list("member_id", "available", "pending")
    }


def reversed_so_far(entry_id: int) -> int:
    """How much of an entry has been taken back."""
    found = Entry.objects.filter(original_id=entry_id, kind="reversal").aggregate(total=Sum("amount"))
    return found["total"] or 0


def history(
    member_ids: Sequence[int], *, before: datetime | None = None, limit: int = 50
) -> list[HistoryLine]:
    """A person's entries (all their member ids), newest first. Transfers between merged records are left
    out.
    """
    found = Entry.objects.filter(member_id__in=member_ids).exclude(target=Account.TRANSFER)
    found = found.exclude(source=Account.TRANSFER)
    if before is not None:
        found = found.filter(at__lt=before)
    return [_line(entry) for entry in found.order_by("-at", "-id")[:limit]]


def proofs() -> QuerySet[BalanceProof]:
    """Nightly proofs, newest first."""
    return BalanceProof.objects.order_by("-at", "-id")


def export(member_ids: Sequence[int]) -> Plain:
    """What this room holds about a person (all their member ids), as plain values, oldest first."""
    entries = Entry.objects.filter(member_id__in=member_ids).order_by("at", "id")
    check_ins = CheckIn.objects.filter(member_id__in=member_ids).order_by("day", "id")
    balances = Balance.objects.filter(member_id__in=member_ids).order_by("id")
    found = {
        "balances": list(balances.values("member_id", "currency__code", "available", "pending")),
        "entries": list(entries.values(*_EXPORTED)),
        "check_ins": list(
            check_ins.values("member_id", "community_id", "day", "at", "streak", "points", "via")
        ),
    }
    plain: Plain = msgspec.to_builtins(found)
    return plain


def reason_words(reason: str) -> str:
    """A reason as people read it: Linli's own codes in their language, anything else as it was written."""
    own = {
        "message": _("Message in a group"),
        "check_in": _("Check-in"),
        "sanctioned": _("Message was removed"),
        "merge": _("Records merged"),
    }
    return own.get(reason, reason)


def _line(entry: Entry) -> HistoryLine:
    changes = {
        account: change(account, source=entry.source, target=entry.target, amount=entry.amount)
        for account in MEMBER_ACCOUNTS
    }
    is_pending = not changes[Account.AVAILABLE]
    return HistoryLine(
        entry=entry.id,
        at=entry.at,
        kind=entry.kind,
        reason=entry.reason,
        words=reason_words(entry.reason),
        change=changes[Account.PENDING] if is_pending else changes[Account.AVAILABLE],
        is_pending=is_pending,
        community=entry.community_id,
    )
