"""Channels, the addresses and identities met on them, and the outbox: one row for every intended effect."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel

STATES = ("planned", "reserved", "sending", "sent", "failed", "unknown", "suppressed", "awaiting_person")
POLICIES = ("at_most_once", "at_least_once", "assisted")
CLASSES = ("safety", "service", "content", "nurture", "promo")
SURFACES = ("group", "dm", "mention_all")


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class Channel(TenantModel):
    """An account on a platform: which adapter, its settings, its sealed secrets."""

    adapter = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    config = models.JSONField(default=dict)
    secrets = models.TextField(blank=True, default="")
    state = models.CharField(max_length=16, default="active")
    state_reason = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "name"], name="channel_name")]

    def __str__(self) -> str:
        return f"{self.name} ({self.adapter})"


class Address(TenantModel):
    """A group as a platform names it. Bound to a community's group, or seen and not bound yet."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    external = models.CharField(max_length=255)
    name = models.CharField(max_length=200, blank=True, default="")
    community_id = models.BigIntegerField(null=True)
    group_id = models.BigIntegerField(null=True)
    first_seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "external"], name="address_once")]
        indexes: ClassVar = [models.Index(fields=["group_id"], name="address_of_group")]

    def __str__(self) -> str:
        return self.name or self.external


class Identity(TenantModel):
    """A person as a platform names them, and the member it stands for (several may stand for one)."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    external = models.CharField(max_length=255)
    name = models.CharField(max_length=200, blank=True, default="")
    member_id = models.BigIntegerField()
    is_bot = models.BooleanField(default=False)
    first_seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "external"], name="identity_once")
        ]
        indexes: ClassVar = [models.Index(fields=["member_id"], name="identity_of_member")]

    def __str__(self) -> str:
        return self.name or self.external


class Presence(TenantModel):
    """Is a member in a group now? Kept here so that a message by a stranger can announce their joining first."""

    group_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    is_in = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["group_id", "member_id"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {'in' if self.is_in else 'out of'} {self.group_id}"


class SendingPolicy(TenantModel):
    """Quiet hours, caps and rates of a community (or of the organisation when community is null), as a document."""

    community_id = models.BigIntegerField(null=True)
    document = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org", "community_id"], name="one_sending_policy", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"policy of community {self.community_id or 'all'}"


class Effect(TenantModel):
    """One thing Linli means to do on a platform, from plan to receipt. Never deleted: it answers "why (not)?"."""

    key = models.CharField(max_length=64)
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    target = models.CharField(max_length=255)
    person = models.CharField(max_length=255, blank=True, default="")
    community_id = models.BigIntegerField(null=True)
    group_id = models.BigIntegerField(null=True)
    member_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    message_class = models.CharField(max_length=10, choices=_choices(CLASSES))
    surface = models.CharField(max_length=12, choices=_choices(SURFACES), default="group")
    policy = models.CharField(max_length=16, choices=_choices(POLICIES))
    priority = models.SmallIntegerField(default=50)
    origin = models.CharField(max_length=80)
    source = models.CharField(max_length=160, blank=True, default="")
    state = models.CharField(max_length=16, choices=_choices(STATES), default="planned")
    reason = models.CharField(max_length=300, blank=True, default="")
    planned_at = models.DateTimeField()
    due_at = models.DateTimeField()
    late_after = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.IntegerField(default=0)
    attempts = models.SmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    external_id = models.CharField(max_length=255, blank=True, default="")
    assignee_id = models.BigIntegerField(null=True)
    window_ends_at = models.DateTimeField(null=True)
    cause = models.UUIDField(null=True)
    depth = models.SmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "key"], name="effect_once")]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="effects_due", condition=models.Q(state="planned")),
            models.Index(
                fields=["lease_until"],
                name="effects_leased",
                condition=models.Q(state__in=["reserved", "sending"]),
            ),
            models.Index(fields=["org", "-planned_at"], name="effects_recent"),
            models.Index(fields=["origin"], name="effects_of_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} to {self.target} ({self.state})"


class CapCounter(TenantModel):
    """How often a cap was used in a calendar window by a person or a group."""

    cap = models.CharField(max_length=60)
    unit = models.CharField(max_length=60)
    window = models.CharField(max_length=40)
    used = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "cap", "unit", "window"], name="cap_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.cap} {self.unit} {self.window}: {self.used}"


class CapUse(TenantModel):
    """One reservation of one cap by one effect; rolling windows count these, definite failures give them back."""

    effect = models.ForeignKey(Effect, on_delete=models.CASCADE, related_name="+")
    cap = models.CharField(max_length=60)
    unit = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["effect", "cap", "unit"], name="cap_use_once")
        ]
        indexes: ClassVar = [models.Index(fields=["org", "cap", "unit", "at"], name="cap_uses_in_window")]

    def __str__(self) -> str:
        return f"{self.cap} {self.unit}"


class RateBucket(models.Model):
    """A token bucket of an account or of a target on it; kept, so that a restart does not start a flood."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    target = models.CharField(max_length=255, blank=True, default="")
    tokens = models.FloatField()
    filled_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "target"], name="bucket_once")]

    def __str__(self) -> str:
        return f"bucket of channel {self.channel_id} {self.target}"
