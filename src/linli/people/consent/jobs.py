"""What the room does by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import rounds
from linli.people.consent.actions import requests, retention


@app.periodic(cron="*/5 * * * *")
@app.task(name="consent.erase_due", queueing_lock="consent.erase_due", pass_context=False)
def erase_due(timestamp: int) -> int:
    """Every five minutes: erase those whose days to think are over."""
    return rounds.in_every_organisation(lambda: requests.erase_due(at=timezone.now()))


@app.periodic(cron="40 19 * * *")
@app.task(name="consent.clear_old", queueing_lock="consent.clear_old", pass_context=False)
def clear_old(timestamp: int) -> int:
    """Once a night (03:40 in Shanghai): take away what is older than an organisation keeps it."""
    return rounds.in_every_organisation(lambda: retention.clear_old(at=timezone.now()))
