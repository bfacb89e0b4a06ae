"""The demo's weeks of stages, counted at once and not within the hour."""

from linli.people.belonging.actions import weeks
from linli.people.communities import queries as communities


def count_weeks() -> None:
    """For every community of the organisation in scope, after its history was heard."""
    for community in communities.communities():
        weeks.count_weeks(community_id=community.id)
