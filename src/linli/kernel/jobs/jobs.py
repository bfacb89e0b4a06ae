"""What the room does by the clock."""

from procrastinate.contrib.django import app

from linli.kernel.jobs import tracking
from linli.kernel.orgs import scope


@app.periodic(cron="*/5 * * * *")
@app.task(name="jobs.give_up_silent_runs", queueing_lock="jobs.give_up_silent_runs")
def give_up_silent_runs(timestamp: int) -> int:
    """Every five minutes: work whose process died is shown as failed."""
    with scope.everywhere():
        return tracking.give_up_silent_runs()
