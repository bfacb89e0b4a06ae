"""What waits for a person, what happened to it, and when somebody is to be reminded of it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.kernel.orgs.scope import TenantModel
from linli.people.tasks.rules.states import OPEN, About, Proof, State


def _choices(values: object) -> list[tuple[str, str]]:
    return [(str(one), str(one)) for one in values]  # type: ignore[attr-defined]  # an enumeration


class ManyRows(TenantModel):
    """A tenant table of many rows, which no index on the organisation alone would help to find."""

    org = models.ForeignKey(
        "orgs.Organisation", on_delete=models.CASCADE, related_name="+", editable=False, db_index=False
    )

    class Meta:
        abstract = True


class Task(ManyRows):
    """Something only a person can do. Words about people stand in this row and its history alone.

    member_id     whom it is about
    role          whom it waits for: a staff role, a role of the community, "duty", or "" for anybody
    also          roles that were added when it was late
    staff_id, assignee_member_id   who is to do it; at most one of them
    form          what is asked, as `openings.Question`; `answers` by field
    outcomes      how it can go; empty: it closes when what it is about is done elsewhere
    origin        who asked: "run:12", "effect:7"; `source` in words
    """

    key = models.CharField(max_length=200)
    about = models.CharField(max_length=10, choices=_choices(About))
    title = models.CharField(max_length=200)
    community_id = models.BigIntegerField(null=True)
    group_id = models.BigIntegerField(null=True)
    member_id = models.BigIntegerField(null=True)
    origin = models.CharField(max_length=80)
    source = models.CharField(max_length=160, blank=True, default="")
    role = models.CharField(max_length=40, blank=True, default="")
    also = ArrayField(models.CharField(max_length=40), default=list)
    skills = ArrayField(models.CharField(max_length=40), default=list)
    staff_id = models.BigIntegerField(null=True)
    assignee_member_id = models.BigIntegerField(null=True)
    purpose = models.TextField(blank=True, default="")
    body = models.TextField(blank=True, default="")
    parts = models.JSONField(default=list)
    form = models.JSONField(default=list)
    outcomes = ArrayField(models.CharField(max_length=60), default=list)
    proof = models.CharField(max_length=10, choices=_choices(Proof))
    opened_at = models.DateTimeField()
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    window_ends_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=_choices(State), default="open")
    claimed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True, default="")
    outcome = models.CharField(max_length=60, blank=True, default="")
    answers = models.JSONField(default=dict)
    proof_given = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "key"], name="one_task_a_key"),
            models.CheckConstraint(
                condition=Q(staff_id=None) | Q(assignee_member_id=None), name="task_of_one_person"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["org", "due_at", "id"], name="tasks_by_due", condition=Q(state__in=OPEN)),
            models.Index(fields=["org", "origin"], name="tasks_of_origin", condition=Q(state__in=OPEN)),
            models.Index(fields=["staff_id", "due_at"], name="tasks_of_staff", condition=Q(state__in=OPEN)),
            models.Index(
                fields=["org", "-closed_at"], name="tasks_closed", condition=Q(closed_at__isnull=False)
            ),
            models.Index(
                fields=["member_id"], name="tasks_about_member", condition=Q(member_id__isnull=False)
            ),
            models.Index(
                fields=["assignee_member_id"],
                name="tasks_of_volunteer",
                condition=Q(assignee_member_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Does it wait for somebody still?"""
        return self.state in OPEN

    @property
    def assignee(self) -> str:
        """Who is to do it, as the code of an actor, or ""."""
        if self.staff_id is not None:
            return f"staff:{self.staff_id}"
        return f"member:{self.assignee_member_id}" if self.assignee_member_id is not None else ""


class TaskStep(ManyRows):
    """A moment of a task: assigned, claimed, released, reminded, escalated, reopened, comment.

    `detail` is a code (whom, which role); `text` what was written; `member_id` whom the task is about.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="steps")
    member_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    detail = models.CharField(max_length=80, blank=True, default="")
    text = models.CharField(max_length=2000, blank=True, default="")
    mentions = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["member_id"], name="task_steps_about_member", condition=Q(member_id__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of task {self.task_id}"


class TaskAlarm(ManyRows):
    """When somebody is to be reminded of a task, or a further `role` to see it; gone once it rang."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="alarms")
    at = models.DateTimeField()
    role = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "at"], name="task_alarms_due")]

    def __str__(self) -> str:
        return f"alarm of task {self.task_id}"
