"""What the room does by the clock."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Organisation
from linli.people.entry.actions import meeting, waiting

CONNECTING_DAYS = 30


@app.periodic(cron="*/10 * * * *")
@app.task(name="entry.end_offers", queueing_lock="entry.end_offers", pass_context=False)
def end_offers(timestamp: int) -> int:
    """Places nobody took in time go to the next in line, organisation by organisation."""
    ended = 0
    for org_id in Organisation.objects.order_by("id").values_list("id", flat=True):
        with scope.org(org_id):
            ended += waiting.end_offers(at=timezone.now())
    return ended


@app.periodic(cron="23 * * * *")
@app.task(name="entry.note_connections", queueing_lock="entry.note_connections", pass_context=False)
def note_connections(timestamp: int) -> int:
    """Pairs that were suggested in the last month and have talked since."""
    talked = 0
    for org_id in Organisation.objects.order_by("id").values_list("id", flat=True):
        with scope.org(org_id):
            now = timezone.now()
            talked += meeting.note_connections(since=now - timedelta(days=CONNECTING_DAYS), at=now)
    return talked
