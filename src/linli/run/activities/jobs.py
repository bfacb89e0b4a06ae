"""Work by the clock: activities close when their time comes."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import rounds
from linli.run.activities.actions import closing


@app.periodic(cron="* * * * *")
@app.task(name="activities.close_due", queueing_lock="activities.close_due", pass_context=False)
def close_due(timestamp: int) -> None:
    """Every minute."""
    now = timezone.now()
    rounds.in_every_organisation(lambda: closing.close_due(at=now))
