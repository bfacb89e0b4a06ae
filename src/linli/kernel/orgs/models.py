"""Organisations, the staff who work in them, what they may do, and the trail of what they did."""

import hashlib
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from linli.kernel.orgs.rules import Role
from linli.kernel.orgs.scope import TenantModel


class Organisation(models.Model):
    """A client: a brand, or one of an agency's customers. Everything else belongs to one."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    zone = models.CharField(max_length=60, default="Asia/Shanghai")
    created_at = models.DateTimeField()
    settings = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class StaffManager(BaseUserManager["Staff"]):
    """Finds staff by the address they log in with, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Staff":
        return self.get(email__iexact=username or "")


class Staff(AbstractBaseUser):
    """A person who works in the console; may hold a seat in several organisations."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    totp_secret = models.TextField(blank=True, default="")
    totp_confirmed_at = models.DateTimeField(null=True, blank=True)
    totp_last_step = models.BigIntegerField(default=0)
    totp_failures = models.SmallIntegerField(default=0)
    totp_locked_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = StaffManager()

    def __str__(self) -> str:
        return self.name

    @property
    def has_totp(self) -> bool:
        """Is a second factor asked for at login?"""
        return self.totp_confirmed_at is not None


class Seat(TenantModel):
    """A person's place in an organisation: the role, and the communities it reaches (none listed = all)."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    communities = models.JSONField(null=True, blank=True, help_text="ids of communities, or null for all")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "staff"], name="one_seat_per_org")]

    def __str__(self) -> str:
        return f"{self.staff_id} as {self.role}"

    @property
    def reach(self) -> frozenset[int] | None:
        """Ids of the communities this seat is limited to; None when it reaches all."""
        return None if self.communities is None else frozenset(self.communities)


class AuditEntry(TenantModel):
    """What a member of staff changed, written in the transaction of the change."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    ip = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = [models.Index(fields=["org", "-at"], name="audit_recent")]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.subject}"


class ApiToken(TenantModel):
    """A key for programs. Only its SHA-256 is kept; `scopes` are names of permissions or `events.write`."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    signing_secret = models.TextField(blank=True, default="")
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @staticmethod
    def digest_of(token: str) -> str:
        """What is stored of a token."""
        return hashlib.sha256(token.encode()).hexdigest()


def audit_values(instance: models.Model, *names: str) -> dict[str, Any]:
    """The named fields of a row as plain values, for AuditEntry.before and .after."""
    return {name: instance.serializable_value(name) for name in names}
