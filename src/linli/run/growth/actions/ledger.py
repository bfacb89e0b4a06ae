"""Giving and taking points one at a time. Calling twice with the same key returns the first entry."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts.growth import PointsAwarded
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.run.growth.actions import posting
from linli.run.growth.actions.posting import Earned, Posting
from linli.run.growth.models import Entry
from linli.run.growth.queries import earning
from linli.run.growth.queries import ledger as queries
from linli.run.growth.queries.ledger import DEFAULT_CURRENCY
from linli.run.growth.rules.accounts import Account

MOST_AT_ONCE = 1_000_000_000


class BadAmount(Refusal):
    """Points are moved in whole numbers from one on."""


class KeyMeansAnother(Refusal):
    """The key was used before for something else."""


@transaction.atomic
def award_points(
    *,
    member: int,
    points: int,
    reason: str,
    by: Actor,
    at: datetime,
    key: str,
    community: int | None = None,
    group: int | None = None,
    currency: str = DEFAULT_CURRENCY,
    ref: str = "",
    is_pending: bool = False,
) -> Entry:
    """Give points to a member: at once, or (`is_pending`) to wait until `release_points`.

    They count on the leaderboard of the day they are given.
    """
    one = _posting(
        "award",
        member,
        points,
        reason,
        at=at,
        key=key,
        community=community,
        currency=currency,
        source=Account.ISSUANCE,
        target=Account.PENDING if is_pending else Account.AVAILABLE,
        ref=ref,
    )
    [written] = posting.write([one], by=by)
    if written is None:
        return _first(one, key)
    posting.add_to_balances([one])
    posting.add_to_tallies(
        [Earned(member=member, community=community, day=one.day, reason=one.reason, points=points)],
        currency=one.currency_id,
    )
    return _announced(written, one, points, currency, by=by, at=at, group=group)


@transaction.atomic
def take_points(
    *,
    member: int,
    points: int,
    reason: str,
    by: Actor,
    at: datetime,
    key: str,
    community: int | None = None,
    group: int | None = None,
    currency: str = DEFAULT_CURRENCY,
    ref: str = "",
    may_owe: bool = False,
) -> Entry:
    """Take points a member spends; NotEnoughPoints when there are fewer, unless a debt is allowed."""
    one = _posting(
        "take",
        member,
        points,
        reason,
        at=at,
        key=key,
        community=community,
        currency=currency,
        source=Account.AVAILABLE,
        target=Account.SPENT,
        ref=ref,
    )
    [written] = posting.write([one], by=by)
    if written is None:
        return _first(one, key)
    posting.take_from_balance(one, may_owe=may_owe)
    return _announced(written, one, -points, currency, by=by, at=at, group=group)


@transaction.atomic
def adjust_points(
    *,
    member: int,
    points: int,
    reason: str,
    by: Actor,
    at: datetime,
    key: str,
    community: int | None = None,
    currency: str = DEFAULT_CURRENCY,
    may_owe: bool = False,
) -> Entry:
    """Correct a balance by hand (points below zero take); audited, and no merit on the leaderboard."""
    is_gift = points > 0
    one = _posting(
        "adjustment",
        member,
        abs(points),
        reason,
        at=at,
        key=key,
        community=community,
        currency=currency,
        source=Account.ADJUSTMENT if is_gift else Account.AVAILABLE,
        target=Account.AVAILABLE if is_gift else Account.ADJUSTMENT,
    )
    [written] = posting.write([one], by=by)
    if written is None:
        return _first(one, key)
    if is_gift:
        posting.add_to_balances([one])
    else:
        posting.take_from_balance(one, may_owe=may_owe)
    entry = _announced(written, one, points, currency, by=by, at=at)
    after = {"points": points, "reason": reason, "entry": entry.id}
    audit.record("growth.adjusted", subject=f"member:{member}", by=by, at=at, after=after)
    return entry


def _posting(
    kind: str,
    member: int,
    points: int,
    reason: str,
    *,
    at: datetime,
    key: str,
    community: int | None,
    currency: str,
    source: Account,
    target: Account,
    ref: str = "",
) -> Posting:
    if not 1 <= points <= MOST_AT_ONCE:
        raise BadAmount(
            _("Points are moved from 1 to {most} at a time, not {points}.").format(
                most=MOST_AT_ONCE, points=points
            )
        )
    return Posting(
        key=queries.hashed_key(key),
        kind=kind,
        currency_id=queries.get_currency(currency).id,
        member_id=member,
        community_id=community,
        source=source,
        target=target,
        amount=points,
        reason=reason[:120],
        at=at,
        day=earning.day_in(community, at),
        ref=ref[:255],
    )


def _first(one: Posting, key: str) -> Entry:
    """What the same key made before; a key that meant something else is a mistake of the caller."""
    entry = queries.find_entry(key=key)
    if entry is None or (entry.member_id, entry.kind, entry.amount) != (one.member_id, one.kind, one.amount):
        raise KeyMeansAnother(
            _('The key "{key}" was used before for another member, kind or amount.').format(key=key)
        )
    return entry


def _announced(
    entry_id: int,
    one: Posting,
    points: int,
    currency: str,
    *,
    by: Actor,
    at: datetime,
    group: int | None = None,
) -> Entry:
    log.append_one(
        PointsAwarded(entry_id, points, one.reason, currency),
        by=by,
        at=at,
        community=one.community_id,
        group=group,
        member=one.member_id,
    )
    return queries.get_entry(entry_id)
