"""What the room does by the clock: it reminds, and tells others of what is late."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import rounds
from linli.people.tasks.actions import ringing


@app.periodic(cron="* * * * *")
@app.task(name="tasks.ring", queueing_lock="tasks.ring", pass_context=False)
def ring(timestamp: int) -> int:
    """Every minute: reminders of tasks that are due soon, escalation of those that are late."""
    return rounds.in_every_organisation(lambda: ringing.ring(at=timezone.now()))
