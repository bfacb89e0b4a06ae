"""What the room does by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Organisation
from linli.people.belonging.actions import turning
from linli.people.communities import queries as communities


@app.periodic(cron="*/10 * * * *")
@app.task(name="belonging.turn_days", queueing_lock="belonging.turn_days", pass_context=False)
def turn_days(timestamp: int) -> int:
    """Every ten minutes: communities whose local date moved on are counted for their new day."""
    turned = 0
    for org_id in Organisation.objects.order_by("id").values_list("id", flat=True):
        with scope.org(org_id):
            for community in communities.communities():
                turned += turning.turn_day(community_id=community.id, at=timezone.now())
    return turned
