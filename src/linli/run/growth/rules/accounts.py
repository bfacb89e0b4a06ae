"""The accounts of the ledger. A member has two; the others belong to the house and have no row of their
own.
"""

from enum import IntEnum


class Account(IntEnum):
    """Where points are. Numbers below 10 are accounts of the entry's member."""

    AVAILABLE = 1
    PENDING = 2
    ISSUANCE = 11
    SPENT = 12
    EXPIRED = 13
    ADJUSTMENT = 14
    TRANSFER = 15


MEMBER_ACCOUNTS = (Account.AVAILABLE, Account.PENDING)
KINDS = ("award", "take", "release", "reversal", "adjustment", "transfer", "expiry")


def change(account: Account, *, source: int, target: int, amount: int) -> int:
    """What moving `amount` from `source` to `target` does to an account."""
    return amount * ((target == account) - (source == account))
