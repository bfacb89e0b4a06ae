"""Broadcasts, to whom each goes, and from how many people on a second person confirms."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel
from linli.run.broadcasts.rules import State, Way


def _choices(words: object) -> list[tuple[str, str]]:
    return [(str(one), str(one)) for one in words]  # type: ignore[attr-defined]  # an enumeration


class Broadcast(TenantModel):
    """One message to many.

    community_id   whose people; None: of the whole organisation. `segment_id`: only those of the segment
    message_class  what the policy and the consent of people go by
    send_at        not before; None: at once. `late_hours`: not later than that after it
    confirmed_by   the first person who confirmed; `second_by` the second, where two are needed
    cursor         the last member whose message is planned; a killed planning goes on behind it
    """

    title = models.CharField(max_length=80)
    way = models.CharField(max_length=8, choices=_choices(Way), default=Way.PEOPLE.value)
    text = models.TextField()
    item_id = models.BigIntegerField(null=True)
    community_id = models.BigIntegerField(null=True)
    segment_id = models.BigIntegerField(null=True)
    group_ids = models.JSONField(default=list)
    message_class = models.CharField(max_length=10, default="nurture")
    send_at = models.DateTimeField(null=True)
    late_hours = models.PositiveSmallIntegerField(default=24)
    state = models.CharField(max_length=10, choices=_choices(State), default=State.DRAFT.value)
    version = models.IntegerField(default=1)
    author = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=80, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)
    second_by = models.CharField(max_length=80, blank=True, default="")
    targets = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    planned_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["org", "-created_at"], name="broadcasts_recent"),
            models.Index(fields=["org"], name="broadcasts_to_plan", condition=models.Q(state="planning")),
        ]

    def __str__(self) -> str:
        return self.title


class Recipient(TenantModel):
    """Somebody of the audience as it was when the broadcast was confirmed; `left_out` says why not."""

    broadcast = models.ForeignKey(
        Broadcast, on_delete=models.CASCADE, related_name="recipients", db_index=False
    )  # the constraint broadcast_recipient_once is the index
    member_id = models.BigIntegerField()
    left_out = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["broadcast", "member_id"], name="broadcast_recipient_once")
        ]
        indexes: ClassVar = [models.Index(fields=["member_id"], name="broadcasts_of_member")]

    def __str__(self) -> str:
        return f"{self.member_id} of broadcast {self.broadcast_id}"


class Caution(TenantModel):
    """From how many people on a second person has to confirm; no row: never."""

    second_above = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org"], name="broadcast_caution_once")]

    def __str__(self) -> str:
        return f"second person above {self.second_above}"
