"""What the room does by the clock: what is due today is somebody's task."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import rounds
from linli.people.care.actions import asking


@app.periodic(cron="4 * * * *")
@app.task(name="care.open_due", queueing_lock="care.open_due", pass_context=False)
def open_due(timestamp: int) -> int:
    """Every hour, for each community has its own morning."""
    return rounds.in_every_organisation(lambda: asking.open_due(at=timezone.now()))
