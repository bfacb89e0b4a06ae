"""Playbooks, their published versions, and the runs with everything that explains them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.kernel.orgs.scope import TenantModel

ALIVE = ("waiting", "ready", "running", "blocked_task", "paused")
DUE = ("waiting", "ready", "blocked_task")
STATES = (*ALIVE, "done", "stopped")


class ManyRows(TenantModel):
    """A tenant table of many rows, which no index on the organisation alone would help to find."""

    org = models.ForeignKey(
        "orgs.Organisation", on_delete=models.CASCADE, related_name="+", editable=False, db_index=False
    )

    class Meta:
        abstract = True


class Playbook(TenantModel):
    """A playbook by its id, and the communities in which it runs (none named: all of them).

    `state` is draft (never published), active, draining (nobody new comes in), paused or stopped.
    """

    code = models.CharField(max_length=60)
    title = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=10, default="draft")
    draft = models.TextField(blank=True, default="")
    draft_changed_at = models.DateTimeField()
    current = models.ForeignKey("PlaybookVersion", null=True, on_delete=models.PROTECT, related_name="+")
    communities = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "code"], name="playbook_code")]

    def __str__(self) -> str:
        return self.title or self.code


class PlaybookVersion(TenantModel):
    """What was published, and why it was changed. The database refuses to change it.

    A draft that was only rehearsed has a number below zero.
    """

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    content_hash = models.CharField(max_length=64)
    source = models.TextField()
    document = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)
    reason = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["playbook", "number"], name="playbook_version")
        ]

    def __str__(self) -> str:
        return f"{self.playbook_id} version {self.number}"


class Run(ManyRows):
    """A playbook under way for one subject, on the version it began with.

    subject  whom it is about: "membership:MEMBER:GROUP", "person:MEMBER" or "group:GROUP"; of a rehearsal
             "test:" and who rehearses, so that it takes nobody's place
    key      what started it: who had a run of this key does not get another one of it
    slot     of the places that a subject has for runs at once
    step     where it stands; with state `ready` it has yet to take that step
    wake_at  when it is looked at again; kept when a run is stopped, so that it can go on
    hears    kinds of events that its version waits for or ends on
    fence    counts transitions
    depth    how many playbooks started each other to come here
    is_test  a rehearsal: everything it says goes to the one who rehearses, and time passes faster
    """

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="runs", db_index=False)
    version = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject = models.CharField(max_length=60)
    community_id = models.BigIntegerField()
    group_id = models.BigIntegerField(null=True)
    member_id = models.BigIntegerField(null=True)
    run_no = models.IntegerField(default=1)
    key = models.CharField(max_length=120)
    slot = models.SmallIntegerField(default=1)
    depth = models.SmallIntegerField(default=0)
    is_test = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=[(one, one) for one in STATES])
    outcome = models.CharField(max_length=60, blank=True, default="")
    step = models.CharField(max_length=60)
    wake_at = models.DateTimeField(null=True)
    hears = ArrayField(models.CharField(max_length=60), default=list)
    context = models.JSONField(default=dict)
    fence = models.IntegerField(default=0)
    attempts = models.SmallIntegerField(default=0)
    trouble = models.TextField(blank=True, default="")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    goal_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["playbook", "subject", "run_no"], name="run_of_subject"),
            models.UniqueConstraint(fields=["playbook", "subject", "key"], name="run_of_key"),
            models.UniqueConstraint(
                fields=["playbook", "subject", "slot"],
                condition=models.Q(state__in=ALIVE),
                name="one_run_in_a_slot",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["org", "wake_at"], name="runs_due", condition=models.Q(state__in=DUE)),
            models.Index(fields=["org", "member_id"], name="runs_of_member"),
            models.Index(
                fields=["org", "group_id"],
                name="runs_of_group",
                condition=models.Q(state__in=ALIVE, member_id=None),
            ),
            models.Index(fields=["playbook", "state"], name="runs_by_state"),
            models.Index(
                fields=["org"],
                name="runs_troubled",
                condition=models.Q(state__in=ALIVE) & ~models.Q(trouble=""),
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.id} ({self.state})"


class StepVisit(ManyRows):
    """One visit of a run to a step: what it was given and what came of it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="visits", db_index=False)
    step = models.CharField(max_length=60)
    visit_no = models.SmallIntegerField()
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    inputs = models.JSONField(default=dict)
    result = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "step", "visit_no"], name="visit_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.step} {self.visit_no}"


class Wait(ManyRows):
    """An event a run waits for: of this kind, about its member or group. Arm -1: may change its condition."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="waits", db_index=False)
    kind = models.CharField(max_length=60)
    member_id = models.BigIntegerField(null=True)
    group_id = models.BigIntegerField(null=True)
    arm = models.SmallIntegerField()
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "arm", "kind"], name="wait_once")]

    def __str__(self) -> str:
        return f"{self.run_id} for {self.kind}"


class Skip(ManyRows):
    """Somebody for whom a playbook did not start, and why; kept for ninety days."""

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="skips", db_index=False)
    member_id = models.BigIntegerField(null=True)
    group_id = models.BigIntegerField(null=True)
    event_id = models.UUIDField()
    reason = models.CharField(max_length=20)
    detail = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["playbook", "event_id"], name="skip_once")]
        indexes: ClassVar = [
            models.Index(fields=["org", "member_id"], name="skips_of_member"),
            models.Index(fields=["at"], name="skips_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.reason}"


class Ticker(TenantModel):
    """The next occurrence of a schedule in one group or, for members, in one community.

    due_at  in UTC, with the spread of the subject in it
    local   the intent ("2026-11-23 09:30 Asia/Shanghai"), from which both are computed anew when the
            zone or its rules change
    """

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="tickers", db_index=False)
    trigger = models.SmallIntegerField()
    community_id = models.BigIntegerField()
    group_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    occurs_at = models.DateTimeField(null=True)
    local = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["playbook", "trigger", "community_id", "group_id"],
                name="ticker_once",
                nulls_distinct=False,
            )
        ]
        indexes: ClassVar = [models.Index(fields=["org", "due_at"], name="tickers_due")]

    def __str__(self) -> str:
        return f"{self.playbook_id} at {self.due_at}"


class AbsenceScan(TenantModel):
    """Up to which moment the absences of a trigger were looked for."""

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="+", db_index=False)
    trigger = models.SmallIntegerField()
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["playbook", "trigger"], name="absence_scan_once")
        ]

    def __str__(self) -> str:
        return f"{self.playbook_id} until {self.until}"


class Assignment(ManyRows):
    """The arm of an experiment, or the holdout, that a unit ("person:5", "group:2") came into, for good."""

    experiment = models.CharField(max_length=80)
    unit = models.CharField(max_length=40)
    member_id = models.BigIntegerField(null=True)
    arm = models.CharField(max_length=60)
    assigned_at = models.DateTimeField()
    exposed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "experiment", "unit"], name="assigned_once")
        ]
        indexes: ClassVar = [models.Index(fields=["org", "member_id"], name="assignments_of_member")]

    def __str__(self) -> str:
        return f"{self.unit} in {self.arm} of {self.experiment}"


class Gathering(ManyRows):
    """A post that several runs of one group share: open until `closes_at`, then said once for all of them."""

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.ForeignKey(PlaybookVersion, on_delete=models.CASCADE, related_name="+", db_index=False)
    step = models.CharField(max_length=60)
    group_id = models.BigIntegerField()
    number = models.IntegerField()
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    runs = ArrayField(models.BigIntegerField(), default=list)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["playbook", "step", "group_id", "number"], name="gathering_number"
            ),
            models.UniqueConstraint(
                fields=["playbook", "step", "group_id"],
                condition=models.Q(closed_at=None),
                name="one_open_gathering",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["org", "closes_at"], name="gatherings_due", condition=models.Q(closed_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.playbook_id} {self.step} in {self.group_id}"


class Simulation(TenantModel):
    """A document played through a stretch of the past, with what came of it (ids and numbers, no words).

    state  waiting, running, done, stopped or failed; `note` says why
    """

    code = models.CharField(max_length=60)
    source = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    community_id = models.BigIntegerField(null=True)
    answers = models.CharField(max_length=10, default="done")
    state = models.CharField(max_length=10, default="waiting")
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    report = models.JSONField(null=True)
    note = models.CharField(max_length=500, blank=True, default="")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "code", "-asked_at"], name="simulations_of")]

    def __str__(self) -> str:
        return f"{self.code} from {self.since} to {self.until}"
