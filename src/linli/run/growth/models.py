"""The points ledger and what feeds it: currencies, earning rules, entries, balances, day tallies,
check-ins.
"""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel
from linli.run.growth.rules.accounts import KINDS, MEMBER_ACCOUNTS, Account

_ACCOUNTS = [(account.value, account.name.lower()) for account in Account]
_OF_MEMBER = [account.value for account in MEMBER_ACCOUNTS]


class HotTable(TenantModel):
    """A tenant table written with every batch: no look-up of the organisation for each row, no index on it
    alone.
    """

    org = models.ForeignKey(
        "orgs.Organisation",
        on_delete=models.CASCADE,
        related_name="+",
        editable=False,
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        abstract = True


class Currency(TenantModel):
    """What is counted: "points" to begin with."""

    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "code"], name="currency_code")]
        verbose_name_plural = "currencies"

    def __str__(self) -> str:
        return self.name


class EarningRule(TenantModel):
    """What earns points by itself, everywhere or (community given) in one community instead of the general
    rule.

    `ladder` is for check-ins: steps `[from day of the streak, points]`. `points`, `day_cap`, `min_length` and
    `gap_seconds` are for messages. Every entry names the `version` it was earned under.
    """

    trigger = models.CharField(max_length=12, choices=[("message", "message"), ("check_in", "check_in")])
    community_id = models.BigIntegerField(null=True)
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    points = models.PositiveIntegerField(default=0)
    day_cap = models.PositiveIntegerField(default=0)
    min_length = models.PositiveIntegerField(default=0)
    gap_seconds = models.PositiveIntegerField(default=60)
    ladder = models.JSONField(default=list)
    is_replying = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org", "trigger", "community_id"], name="one_earning_rule", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.trigger} rule {self.version}"


class Entry(HotTable):
    """One movement of points: `amount` leaves the account `source` and enters the account `target`.

    Accounts below 10 are the member's. A movement has both ends in one row, so entries sum to zero by
    construction. `key` is the caller's idempotency key, hashed. `original_id` is the entry that a reversal
    or a release is about. Rows are never changed (a trigger sees to it).
    """

    key = models.UUIDField()
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    currency = models.ForeignKey(
        Currency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField(null=True)
    source = models.SmallIntegerField(choices=_ACCOUNTS)
    target = models.SmallIntegerField(choices=_ACCOUNTS)
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=120)
    rule_version = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    day = models.DateField()
    by = models.CharField(max_length=80)
    ref = models.CharField(max_length=255, blank=True, default="")
    original_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "key"], name="entry_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="entry_moves_something"),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target"))
                & (models.Q(source__in=_OF_MEMBER) | models.Q(target__in=_OF_MEMBER)),
                name="entry_has_two_ends",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["member_id", "at"], name="entries_of_member"),
            models.Index(
                fields=["original_id"], condition=models.Q(original_id__isnull=False), name="entries_about"
            ),
        ]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class Balance(HotTable):
    """What a member has, kept with every entry. Below zero only where a debt was allowed (`may_owe`)."""

    currency = models.ForeignKey(
        Currency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    member_id = models.BigIntegerField()
    available = models.BigIntegerField(default=0)
    pending = models.BigIntegerField(default=0)
    may_owe = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "currency"], name="one_balance"),
            models.CheckConstraint(
                condition=models.Q(may_owe=True) | models.Q(available__gte=0, pending__gte=0),
                name="balance_not_below_zero",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.available} of member {self.member_id}"


class Tally(HotTable):
    """Points a member earned on a day in a community (0: none) for one reason: daily caps and
    leaderboards.
    """

    currency = models.ForeignKey(
        Currency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField(default=0)
    day = models.DateField()
    reason = models.CharField(max_length=120)
    points = models.BigIntegerField(default=0)
    last_text = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member_id", "day", "reason", "community_id", "currency"], name="one_tally"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["org", "community_id", "day"], name="tallies_of_community")]
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.points} on {self.day}"


class CheckIn(HotTable):
    """A member checked in on a day in the community's zone. `moved_from` names the record a merge took it
    from.
    """

    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    day = models.DateField()
    at = models.DateTimeField()
    via = models.CharField(max_length=10)
    streak = models.PositiveIntegerField()
    points = models.PositiveIntegerField(default=0)
    moved_from = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "community_id", "day"], name="one_check_in_a_day")
        ]
        indexes: ClassVar = [models.Index(fields=["community_id", "day"], name="check_ins_of_day")]

    def __str__(self) -> str:
        return f"check-in of {self.member_id} on {self.day}"


class BalanceProof(TenantModel):
    """A night's proof: every balance against its entries. `differences` is empty when all is well."""

    at = models.DateTimeField()
    balances = models.BigIntegerField()
    entries = models.BigIntegerField()
    differences = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "-at"], name="proofs_recent")]

    def __str__(self) -> str:
        return f"proof of {self.at:%Y-%m-%d}"
