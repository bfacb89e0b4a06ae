"""Taking an entry back, in whole or in part, and letting pending points go through. The first entry stays
as it is.
"""

from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts.growth import PointsAwarded
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs.actor import Actor
from linli.run.growth.actions import posting
from linli.run.growth.actions.posting import Earned, NotEnoughPoints, Posting
from linli.run.growth.models import Entry
from linli.run.growth.queries import ledger as queries
from linli.run.growth.queries import people
from linli.run.growth.rules.accounts import MEMBER_ACCOUNTS, Account, change

Shortfall = Literal["refuse", "owe", "take_what_is_there"]
_REVERSIBLE = ("award", "take", "adjustment")


class CannotReverse(Refusal):
    """The entry cannot be taken back, or not this much of it."""


@transaction.atomic
def reverse_entry(
    *,
    entry_id: int,
    by: Actor,
    at: datetime,
    key: str,
    points: int | None = None,
    reason: str = "",
    shortfall: Shortfall = "refuse",
) -> Entry:
    """Write the mirror image of an entry (or of `points` of it). Tallies of the day it was earned on follow.

    `shortfall` says what happens when the member has spent the points: refuse (NotEnoughPoints), let them
    owe, or take what is there (NotEnoughPoints only when nothing is).
    """
    if known := queries.find_entry(key=key):
        return known
    original = _lock(entry_id)
    amount = _amount(original, points)
    holder = people.current_member(original.member_id)
    source = _where_it_is(original)
    if source in MEMBER_ACCOUNTS and shortfall == "take_what_is_there":
        amount = _what_is_there(holder, source, amount, original)
    mirror = _mirror(original, "reversal", holder, source, original.source, amount, reason, at=at, key=key)
    [written] = posting.write([mirror], by=by)
    if written is None:
        return queries.find_entry(key=key) or original
    if source in MEMBER_ACCOUNTS:
        posting.take_from_balance(mirror, may_owe=shortfall == "owe")
    else:
        posting.add_to_balances([mirror])
    if original.kind == "award":
        _take_off_tally(original, amount)
    return _announced(written, mirror, by=by, at=at)


@transaction.atomic
def release_points(*, entry_id: int, by: Actor, at: datetime) -> Entry:
    """Let pending points of an award become spendable, less what was taken back. Twice is once."""
    key = f"release:{entry_id}"
    original = _lock(entry_id)
    if known := queries.find_entry(key=key):
        return known
    amount = original.amount - queries.reversed_so_far(entry_id)
    if original.target != Account.PENDING or amount <= 0:
        raise CannotReverse(_("Entry {entry} has no pending points to release.").format(entry=entry_id))
    holder = people.current_member(original.member_id)
    mirror = _mirror(
        original,
        "release",
        holder,
        Account.PENDING,
        Account.AVAILABLE,
        amount,
        original.reason,
        at=at,
        key=key,
    )
    posting.write([mirror], by=by)
    posting.add_to_balances([mirror])
    return queries.find_entry(key=key) or original


def _lock(entry_id: int) -> Entry:
    found: Entry | None = Entry.objects.select_for_update().filter(id=entry_id).first()
    if found is None:
        raise queries.NoSuchEntry(_("There is no entry {entry} here.").format(entry=entry_id))
    return found


def _amount(original: Entry, points: int | None) -> int:
    if original.kind not in _REVERSIBLE:
        raise CannotReverse(
            _("Entry {entry} cannot be taken back: only awards, takes and adjustments can.").format(
                entry=original.id
            )
        )
    left = original.amount - queries.reversed_so_far(original.id)
    wanted = left if points is None else points
    if not 1 <= wanted <= left:
        raise CannotReverse(
            _("{left} points of entry {entry} can be taken back, not {wanted}.").format(
                left=left, entry=original.id, wanted=wanted
            )
        )
    return wanted


def _where_it_is(original: Entry) -> int:
    """The account that holds the points now: released points are no longer pending."""
    is_released = original.target == Account.PENDING and queries.find_entry(key=f"release:{original.id}")
    return Account.AVAILABLE if is_released else original.target


def _what_is_there(holder: int, source: int, amount: int, original: Entry) -> int:
    posting.lock_balances([holder], currency=original.currency_id)
    funds = queries.get_funds(holder, currency=original.currency.code)
    there = funds.available if source == Account.AVAILABLE else funds.pending
    if there <= 0:
        raise NotEnoughPoints(_("The member has no points left to take back."))
    return min(amount, there)


def _mirror(
    original: Entry,
    kind: str,
    holder: int,
    source: int,
    target: int,
    amount: int,
    reason: str,
    *,
    at: datetime,
    key: str,
) -> Posting:
    return Posting(
        key=queries.hashed_key(key),
        kind=kind,
        currency_id=original.currency_id,
        member_id=holder,
        community_id=original.community_id,
        source=source,
        target=target,
        amount=amount,
        reason=(reason or original.reason)[:120],
        rule_version=original.rule_version,
        at=at,
        day=original.day,
        ref=original.ref,
        original_id=original.id,
    )


def _take_off_tally(original: Entry, amount: int) -> None:
    earned = Earned(
        member=original.member_id,
        community=original.community_id,
        day=original.day,
        reason=original.reason,
        points=-amount,
    )
    posting.add_to_tallies([earned], currency=original.currency_id)


def _announced(entry_id: int, one: Posting, *, by: Actor, at: datetime) -> Entry:
    entry = queries.get_entry(entry_id)
    moved = sum(
        change(each, source=one.source, target=one.target, amount=one.amount) for each in MEMBER_ACCOUNTS
    )
    log.append_one(
        PointsAwarded(entry_id, moved, one.reason, entry.currency.code),
        by=by,
        at=at,
        community=one.community_id,
        member=one.member_id,
    )
    return entry
