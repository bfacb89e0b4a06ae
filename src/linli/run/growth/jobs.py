"""Periodic work of growth."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import rounds
from linli.run.growth.actions import proving


@app.periodic(cron="17 3 * * *")
@app.task(name="growth.prove_balances", queueing_lock="growth.prove_balances")
def prove_balances(timestamp: int) -> None:
    """Every night: do balances and entries agree, in every organisation?"""
    rounds.in_every_organisation(lambda: len(proving.prove_balances(at=timezone.now()).differences))
