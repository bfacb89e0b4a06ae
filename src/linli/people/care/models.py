"""Whom the team looks after, what is known of them, and what was tried. Personal words stand only here."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel


class Care(TenantModel):
    """A member is looked after in a community: by which seat, how, and when next.

    `response_hours` is how soon they get an answer; `next_on` the day of the next contact, `next_step` what
    then. `ended_at`: not in particular any more.
    """

    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    seat_id = models.BigIntegerField(null=True)
    is_vip = models.BooleanField(default=False)
    response_hours = models.IntegerField(null=True)
    plan = models.TextField(blank=True, default="")
    next_on = models.DateField(null=True)
    next_step = models.CharField(max_length=200, blank=True, default="")
    began_on = models.DateField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "community_id"], name="care_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["org", "next_on"], condition=models.Q(ended_at=None), name="care_by_next_day"
            )
        ]

    def __str__(self) -> str:
        return f"care for {self.member_id} in {self.community_id}"


class CareNote(TenantModel):
    """A line of a member's log. `remind_on`: come back to it that day; `reminded_at`: that was done."""

    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    text = models.TextField()
    happened_on = models.DateField()
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=80)
    remind_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["member_id", "community_id", "happened_on"], name="care_notes_of_member"),
            models.Index(
                fields=["org", "remind_on"],
                condition=models.Q(remind_on__isnull=False, reminded_at=None),
                name="care_reminders",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.member_id}"


class Outreach(TenantModel):
    """The team reached out to a member who had grown silent. Whether they came back is counted, not kept."""

    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    way = models.CharField(max_length=12)
    made_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    days_silent = models.IntegerField()
    value = models.IntegerField()
    answer = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member_id", "community_id", "made_on", "way"], name="outreach_once_a_day"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["org", "made_on"], name="outreaches_by_day")]

    def __str__(self) -> str:
        return f"{self.way} to {self.member_id}"


class Upkeep(TenantModel):
    """People of a segment are to hear from the team every so many days."""

    segment_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    every_days = models.IntegerField()
    step = models.CharField(max_length=200)
    seat_id = models.BigIntegerField(null=True)
    began_on = models.DateField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["segment_id", "community_id"],
                condition=models.Q(ended_at=None),
                name="one_upkeep_of_segment",
            )
        ]

    def __str__(self) -> str:
        return f"segment {self.segment_id} every {self.every_days} days"
