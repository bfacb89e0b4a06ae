"""The demo's graph: computed from the invented talk, as every night."""

from datetime import datetime

from linli.people.communities import queries as communities
from linli.people.ties.actions import refreshing


def furnish(*, at: datetime) -> None:
    """The graph of every community of the organisation in scope."""
    for community in communities.communities():
        refreshing.refresh(community=community.id, at=at)
