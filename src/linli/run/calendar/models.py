"""Columns, the posts of the content calendar, and how each community plans."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel
from linli.run.calendar.rules.crowding import Period
from linli.run.calendar.rules.rhythm import Repeats
from linli.run.calendar.rules.words import Aim, Category, ColumnState, Kind, Metric, State


def _choices(words: object) -> list[tuple[str, str]]:
    return [(str(one), str(one)) for one in words]  # type: ignore[attr-defined]  # an enumeration


class Column(TenantModel):
    """Something that comes again and again; its posts are made ahead of time.

    weekdays, month_days  see `rules.rhythm`; `at_time` is the community's local time
    group_ids      none: every open group of the community
    host_seat_id   who prepares it; `host_role` says which role of the community hosts it instead
    text           what its posts begin with; `is_automatic`: they go out so without anybody's hand
    target         what `metric` should reach, on the average of its posts
    lead_hours     so long before a post without content somebody is asked for it
    late_minutes   a post later than that is not sent
    """

    community_id = models.BigIntegerField()
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=_choices(Kind))
    preset = models.CharField(max_length=40, blank=True, default="")
    category = models.CharField(max_length=12, choices=_choices(Category))
    aim = models.CharField(max_length=16, choices=_choices(Aim))
    repeats = models.CharField(max_length=8, choices=_choices(Repeats))
    every = models.PositiveSmallIntegerField(default=1)
    weekdays = models.JSONField(default=list)
    month_days = models.JSONField(default=list)
    at_time = models.TimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    group_ids = models.JSONField(default=list)
    host_seat_id = models.BigIntegerField(null=True)
    host_role = models.CharField(max_length=40, blank=True, default="")
    item_id = models.BigIntegerField(null=True)
    text = models.TextField(blank=True, default="")
    sub_goal = models.CharField(max_length=200, blank=True, default="")
    metric = models.CharField(max_length=10, choices=_choices(Metric), default=Metric.MESSAGES.value)
    target = models.PositiveIntegerField(null=True)
    needs_approval = models.BooleanField(default=False)
    is_automatic = models.BooleanField(default=False)
    lead_hours = models.PositiveSmallIntegerField(default=24)
    late_minutes = models.PositiveSmallIntegerField(default=120)
    state = models.CharField(max_length=8, choices=_choices(ColumnState), default=ColumnState.ACTIVE.value)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["community_id", "name"],
                condition=~models.Q(state="ended"),
                name="calendar_column_name",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Slot(TenantModel):
    """One post at its time: made by a column for a day (`occurrence`), or by hand.

    version     counts changes: who saves or moves it says which one they saw
    author      who wrote the words ("staff:3"): somebody else has to approve them
    note        what the reviewer said when sending it back
    is_touched  somebody changed it by hand, so a changed rhythm leaves it alone
    reason      why it was missed, or dropped, as a code
    asked_at    its owner was asked for it; `measured_at`: what came of it within a day is in the four numbers
    """

    column = models.ForeignKey(Column, null=True, on_delete=models.CASCADE, related_name="slots")
    occurrence = models.DateField(null=True)
    community_id = models.BigIntegerField()
    group_ids = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True, default="")
    item_id = models.BigIntegerField(null=True)
    category = models.CharField(max_length=12, choices=_choices(Category))
    aim = models.CharField(max_length=16, choices=_choices(Aim))
    owner_seat_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=_choices(State), default=State.IDEA.value)
    reason = models.CharField(max_length=60, blank=True, default="")
    needs_approval = models.BooleanField(default=False)
    late_minutes = models.PositiveSmallIntegerField(default=120)
    author = models.CharField(max_length=80, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")
    approved_by = models.CharField(max_length=80, blank=True, default="")
    approved_at = models.DateTimeField(null=True)
    is_touched = models.BooleanField(default=False)
    version = models.IntegerField(default=1)
    asked_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    measured_at = models.DateTimeField(null=True)
    messages = models.PositiveIntegerField(default=0)
    speakers = models.PositiveIntegerField(default=0)
    replies = models.PositiveIntegerField(default=0)
    reactions = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["column", "occurrence"], name="calendar_slot_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["org", "starts_at"], name="calendar_slots_by_time"),
            models.Index(
                fields=["org", "starts_at"],
                name="calendar_slots_ahead",
                condition=models.Q(state__in=["idea", "draft", "in_review", "scheduled"]),
            ),
            models.Index(
                fields=["org", "sent_at"],
                name="calendar_slots_to_measure",
                condition=models.Q(state="sent", measured_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Lecture(TenantModel):
    """What belongs to a post with a guest: who speaks, on what terms, and how it went.

    member_id   the guest, where they are a member; `guest` is the name that is announced
    fee_cents   what the guest gets; `contract` says how far the agreement is: open, agreed, signed
    """

    slot = models.OneToOneField(Slot, on_delete=models.CASCADE, related_name="lecture")
    member_id = models.BigIntegerField(null=True)
    guest = models.CharField(max_length=80)
    form = models.CharField(max_length=8, default="voice")
    contract = models.CharField(max_length=8, default="open")
    fee_cents = models.PositiveIntegerField(default=0)
    link = models.URLField(max_length=300, blank=True, default="")
    recording = models.URLField(max_length=300, blank=True, default="")
    attended = models.PositiveIntegerField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["member_id"], name="calendar_lectures_of_member")]

    def __str__(self) -> str:
        return self.guest


class Planning(TenantModel):
    """How a community plans: the pace of its content, the mix, how near two posts may be, who approves.

    The pace counts posts about products and values; how often people are drawn into talk is another rhythm.
    mix   percent of each category, e.g. {"product": 30, "values": 30, "interactive": 40}
    """

    community_id = models.BigIntegerField()
    period = models.CharField(max_length=5, choices=_choices(Period), default=Period.WEEK.value)
    least = models.PositiveSmallIntegerField(default=1)
    most = models.PositiveSmallIntegerField(default=2)
    mix = models.JSONField(default=dict)
    clash_minutes = models.PositiveSmallIntegerField(default=30)
    needs_approval = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "community_id"], name="calendar_planning_once")
        ]

    def __str__(self) -> str:
        return f"planning of {self.community_id}"
