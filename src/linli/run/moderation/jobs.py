"""Periodic work of moderation."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.orgs import scope
from linli.run.moderation.actions import evidence


@app.periodic(cron="41 3 * * *")
@app.task(name="moderation.forget_old_evidence", queueing_lock="moderation.forget_old_evidence")
def forget_old_evidence(timestamp: int) -> None:
    """Every night: blank the texts of old cases."""
    with scope.everywhere():
        evidence.forget_old_evidence(at=timezone.now())
