"""Long work and how far it is; the queue itself is procrastinate's."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel

STATES = ("running", "done", "failed", "stopped")


class JobRun(TenantModel):
    """One piece of long work of an organisation. `total` is None where nobody can know it beforehand."""

    name = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES], default="running")
    note = models.CharField(max_length=500, blank=True, default="")
    is_stop_wanted = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "-started_at"], name="job_runs_recent")]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"
