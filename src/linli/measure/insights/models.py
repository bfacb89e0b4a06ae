"""Roll-ups kept as events arrive, so that no page scans the log, and the figures computed from the lake."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel


class GroupDay(TenantModel):
    """What happened in a group on a day of its community's zone. `active` counts distinct members."""

    community_id = models.BigIntegerField()
    group_id = models.BigIntegerField()
    day = models.DateField()
    messages = models.IntegerField(default=0)
    reactions = models.IntegerField(default=0)
    checkins = models.IntegerField(default=0)
    joins = models.IntegerField(default=0)
    exits = models.IntegerField(default=0)
    active = models.IntegerField(default=0)
    last_message_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["group_id", "day"], name="group_day_once")]
        indexes: ClassVar = [models.Index(fields=["org", "day"], name="group_days_of_org")]

    def __str__(self) -> str:
        return f"group {self.group_id} on {self.day}"


class MemberDay(TenantModel):
    """A member did something in a group on a day, and how often."""

    community_id = models.BigIntegerField()
    group_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    day = models.DateField()
    events = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group_id", "day", "member_id"], name="member_day_once")
        ]
        indexes: ClassVar = [models.Index(fields=["org", "day", "member_id"], name="member_days_of_org")]

    def __str__(self) -> str:
        return f"member {self.member_id} on {self.day}"


class Snapshot(TenantModel):
    """A community's figures as the lake gave them at a moment; pages show these and say how old they are."""

    community_id = models.BigIntegerField()
    taken_at = models.DateTimeField()
    document = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "community_id"], name="one_snapshot_a_community")
        ]

    def __str__(self) -> str:
        return f"figures of community {self.community_id}"
