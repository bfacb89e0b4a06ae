"""How each member lives in each community: follows from the log, kept as events arrive."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel


class Belonging(TenantModel):
    """One member in one community; the row lists, segments and stages read. Merged records have one together.

    Windows end with `counted_on`, the community's day they were counted for: `messages_30` are the messages
    of that day and the 29 before it. `joined_at` is the first coming, `came_at` the last one; `left_at` is
    None while they are in `groups` of it. `last_sign_on` is the last day they did something or came.
    `stage` is the stage of life, `relation` how close they are,
    `contribution` how much they give; `_since` says since which day, by the thresholds in force.
    """

    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    joined_at = models.DateTimeField()
    joined_on = models.DateField()
    came_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    last_sign_on = models.DateField()
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
    replies = models.IntegerField(default=0)
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
            models.Index(
                fields=["community_id", "stage", "relation", "contribution", "messages_30"],
                include=["member_id", "org"],
                name="belongings_by_kind",
            ),
            models.Index(fields=["community_id", "last_active_at"], name="belongings_by_activity"),
            models.Index(fields=["org", "joined_at", "member_id"], name="belongings_by_joining"),
            models.Index(fields=["org", "messages", "member_id"], name="belongings_by_messages"),
            models.Index(fields=["org", "last_active_at", "member_id"], name="belongings_by_last_sign"),
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


class Footprint(TenantModel):
    """The first and last moments of a record in a community; keyed by the id the log uses, like ActiveDay.

    Every column is a minimum or a maximum, so the order in which events are told does not matter.
    """

    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    first_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    first_spoke_at = models.DateTimeField(null=True)
    last_spoke_at = models.DateTimeField(null=True)
    last_active_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "community_id"], name="footprint_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["community_id", "member_id"], name="footprints_of_community")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.community_id}"


class CommunityDay(TenantModel):
    """The day a community's belongings are counted for, and how far back its weeks of stages are known.

    `weeks_stale_from`: history was told that changes the weeks since this day; None: they are all right.
    """

    community_id = models.BigIntegerField(unique=True)
    day = models.DateField()
    weeks_stale_from = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.community_id} on {self.day}"


class StageWeek(TenantModel):
    """How many members went from one stage to another in the week that ends with `day`, and how many stayed.

    `before` "": they were not there a week earlier.
    """

    community_id = models.BigIntegerField()
    day = models.DateField()
    before = models.CharField(max_length=12, blank=True, default="")
    after = models.CharField(max_length=12)
    members = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community_id", "day", "before", "after"], name="stage_week_once")
        ]

    def __str__(self) -> str:
        return f"{self.members} from {self.before} to {self.after}"


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
