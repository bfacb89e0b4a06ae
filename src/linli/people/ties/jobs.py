"""What the room does by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import rounds, tracking
from linli.kernel.orgs import scope
from linli.people.communities import queries as communities
from linli.people.ties.actions import refreshing

REFRESH = "ties.refresh_community"


@app.periodic(cron="40 3 * * *")
@app.task(name="ties.refresh_all", queueing_lock="ties.refresh_all", pass_context=False)
def refresh_all(timestamp: int) -> int:
    """Every night: the graph of every community."""
    return rounds.in_every_organisation(_refresh_every_community)


def _refresh_every_community() -> int:
    listed = list(communities.communities())
    for community in listed:
        refreshing.refresh(community=community.id, at=timezone.now())
    return len(listed)


@app.task(name=REFRESH, pass_context=False)
def refresh_community(org_id: int, community_id: int, title: str) -> None:
    """Now, because a person asked."""
    with scope.org(org_id), tracking.track(REFRESH, title=title, total=4) as tracker:
        refreshing.refresh(community=community_id, at=timezone.now(), tell=tracker.advance)
