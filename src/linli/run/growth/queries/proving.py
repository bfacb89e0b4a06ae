"""Proof of the ledger: what the balances say against what the entries add up to."""

from dataclasses import dataclass

from django.db import connection

from linli.kernel.orgs import scope


@dataclass(frozen=True)
class Difference:
    """A balance that is not the sum of its entries. `account`: available, pending, or transfer (member 0)."""

    member: int
    currency: int
    account: str
    balance: int
    entries: int


@dataclass(frozen=True)
class Proof:
    """How much was compared and what did not agree."""

    balances: int
    entries: int
    differences: tuple[Difference, ...]


_COMPARE = """
WITH sums AS (
    SELECT member_id, currency_id,
           coalesce(sum(amount) FILTER (WHERE target = 1), 0) - coalesce(sum(amount) FILTER (WHERE source =
           1), 0)
               AS available,
           coalesce(sum(amount) FILTER (WHERE target = 2), 0) - coalesce(sum(amount) FILTER (WHERE source =
           2), 0)
               AS pending
    FROM growth_entry WHERE org_id = %(org)s GROUP BY 1, 2
), both_sides AS (
    SELECT coalesce(b.member_id, s.member_id) AS member, coalesce(b.currency_id, s.currency_id) AS currency,
           coalesce(b.available, 0) AS has_available, coalesce(s.available, 0) AS sum_available,
           coalesce(b.pending, 0) AS has_pending, coalesce(s.pending, 0) AS sum_pending
    FROM (SELECT * FROM growth_balance WHERE org_id = %(org)s) b
    FULL JOIN sums s ON s.member_id = b.member_id AND s.currency_id = b.currency_id
)
SELECT member, currency, 'available', has_available::bigint, sum_available::bigint
FROM both_sides WHERE has_available <> sum_available
UNION ALL
SELECT member, currency, 'pending', has_pending::bigint, sum_pending::bigint
FROM both_sides WHERE has_pending <> sum_pending
UNION ALL
SELECT 0, currency_id, 'transfer', 0, sum(CASE WHEN target = 15 THEN amount ELSE -amount END)::bigint
FROM growth_entry WHERE org_id = %(org)s AND (target = 15 OR source = 15)
GROUP BY currency_id HAVING sum(CASE WHEN target = 15 THEN amount ELSE -amount END) <> 0
ORDER BY 1, 2, 3
"""


def prove() -> Proof:
    """Compare every balance of the organisation with its entries, and see that transfers cancel out.

    That all accounts together sum to zero needs no look: an entry holds both its ends.
    """
    values = {"org": scope.org_id()}
    with connection.cursor() as cursor:
        cursor.execute(_COMPARE, values)
        differences = tuple(Difference(*row) for row in cursor.fetchall())
        cursor.execute(
            "SELECT (SELECT count(*) FROM growth_balance WHERE org_id = %(org)s),"
            " (SELECT count(*) FROM growth_entry WHERE org_id = %(org)s)",
            values,
        )
        balances, entries = cursor.fetchone()
    return Proof(balances, entries, differences)
