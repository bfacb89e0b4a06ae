"""What the room does by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Organisation
from linli.people.entry.actions import waiting


@app.periodic(cron="*/10 * * * *")
@app.task(name="entry.end_offers", queueing_lock="entry.end_offers", pass_context=False)
def end_offers(timestamp: int) -> int:
    """Places nobody took in time go to the next in line, organisation by organisation."""
    ended = 0
    for org_id in Organisation.objects.order_by("id").values_list("id", flat=True):
        with scope.org(org_id):
            ended += waiting.end_offers(at=timezone.now())
    return ended
