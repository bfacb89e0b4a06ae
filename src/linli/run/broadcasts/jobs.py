"""What broadcasts do by the clock, and behind the page that confirmed one."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import rounds
from linli.kernel.orgs import scope
from linli.run.broadcasts.actions import planning


@app.periodic(cron="* * * * *")
@app.task(name="broadcasts.plan_waiting", queueing_lock="broadcasts.plan_waiting", pass_context=False)
def plan_waiting(timestamp: int) -> int:
    """Confirmed broadcasts go into the outbox; one that a killed process left half done goes on."""
    return rounds.in_every_organisation(lambda: planning.plan_waiting(at=timezone.now()))


@app.task(name="broadcasts.plan_now", pass_context=False)
def plan_now(org_id: int) -> int:
    """The same for one organisation, as soon as somebody has confirmed."""
    with scope.org(org_id):
        return planning.plan_waiting(at=timezone.now())
