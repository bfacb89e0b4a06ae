"""Work by the clock: listening for silence."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.content.topics.actions import rhythm
from linli.kernel.jobs import rounds
from linli.people.communities import queries as communities


@app.periodic(cron="*/10 * * * *")
@app.task(name="topics.watch", queueing_lock="topics.watch", pass_context=False)
def watch(timestamp: int) -> None:
    """Every ten minutes, in every community that is not closed."""
    now = timezone.now()
    rounds.in_every_organisation(lambda: rhythm.watch(lines=communities.community_lines(), at=now))
