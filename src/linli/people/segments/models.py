"""Segments, their wordings, who was picked by hand; and, following from these, who belongs to them."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel
from linli.people.segments.rules import EVERYWHERE, Kind


class Segment(TenantModel):
    """A set of members with a purpose.

    `community_id` None: of all communities. `condition` is the wording in force, `version` its number;
    `counts_left` takes in those who left. `owner_seat_id` is who answers for it. `scheme` names the
    ready-made scheme it came from, `filled_at` is None until its members were first computed.
    """

    name = models.CharField(max_length=60)
    community_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Kind])
    condition = models.TextField(blank=True, default="")
    version = models.IntegerField(default=1)
    counts_left = models.BooleanField(default=False)
    purpose = models.CharField(max_length=200)
    strategy = models.TextField()
    resource = models.CharField(max_length=200, blank=True, default="")
    owner_seat_id = models.BigIntegerField(null=True)
    hue = models.CharField(max_length=10, default="green")
    scheme = models.CharField(max_length=20, blank=True, default="")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    filled_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org", "name"], condition=models.Q(archived_at=None), name="segment_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Wording(TenantModel):
    """A condition a segment had, and since when; older ones stay."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="wordings")
    version = models.IntegerField()
    condition = models.TextField(blank=True, default="")
    counts_left = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["segment", "version"], name="segment_wording")
        ]

    def __str__(self) -> str:
        return f"wording {self.version} of {self.segment_id}"


class Pick(TenantModel):
    """Somebody put into a static segment by hand or by a playbook."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="picks", db_index=False)
    member_id = models.BigIntegerField()
    since = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["segment", "member_id"], name="picked_once")]
        indexes: ClassVar = [models.Index(fields=["member_id"], name="picks_of_member")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.segment_id}"


class Place(TenantModel):
    """One member in one community belongs to a segment. Millions of rows, so the key is the only index.

    The key begins with the community: its turn of the day and a limited seat read one stretch of it.
    """

    pk = models.CompositePrimaryKey("community_id", "segment_id", "member_id")
    org = models.ForeignKey(
        "orgs.Organisation",
        on_delete=models.DO_NOTHING,
        related_name="+",
        editable=False,
        db_index=False,
        db_constraint=False,
    )
    community_id = models.BigIntegerField()
    segment_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    since = models.DateField()

    def __str__(self) -> str:
        return f"{self.member_id} of {self.community_id} in {self.segment_id}"


class Headcount(TenantModel):
    """How many people a segment holds in a community, and altogether (EVERYWHERE): each is counted once."""

    segment_id = models.BigIntegerField()
    community_id = models.BigIntegerField(default=EVERYWHERE)
    people = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["segment_id", "community_id"], name="headcount_once")
        ]

    def __str__(self) -> str:
        return f"{self.people} in {self.segment_id}"


class SegmentDay(TenantModel):
    """What became of a segment on a community's day: who came, who went, how many were there at its end."""

    segment_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    day = models.DateField()
    entered = models.IntegerField(default=0)
    left = models.IntegerField(default=0)
    people = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["segment_id", "community_id", "day"], name="segment_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.segment_id} on {self.day}"


class Move(TenantModel):
    """Who entered or left a segment lately, and through what; kept for KEPT_DAYS."""

    segment_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    is_entry = models.BooleanField()
    at = models.DateTimeField()
    because = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["segment_id", "-id"], name="moves_of_segment"),
            models.Index(fields=["member_id"], name="moves_of_member"),
            models.Index(fields=["community_id", "at"], name="moves_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {'entered' if self.is_entry else 'left'} {self.segment_id}"


class Clock(TenantModel):
    """The community's day that segments see: it moves at the day's turn and never in between."""

    community_id = models.BigIntegerField()
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["community_id"], name="segment_clock_once")]

    def __str__(self) -> str:
        return f"{self.community_id}: {self.day}"
