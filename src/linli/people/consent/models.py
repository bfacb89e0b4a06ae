"""Purposes and their wordings, what members chose, their requests, what is kept how long, and who looked."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel


class Wording(TenantModel):
    """A purpose as members read it, in one version; the newest counts, older ones stay as proof."""

    purpose = models.CharField(max_length=31)
    version = models.IntegerField()
    title_zh = models.CharField(max_length=60, blank=True, default="")
    title_en = models.CharField(max_length=60, blank=True, default="")
    text_zh = models.TextField(blank=True, default="")
    text_en = models.TextField(blank=True, default="")
    is_required = models.BooleanField(default=False)
    is_offered = models.BooleanField(default=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "purpose", "version"], name="wording_version")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class Choice(TenantModel):
    """A member said yes or no to a purpose: the newest row counts, all stay as proof.

    `version` is the wording that was shown, `language` the one it was read in; `by` is who wrote it down.
    """

    member_id = models.BigIntegerField()
    purpose = models.CharField(max_length=31)
    version = models.IntegerField()
    is_given = models.BooleanField()
    at = models.DateTimeField()
    where = models.CharField(max_length=12)
    language = models.CharField(max_length=10, blank=True, default="")
    by = models.CharField(max_length=80)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["member_id", "purpose", "-at", "-id"], include=["is_given"], name="choices_of_member"
            ),
            models.Index(fields=["org", "purpose", "member_id"], name="choices_of_purpose"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.purpose}: {self.is_given}"


class Notice(TenantModel):
    """What an organisation adds to the notice about data, in one version; the newest counts.

    `grace_days` between asking to be erased and being erased; 0: at once. `asks_first`: promotions go only
    to those who said yes, not to everybody who did not say no.
    """

    version = models.IntegerField()
    contact = models.CharField(max_length=200, blank=True, default="")
    words_zh = models.TextField(blank=True, default="")
    words_en = models.TextField(blank=True, default="")
    grace_days = models.SmallIntegerField(default=0)
    asks_first = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "version"], name="notice_version")]

    def __str__(self) -> str:
        return f"notice {self.version}"


class Request(TenantModel):
    """Somebody wants a copy of their data, or to be erased. Holds no personal value; stays as the receipt."""

    member_id = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=10)
    code = models.CharField(max_length=24)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    where = models.CharField(max_length=12)
    by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "code"], name="request_code"),
            models.UniqueConstraint(
                fields=["member_id"],
                condition=models.Q(kind="erasure", state="waiting"),
                name="one_waiting_erasure",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["org", "-asked_at"], name="requests_recent"),
            models.Index(
                fields=["due_at"],
                condition=models.Q(kind="erasure", state="waiting"),
                name="requests_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} ({self.state})"


class Access(TenantModel):
    """Somebody looked at a member's personal data: one row for who, why and hour; `times` counts the rest."""

    member_id = models.BigIntegerField()
    actor = models.CharField(max_length=80)
    why = models.CharField(max_length=16)
    hour = models.DateTimeField()
    at = models.DateTimeField()
    times = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "actor", "why", "hour"], name="access_once_an_hour")
        ]
        indexes: ClassVar = [models.Index(fields=["org", "-at", "-id"], name="access_recent")]

    def __str__(self) -> str:
        return f"{self.actor} looked at {self.member_id} ({self.why})"


class Retention(TenantModel):
    """For how many days an organisation keeps a kind of data; no row: for as long as it exists."""

    kind = models.CharField(max_length=24)
    days = models.IntegerField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "kind"], name="retention_of_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days} days"


class Clearing(TenantModel):
    """What the nightly clearing took away of one kind, and up to which moment."""

    kind = models.CharField(max_length=24)
    days = models.IntegerField()
    before = models.DateTimeField()
    rows = models.IntegerField()
    cleared_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "-cleared_at"], name="clearings_recent")]

    def __str__(self) -> str:
        return f"{self.kind} before {self.before}: {self.rows}"
