"""Jobs and who holds them, who answers for what, what each declares to have, meetings, weekly summaries."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.kernel.orgs.scope import TenantModel
from linli.people.team.rules import jobs, matrix, meetings


def _choices(values: object) -> list[tuple[str, str]]:
    return [(str(one), str(one)) for one in values]  # type: ignore[attr-defined]  # an enumeration


class Job(TenantModel):
    """A job of the team in its own words. `code` names a ready-made one, "" for the team's own."""

    code = models.CharField(max_length=20, blank=True, default="")
    name = models.CharField(max_length=jobs.MAX_NAME)
    duties = models.CharField(max_length=jobs.MAX_TEXT, blank=True, default="")
    department = models.CharField(max_length=12, choices=_choices(jobs.Department))
    functions = ArrayField(models.CharField(max_length=12), default=list)
    abilities = ArrayField(models.CharField(max_length=16), default=list)
    wanted = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "name"], name="job_name_once")]

    def __str__(self) -> str:
        return self.name


class Post(TenantModel):
    """A colleague in a job: in one community, or (none named) in all. `hours` a week it is planned with."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="posts")
    staff_id = models.BigIntegerField()
    community_id = models.BigIntegerField(null=True)
    hours = models.DecimalField(max_digits=4, decimal_places=1, default=0)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["job", "staff_id", "community_id"], nulls_distinct=False, name="post_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} in job {self.job_id}"


class Answerable(TenantModel):
    """A cell of the responsibility matrix: the letters of a job for a kind of task."""

    kind = models.CharField(max_length=10, choices=_choices(matrix.KINDS))
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="+")
    parts = models.CharField(max_length=4)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "job"], name="answerable_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.parts}"


class Capacity(TenantModel):
    """What a colleague declares: hours a week, how many open tasks are enough, what they are good at."""

    staff_id = models.BigIntegerField()
    hours = models.DecimalField(max_digits=4, decimal_places=1, default=0)
    most_open = models.PositiveSmallIntegerField(default=0)
    abilities = ArrayField(models.CharField(max_length=16), default=list)
    declared_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "staff_id"], name="capacity_once")]

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.hours} h"


class Meeting(TenantModel):
    """A meeting of the team: what is on the table, what was said. Decisions become tasks."""

    kind = models.CharField(max_length=10, choices=_choices(meetings.Kind))
    title = models.CharField(max_length=meetings.MAX_TITLE)
    community_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    agenda = models.TextField(blank=True, default="")
    minutes = models.TextField(blank=True, default="")
    held_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "-at"], name="meetings_recent")]

    def __str__(self) -> str:
        return self.title


class Decision(TenantModel):
    """Something a meeting decided, and the task it became."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    text = models.CharField(max_length=meetings.MAX_DECISION)
    staff_id = models.BigIntegerField()
    due_on = models.DateField()
    task_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "text", "staff_id"], name="decision_once")
        ]

    def __str__(self) -> str:
        return self.text


class Summary(TenantModel):
    """The summary of a week as somebody kept it. `week` is its Monday; no community: the organisation."""

    community_id = models.BigIntegerField(null=True)
    week = models.DateField()
    language = models.CharField(max_length=10)
    text = models.TextField()
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org", "community_id", "week"], nulls_distinct=False, name="summary_once"
            )
        ]

    def __str__(self) -> str:
        return f"week of {self.week}"
