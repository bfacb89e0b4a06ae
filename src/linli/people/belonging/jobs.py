"""What the room does by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import rounds, tracking
from linli.kernel.orgs import scope
from linli.people.belonging.actions import publishing, turning, weeks
from linli.people.communities import queries as communities


@app.periodic(cron="*/10 * * * *")
@app.task(name="belonging.turn_days", queueing_lock="belonging.turn_days", pass_context=False)
def turn_days(timestamp: int) -> int:
    """Every ten minutes: communities whose local date moved on are counted for their new day."""
    return rounds.in_every_organisation(
        lambda: sum(
            turning.turn_day(community_id=community.id, at=timezone.now())
            for community in communities.communities()
        )
    )


@app.periodic(cron="23 * * * *")
@app.task(name="belonging.count_weeks", queueing_lock="belonging.count_weeks", pass_context=False)
def count_weeks(timestamp: int) -> int:
    """Every hour: weeks of stages that ended, or that imported history changed."""
    return rounds.in_every_organisation(
        lambda: sum(weeks.count_weeks(community_id=community.id) for community in communities.communities())
    )


@app.task(name="belonging.apply_rules", pass_context=False)
def apply_rules(org_id: int, community_id: int | None, title: str) -> None:
    """Now, because a person published: everybody's stage by the new rules."""
    with scope.org(org_id), tracking.track("belonging.apply_rules", title=title):
        publishing.apply_rules(community_id=community_id, at=timezone.now())
