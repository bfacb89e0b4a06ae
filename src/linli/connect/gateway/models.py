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
    """Is a member in a group now? Kept here so that a stranger's message can announce their joining first."""

    group_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    is_in = models.BooleanField()
    is_implied = models.BooleanField(default=False, help_text="we only heard them speak, not join")
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group_id", "member_id"], name="presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {'in' if self.is_in else 'out of'} {self.group_id}"


class SendingPolicy(TenantModel):
    """Quiet hours and caps of a community (of the organisation when community is null), as a document."""

    community_id = models.BigIntegerField(null=True)
    document = models.JSONField(default=dict)
    source = models.TextField(blank=True, default="")
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
    """One thing Linli means to do on a platform, from plan to receipt. Never deleted.

    sender       whom a person would name: the playbook in `source`, else the origin; fairness goes by it
    lane         which queue it waits in; the first ones are kept for safety and service
    reason       a code, or `code:detail` (`cap:dm-day`); `outbox.explain` turns it into a sentence
    waits_for    why a planned effect was put off: quiet_hours, cap, rate, channel, sender, guard, retry
    on_cap       what a full cap means for it, where the policy's answer is not meant; "" is the policy's
    slot_until   how long it may wait for a place under a cap
    answer       what another program answered to a call
    lease_until  when a sweep looks at a row that is reserved, sending, or unknown
    role         whose part it is where a person does it: "" for anybody's
    punctuality  of what a person did: on_time, late, missed
    """

    key = models.CharField(max_length=64)
    channel = models.ForeignKey(
        Channel, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
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
    sender = models.CharField(max_length=160, blank=True, default="")
    lane = models.SmallIntegerField(default=16)
    state = models.CharField(max_length=16, choices=_choices(STATES), default="planned")
    reason = models.CharField(max_length=300, blank=True, default="")
    waits_for = models.CharField(max_length=12, blank=True, default="")
    planned_at = models.DateTimeField()
    due_at = models.DateTimeField()
    late_after = models.DateTimeField(null=True)
    on_cap = models.CharField(max_length=16, blank=True, default="")
    slot_until = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.IntegerField(default=0)
    attempts = models.SmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    external_id = models.CharField(max_length=255, blank=True, default="")
    answer = models.JSONField(null=True)
    assignee_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=40, blank=True, default="")
    window_ends_at = models.DateTimeField(null=True)
    punctuality = models.CharField(max_length=8, blank=True, default="")
    cause = models.UUIDField(null=True)
    depth = models.SmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "key"], name="effect_once")]
        indexes: ClassVar = [
            models.Index(
                fields=["lane", "due_at", "id"], name="effects_due", condition=models.Q(state="planned")
            ),
            models.Index(
                fields=["lease_until"],
                name="effects_leased",
                condition=models.Q(state__in=["reserved", "sending", "unknown"]),
            ),
            models.Index(
                fields=["late_after"],
                name="effects_late",
                condition=models.Q(state="planned", late_after__isnull=False),
            ),
            models.Index(
                fields=["channel", "waits_for"],
                name="effects_of_channel",
                condition=models.Q(state="planned"),
            ),
            models.Index(
                fields=["org", "window_ends_at"],
                name="effects_for_people",
                condition=models.Q(state="awaiting_person"),
            ),
            models.Index(
                fields=["org", "sender", "finished_at"],
                name="effects_of_sender",
                condition=models.Q(state__in=["sent", "failed"]),
            ),
            models.Index(fields=["org", "-planned_at"], name="effects_recent"),
            models.Index(fields=["origin"], name="effects_of_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} to {self.target} ({self.state})"


class CapCounter(TenantModel):
    """How often a cap was used in a calendar window by a person or a group.

    The window of a rolling cap is "rolling": its row is only the lock, the uses are counted in `CapUse`.
    """

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
    """One reservation of one cap by one effect; rolling windows count these, failures give them back."""

    effect = models.ForeignKey(Effect, on_delete=models.CASCADE, related_name="+")
    cap = models.CharField(max_length=60)
    unit = models.CharField(max_length=60)
    window = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["effect", "cap", "unit"], name="cap_use_once")
        ]
        indexes: ClassVar = [models.Index(fields=["org", "cap", "unit", "at"], name="cap_uses_in_window")]

    def __str__(self) -> str:
        return f"{self.cap} {self.unit}"


class RateBucket(models.Model):
    """A token bucket of an account or of a target on it; kept, so that a restart does not start a flood.

    blocked_until  the platform asked for silence until then
    booked_until   effects that wait for a token have been given turns up to then
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    target = models.CharField(max_length=255, blank=True, default="")
    tokens = models.FloatField()
    filled_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True)
    booked_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "target"], name="bucket_once")]

    def __str__(self) -> str:
        return f"bucket of channel {self.channel_id} {self.target}"


class PausedSender(TenantModel):
    """A playbook or another sender that may not send for now: the breaker or a person stopped it."""

    sender = models.CharField(max_length=160)
    reason = models.CharField(max_length=300)
    paused_at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "sender"], name="sender_paused_once")]

    def __str__(self) -> str:
        return f"{self.sender} is paused"
