"""What the room does by the clock: fans are counted, and lists are not kept for ever."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import rounds
from linli.kernel.orgs.actor import SYSTEM
from linli.people.roles.actions import experts, fans


@app.periodic(cron="23 * * * *")
@app.task(name="roles.count_fans", queueing_lock="roles.count_fans", pass_context=False)
def count_fans(timestamp: int) -> int:
    """Every hour, for each community has its own day; the last count of a day stays."""
    return rounds.in_every_organisation(lambda: fans.count_all(at=timezone.now()))


@app.periodic(cron="41 3 * * *")
@app.task(name="roles.forget_experts", queueing_lock="roles.forget_experts", pass_context=False)
def forget_experts(timestamp: int) -> int:
    """Every night: experts who never joined, and with whom nothing happened for a year."""
    return rounds.in_every_organisation(lambda: experts.forget_untouched(by=SYSTEM, at=timezone.now()))
