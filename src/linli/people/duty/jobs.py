"""What the room does by the clock: terms turn, and new ones are planned."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import rounds
from linli.people.duty.actions import turning


@app.periodic(cron="*/10 * * * *")
@app.task(name="duty.turn", queueing_lock="duty.turn", pass_context=False)
def turn(timestamp: int) -> int:
    """Every ten minutes: end what is over, begin what has its time, open today's tasks."""
    return rounds.in_every_organisation(lambda: turning.turn_all(at=timezone.now()))


@app.periodic(cron="17 2 * * *")
@app.task(name="duty.plan", queueing_lock="duty.plan", pass_context=False)
def plan(timestamp: int) -> int:
    """Every night: terms as far ahead as each rota says."""
    return rounds.in_every_organisation(lambda: turning.plan_all(at=timezone.now()))
