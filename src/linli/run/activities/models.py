"""Activities and who took part."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.kernel.orgs.scope import TenantModel
from linli.run.activities.rules import KINDS

STATES = ("open", "closed", "cancelled")


class Activity(TenantModel):
    """Something members take part in until it closes; a survey is for one member.

    key        what opened it: the same thing opens it once
    code       of a survey: which one it is, for not asking it again too soon
    texts      the words by language ("" = for everybody)
    answer     the number of the right option of a quiz, from 1; 0 where there is none
    capacity   places; who comes after them waits; None: as many as like
    questions  of a survey: [{field, type, is_required, label, choices}]
    token      opens the page of a survey on any phone
    """

    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=[(one, one) for one in KINDS])
    code = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=10, default="open", choices=[(one, one) for one in STATES])
    community_id = models.BigIntegerField()
    group_id = models.BigIntegerField(null=True)
    member_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=120, blank=True, default="")
    texts = models.JSONField(default=dict)
    options = ArrayField(models.CharField(max_length=120), default=list)
    answer = models.SmallIntegerField(default=0)
    capacity = models.IntegerField(null=True)
    questions = models.JSONField(default=list)
    points = models.IntegerField(default=0)
    origin = models.CharField(max_length=80, blank=True, default="")
    token = models.CharField(max_length=40, blank=True, default="")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "key"], name="activity_once"),
            models.UniqueConstraint(
                fields=["token"], condition=~models.Q(token=""), name="activity_of_token"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["org", "group_id"], name="activities_open", condition=models.Q(state="open")
            ),
            models.Index(fields=["closes_at"], name="activities_due", condition=models.Q(state="open")),
            models.Index(fields=["org", "member_id", "-opened_at"], name="surveys_of_member"),
        ]

    def __str__(self) -> str:
        return self.title or self.code or self.kind


class Part(TenantModel):
    """Somebody takes part. `choice` counts the options from 1; `is_waiting`: no place was left."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="parts")
    member_id = models.BigIntegerField()
    choice = models.SmallIntegerField(default=0)
    is_right = models.BooleanField(default=False)
    is_waiting = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)
    via = models.CharField(max_length=10)
    at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "member_id"], name="takes_part_once")
        ]
        indexes: ClassVar = [models.Index(fields=["org", "member_id"], name="parts_of_member")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.activity_id}"
