"""Reads about background work: what failed in the queue, and one piece of an organisation's work."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from linli.kernel.errors import Refusal
from linli.kernel.jobs.models import JobRun


class NoSuchRun(Refusal):
    """There is no such work in this organisation."""

    def __init__(self) -> None:
        super().__init__("there is no such work here")


@dataclass(frozen=True)
class FailedTask:
    """A kind of job that failed lately: how often, and when last."""

    name: str
    count: int
    last_at: datetime | None


def failed_tasks(*, since: datetime) -> list[FailedTask]:
    """Jobs of the queue that failed after a moment, by name, for the whole installation."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.task_name, count(DISTINCT j.id), max(e.at) FROM procrastinate_jobs j"
            " JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'failed'"
            " WHERE j.status = 'failed' AND e.at >= %s GROUP BY 1 ORDER BY 1",
            [since],
        )
        return [FailedTask(*row) for row in cursor.fetchall()]


def get_run(run_id: int) -> JobRun:
    """One piece of work of the organisation in scope, or NoSuchRun."""
    found: JobRun | None = JobRun.objects.filter(id=run_id).first()
    if found is None:
        raise NoSuchRun
    return found


def running(name: str) -> list[JobRun]:
    """The organisation's work of this name that has not ended, newest first."""
    return list(JobRun.objects.filter(name=name, state="running").order_by("-started_at", "-id"))
