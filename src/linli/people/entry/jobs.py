"""What the room does by the clock."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import rounds
from linli.people.entry.actions import meeting, waiting

CONNECTING_DAYS = 30


@app.periodic(cron="*/10 * * * *")
@app.task(name="entry.end_offers", queueing_lock="entry.end_offers", pass_context=False)
def end_offers(timestamp: int) -> int:
    """Places nobody took in time go to the next in line, organisation by organisation."""
    return rounds.in_every_organisation(lambda: waiting.end_offers(at=timezone.now()))


@app.periodic(cron="23 * * * *")
@app.task(name="entry.note_connections", queueing_lock="entry.note_connections", pass_context=False)
def note_connections(timestamp: int) -> int:
    """Pairs that were suggested in the last month and have talked since."""
    now = timezone.now()
    return rounds.in_every_organisation(
        lambda: meeting.note_connections(since=now - timedelta(days=CONNECTING_DAYS), at=now)
    )
