"""How each member lives in each community: follows from the log, kept as events arrive."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel


class Belonging(TenantModel):
    """One member in one community; the row lists, segments and stages read. Merged records have one together.

    Windows end with `counted_on`, the community's day they were counted for: `messages_30` are the messages
    of that day and the 29 before it. `stage` is the stage of life, `relation` how close they are, and
    `contribution` how much they give; each with the day since when.
    """

    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    groups = models.IntegerField(default=0)
    first_spoke_at = models.DateTimeField(null=True)
    last_spoke_at = models.DateTimeField(null=True)
    last_active_at = models.DateTimeField(null=True)
    messages = models.IntegerField(default=0)
    messages_7 = models.IntegerField(default=0)
    messages_30 = models.IntegerField(default=0)
    messages_90 = models.IntegerField(default=0)
    active_days = models.IntegerField(default=0)
    active_days_30 = models.IntegerField(default=0)
    reactions_30 = models.IntegerField(default=0)
    replies_30 = models.IntegerField(default=0)
    stage = models.CharField(max_length=12, default="new")
    stage_since = models.DateField()
    relation = models.CharField(max_length=12, default="stranger")
    relation_since = models.DateField()
    contribution = models.CharField(max_length=12, default="lurker")
    counted_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "community_id"], name="belonging_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["community_id", "stage"], name="belongings_of_stage"),
            models.Index(fields=["community_id", "last_active_at"], name="belongings_by_activity"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.community_id}"


class ActiveDay(TenantModel):
    """What a record did in a community on a day of its zone.

    Keyed by the id the log uses: merges do not move it.
    """

    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    day = models.DateField()
    messages = models.IntegerField(default=0)
    replies = models.IntegerField(default=0)
    reactions = models.IntegerField(default=0)
    checkins = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "community_id", "day"], name="active_day_once")
        ]
        indexes: ClassVar = [models.Index(fields=["community_id", "day"], name="active_days_of_community")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.community_id} on {self.day}"


class StageRules(TenantModel):
    """A published wording of what the stages mean; older versions stay.

    `document` holds the thresholds in days.
    `community_id` None: for every community of the organisation that has none of its own.
    """

    community_id = models.BigIntegerField(null=True)
    version = models.IntegerField()
    document = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org", "community_id", "version"], nulls_distinct=False, name="stage_rules_version"
            )
        ]

    def __str__(self) -> str:
        return f"stage rules {self.version}"


class StageChange(TenantModel):
    """A belonging went from one stage to another on a day, under which version of the rules."""

    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    day = models.DateField()
    before = models.CharField(max_length=12, blank=True, default="")
    after = models.CharField(max_length=12)
    rules_version = models.IntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["community_id", "day"], name="stage_changes_of_community"),
            models.Index(fields=["member_id", "community_id"], name="stage_changes_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.before} to {self.after}"
