"""Periodic work of growth."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Organisation
from linli.run.growth.actions import proving


@app.periodic(cron="17 3 * * *")
@app.task(name="growth.prove_balances", queueing_lock="growth.prove_balances")
def prove_balances(timestamp: int) -> None:
    """Every night: do balances and entries agree, in every organisation?"""
    for org in Organisation.objects.order_by("id").values_list("id", flat=True):
        with scope.org(org):
            proving.prove_balances(at=timezone.now())
