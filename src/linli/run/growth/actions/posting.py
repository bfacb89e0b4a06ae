"""Writing to the ledger: entries, balances and day tallies, many at a time. Everything that moves points
ends here.

Balances are locked in the order of their members, so that two batches never wait for each other in a circle.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

import msgspec
from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import Actor
from linli.run.growth.rules.accounts import Account, change

_COLUMNS = {
    "key": "uuid",
    "kind": "text",
    "currency_id": "bigint",
    "member_id": "bigint",
    "community_id": "bigint",
    "source": "smallint",
    "target": "smallint",
    "amount": "bigint",
    "reason": "text",
    "rule_version": "int",
    "at": "timestamptz",
    "day": "date",
    "ref": "text",
    "original_id": "bigint",
}
_NAMES = ", ".join(_COLUMNS)
_RECORD = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
_INSERT = (
    f'INSERT INTO growth_entry (org_id, "by", {_NAMES})'
    f" SELECT %s, %s, {_NAMES} FROM json_to_recordset(%s) AS u({_RECORD})"
    " ON CONFLICT (org_id, key) DO NOTHING RETURNING key::text, id"
)
_ADD_TO_TALLIES = (
    "INSERT INTO growth_tally AS t"
    " (org_id, currency_id, member_id, community_id, day, reason, points, last_text)"
    " SELECT %s, %s, u.member, coalesce(u.community, 0), u.day, u.reason, u.points, u.last_text"
    " FROM json_to_recordset(%s) AS u(member bigint, community bigint, day date, reason text, points bigint,"
    "  last_text bigint)"
    " ON CONFLICT (member_id, day, reason, community_id, currency_id) DO UPDATE"
    " SET points = t.points + excluded.points, last_text = coalesce(excluded.last_text, t.last_text)"
)
_encode = msgspec.json.Encoder().encode


class NotEnoughPoints(Refusal):
    """A member has fewer points than should be taken."""


class Posting(msgspec.Struct, frozen=True, kw_only=True):
    """An entry about to be written; the fields are those of `Entry`, the key as `queries.hashed_key` writes
    it.
    """

    key: str
    kind: str
    currency_id: int
    member_id: int
    community_id: int | None
    source: int
    target: int
    amount: int
    reason: str
    rule_version: int = 0
    at: datetime
    day: date
    ref: str = ""
    original_id: int | None = None


class Earned(msgspec.Struct, frozen=True, kw_only=True):
    """Points for a day's tally; `last_text` is the print of the message that earned them, if one did."""

    member: int
    community: int | None
    day: date
    reason: str
    points: int
    last_text: int | None = None


def write(postings: Sequence[Posting], *, by: Actor) -> list[int | None]:
    """Insert entries; for each posting the id of its entry, or None where its key was in the ledger
    already.
    """
    if not postings:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [scope.org_id(), by.code, _encode(postings).decode()])
        ids: dict[str, int] = dict(cursor.fetchall())
    return [ids.pop(one.key, None) for one in postings]


def lock_balances(member_ids: Collection[int], *, currency: int) -> None:
    """Lock the balances of members until the transaction ends; makes those that do not exist."""
    wanted = sorted(member_ids)
    missing = sorted(set(wanted) - _locked(wanted, currency))
    if missing:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO growth_balance (org_id, currency_id, member_id, available, pending, may_owe)"
                " SELECT %s, %s, m, 0, 0, false FROM unnest(%s::bigint[]) m"
                " ON CONFLICT (member_id, currency_id) DO NOTHING",
                [scope.org_id(), currency, numbers(missing)],
            )
        _locked(missing, currency)


def numbers(values: Iterable[int]) -> str:
    """Numbers as an array of PostgreSQL; much cheaper than adapting them one by one."""
    return "{" + ",".join(map(str, values)) + "}"


def add_to_balances(postings: Iterable[Posting], *, are_locked: bool = False) -> None:
    """Carry entries over to the balances of their members: one statement for each currency."""
    sums: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for one in postings:
        both = sums[one.currency_id][one.member_id]
        both[0] += change(Account.AVAILABLE, source=one.source, target=one.target, amount=one.amount)
        both[1] += change(Account.PENDING, source=one.source, target=one.target, amount=one.amount)
    for currency, members in sorted(sums.items()):
        if not are_locked:
            lock_balances(members, currency=currency)
        _move_balances(currency, members)


def take_from_balance(posting: Posting, *, may_owe: bool) -> None:
    """Take an entry's amount out of the member account it leaves, if there is enough; else
    NotEnoughPoints.
    """
    column = "available" if posting.source == Account.AVAILABLE else "pending"
    lock_balances([posting.member_id], currency=posting.currency_id)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE growth_balance SET {column} = {column} - %s, may_owe = may_owe OR %s"
            f" WHERE member_id = %s AND currency_id = %s AND ({column} >= %s OR %s)",
            [posting.amount, may_owe, posting.member_id, posting.currency_id, posting.amount, may_owe],
        )
        if cursor.rowcount == 0:
            raise NotEnoughPoints(
                _("The member has fewer than {points} points.").format(points=posting.amount)
            )


def add_to_tallies(earned: Sequence[Earned], *, currency: int) -> None:
    """Add points to the days they were earned on. At most one item for each member, community, day and
    reason.
    """
    if not earned:
        return
    rows = sorted(earned, key=lambda one: (one.member, one.day, one.reason, one.community or 0))
    with connection.cursor() as cursor:
        cursor.execute(_ADD_TO_TALLIES, [scope.org_id(), currency, _encode(rows).decode()])


def _locked(member_ids: Sequence[int], currency: int) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT member_id FROM growth_balance WHERE currency_id = %s AND member_id = ANY(%s::bigint[])"
            " ORDER BY member_id FOR UPDATE",
            [currency, numbers(member_ids)],
        )
        return {row[0] for row in cursor.fetchall()}


def _move_balances(currency: int, members: dict[int, list[int]]) -> None:
    available, pending = zip(*members.values(), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE growth_balance b"
            " SET available = b.available + u.available, pending = b.pending + u.pending"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS u(member, available, pending)"
            " WHERE b.member_id = u.member AND b.currency_id = %s",
            [numbers(members), numbers(available), numbers(pending), currency],
        )
