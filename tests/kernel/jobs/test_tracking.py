"""Long work: seen while it runs, kept when it fails, stopped when asked."""

from datetime import timedelta

import pytest

from linli.kernel.jobs import tracking
from linli.kernel.jobs.models import JobRun
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import AuditEntry


def test_progress_is_seen_while_it_runs(cast, time_machine):
    time_machine.move_to(cast.at)
    with tracking.track("import", title="history.json", total=10) as tracker:
        time_machine.shift(1)
        tracker.advance(4, "four")
        seen = JobRun.objects.get()

    assert (seen.done, seen.note, seen.state) == (4, "four", "running")
    assert JobRun.objects.get().state == "done"


def test_a_failure_is_kept_with_its_reason(cast):
    with pytest.raises(ValueError), tracking.track("import", title="history.json"):
        raise ValueError("the disk is full")

    assert (JobRun.objects.get().state, JobRun.objects.get().note) == ("failed", "the disk is full")


def test_asking_to_stop_is_heard_at_the_next_step(cast, time_machine):
    time_machine.move_to(cast.at)
    with tracking.track("import", title="history.json") as tracker:
        tracking.ask_to_stop(run_id=tracker.run.id, by=cast.by_lin)
        time_machine.shift(1)
        tracker.advance(1)
        assert tracker.should_stop is True

    assert JobRun.objects.get().state == "stopped"
    assert AuditEntry.objects.filter(action="job.stop_asked").count() == 1


def test_what_has_ended_cannot_be_stopped(cast):
    with tracking.track("import", title="history.json") as tracker:
        pass

    with pytest.raises(tracking.NotRunning):
        tracking.ask_to_stop(run_id=tracker.run.id, by=cast.by_lin)


def test_another_organisation_can_neither_see_nor_stop_it(cast):
    with tracking.track("import", title="history.json") as tracker, cast.scope_elsewhere():
        assert tracking.recent_runs() == []
        with pytest.raises(tracking.NotRunning):
            tracking.ask_to_stop(run_id=tracker.run.id, by=cast.by_zhou)


def test_work_whose_process_died_says_so(cast):
    with tracking.track("import", title="history.json") as tracker:
        JobRun.objects.update(seen_at=tracker.run.seen_at - timedelta(minutes=6))
        with scope.everywhere():
            assert tracking.give_up_silent_runs() == 1
        assert JobRun.objects.get().state == "failed"
