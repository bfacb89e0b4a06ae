"""What the room does by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import tracking
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Organisation
from linli.people.communities import queries as communities
from linli.people.ties.actions import refreshing

REFRESH = "ties.refresh_community"


@app.periodic(cron="40 3 * * *")
@app.task(name="ties.refresh_all", queueing_lock="ties.refresh_all", pass_context=False)
def refresh_all(timestamp: int) -> int:
    """Every night: the graph of every community."""
    count = 0
    for org_id in Organisation.objects.order_by("id").values_list("id", flat=True):
        with scope.org(org_id):
            for community in communities.communities():
                refreshing.refresh(community=community.id, at=timezone.now())
                count += 1
    return count


@app.task(name=REFRESH, pass_context=False)
def refresh_community(org_id: int, community_id: int, title: str) -> None:
    """Now, because a person asked."""
    with scope.org(org_id), tracking.track(REFRESH, title=title, total=4) as tracker:
        refreshing.refresh(community=community_id, at=timezone.now(), tell=tracker.advance)
