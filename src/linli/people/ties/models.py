"""Who said what when (without the words), the ties that follow, and what was computed from them."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel


class Said(TenantModel):
    """A message without its words, by the record the log names.

    `message`, `reply_to`, `thread` and `addressed` are digests (`speech.digest`), 0 for none.
    """

    community_id = models.BigIntegerField()
    group_id = models.BigIntegerField()
    message = models.BigIntegerField()
    member_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()
    reply_to = models.BigIntegerField(default=0)
    thread = models.BigIntegerField(default=0)
    addressed = models.BigIntegerField(default=0)
    marks = models.SmallIntegerField(default=0)
    size = models.SmallIntegerField(default=0)
    reactions = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["group_id", "message"], name="said_once")]
        indexes: ClassVar = [
            models.Index(
                fields=["group_id", "reply_to"], condition=~models.Q(reply_to=0), name="said_in_reply"
            ),
            models.Index(fields=["community_id", "at"], name="said_in_community"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} at {self.at}"


class Reacted(TenantModel):
    """A member reacted to a message, which may not have arrived yet."""

    community_id = models.BigIntegerField(db_index=True)
    group_id = models.BigIntegerField()
    message = models.BigIntegerField()
    member_id = models.BigIntegerField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group_id", "message", "member_id"], name="reacted_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} to {self.message}"


class Unmet(TenantModel):
    """A mention of an account nobody has seen yet; it becomes a tie when the account speaks or joins.

    `account` is a digest of the platform's id (`speech.digest`): the id of a stranger is not kept.
    """

    community_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    account = models.BigIntegerField()
    member_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["channel_id", "account"], name="unmet_account")]

    def __str__(self) -> str:
        return f"{self.member_id} mentions {self.account}"


class Tie(TenantModel):
    """All deeds of one kind of a record towards another. `weight` is kept as of `rules.REFERENCE`."""

    community_id = models.BigIntegerField()
    member_id = models.BigIntegerField(db_index=True)
    other_member_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=12)
    count = models.IntegerField()
    weight = models.DecimalField(max_digits=120, decimal_places=40)
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community_id", "member_id", "other_member_id", "kind"], name="tie_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.other_member_id}"


class Snapshot(TenantModel):
    """A community's graph as last computed: circles and the drawn ties, by members' ids."""

    community_id = models.BigIntegerField(unique=True)
    computed_at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    members = models.IntegerField(default=0)
    ties = models.IntegerField(default=0)
    document = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"graph of {self.community_id}"


class Standing(TenantModel):
    """Where a member stands in the graph of a community, as last computed.

    circle      1 and up, the largest first when new; 0 outside of any
    measures    measure -> [value, percentile]; only of those who may be candidates
    evidence    measure -> the messages that made it so: [[group, message, member, microseconds], ...]
    """

    community_id = models.BigIntegerField()
    member_id = models.BigIntegerField(db_index=True)
    centrality = models.FloatField(default=0)
    circle = models.IntegerField(default=0)
    core = models.IntegerField(default=0)
    bridging = models.IntegerField(default=0)
    strength = models.FloatField(default=0)
    partners = models.IntegerField(default=0)
    partners_30 = models.IntegerField(default=0)
    replies_in = models.IntegerField(default=0)
    replies_out = models.IntegerField(default=0)
    days = models.IntegerField(default=0)
    is_isolated = models.BooleanField(default=False)
    is_newcomer = models.BooleanField(default=False)
    measures = models.JSONField(default=dict)
    evidence = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community_id", "member_id"], name="standing_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in the graph of {self.community_id}"
