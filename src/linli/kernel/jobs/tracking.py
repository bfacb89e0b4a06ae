"""Progress of long work that people can watch and stop."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone

from linli.kernel.errors import Refusal
from linli.kernel.jobs.models import JobRun
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor

WRITE_EVERY = timedelta(milliseconds=500)
SILENT_AFTER = timedelta(minutes=5)


class NotRunning(Refusal):
    """The work has ended already."""

    def __init__(self) -> None:
        super().__init__("this has ended already: there is nothing to stop")


class Tracker:
    """Tells how far one piece of work is; writes at most twice a second."""

    def __init__(self, run: JobRun) -> None:
        self.run = run
        self._written_at = run.seen_at

    def advance(self, done: int, note: str = "") -> None:
        """`done` of the total is done. Call it outside a transaction, or nobody sees it."""
        now = timezone.now()
        self.run.done, self.run.note = done, note[:500]
        if now - self._written_at >= WRITE_EVERY:
            self._written_at = self.run.seen_at = now
            self.run.save(update_fields=["done", "note", "seen_at"])
            self.run.refresh_from_db(fields=["is_stop_wanted"])

    @property
    def should_stop(self) -> bool:
        """Has somebody asked to stop it?"""
        return self.run.is_stop_wanted


@contextmanager
def track(name: str, *, title: str, total: int | None = None) -> Iterator[Tracker]:
    """Show work of the organisation in scope while it runs; an exception is kept as its note and goes on
    up.
    """
    now = timezone.now()
    run = JobRun.objects.create(name=name, title=title[:200], total=total, started_at=now, seen_at=now)
    tracker = Tracker(run)
    try:
        yield tracker
    except Exception as error:
        _finish(run, "failed", str(error)[:500])
        raise
    _finish(run, "stopped" if tracker.should_stop else "done", run.note)


def ask_to_stop(*, run_id: int, by: Actor) -> None:
    """Ask running work of the organisation in scope to stop at its next step. Raises NotRunning."""
    if not JobRun.objects.filter(id=run_id, state="running").update(is_stop_wanted=True):
        raise NotRunning
    audit.record("job.stop_asked", subject=f"job:{run_id}", by=by, at=timezone.now())


def recent_runs(limit: int = 50) -> list[JobRun]:
    """The organisation's latest work, newest first."""
    return list(JobRun.objects.order_by("-started_at", "-id")[:limit])


def give_up_silent_runs() -> int:
    """Work whose process died says so instead of running for ever.

    For all organisations; needs scope.everywhere.
    """
    now = timezone.now()
    silent = JobRun.objects.filter(state="running", seen_at__lt=now - SILENT_AFTER)
    return silent.update(state="failed", note="its process ended without a word", finished_at=now)


def _finish(run: JobRun, state: str, note: str) -> None:
    now = timezone.now()
    run.state, run.note, run.finished_at, run.seen_at = state, note, now, now
    run.save(update_fields=["state", "note", "done", "finished_at", "seen_at"])
