"""What a die-hard fan is in a community, and the daily count of them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities import locking
from linli.people.communities import queries as communities
from linli.people.communities.models import Community
from linli.people.roles.models import FanCount, FanRule
from linli.people.roles.queries import fans as queries
from linli.people.roles.queries.fans import BadDefinition

MAX_CONDITION = 2000
MOST_WANTED = 10_000_000


@transaction.atomic
def define_fans(*, community: Community, condition: str, target: int, by: Actor, at: datetime) -> FanRule:
    """Say what a fan is here and how many are wanted; what was counted under another definition goes.

    Raises BadDefinition.
    """
    condition = condition.strip()
    if not 1 <= len(condition) <= MAX_CONDITION:
        raise BadDefinition(_("say in 1 to %(n)s characters what makes a fan") % {"n": MAX_CONDITION})
    if not 1 <= target <= MOST_WANTED:
        raise BadDefinition(_("a target lies between 1 and %(n)s") % {"n": MOST_WANTED})
    queries.check(condition)
    locking.lock_community(community)
    before = queries.definition_of(community.id)
    given = {"condition": condition, "target": target}
    rule, _made = FanRule.objects.update_or_create(
        community_id=community.id, defaults=given, create_defaults=given
    )
    if before.condition != condition:
        FanCount.objects.filter(community_id=community.id).delete()
    if (before.condition, before.target) != (condition, target):
        audit.record(
            "fans.defined",
            subject=f"community:{community.id}",
            by=by,
            at=at,
            before={"condition": before.condition, "target": before.target},
            after=given,
        )
    defined: FanRule = rule
    return defined


def count_all(*, at: datetime) -> int:
    """Write down how many fans each community has on its day; returns how many communities it counted.

    A definition that no longer stands is left out.
    """
    rows = []
    for community in communities.communities():
        definition = queries.definition_of(community.id)
        if definition.sentence:
            day = at.astimezone(ZoneInfo(community.zone)).date()
            fans = queries.count_fans(community.id, definition.condition, at=at)
            rows.append(FanCount(community_id=community.id, day=day, fans=fans))
    FanCount.objects.bulk_create(
        rows, update_conflicts=True, update_fields=["fans"], unique_fields=["community_id", "day"]
    )
    return len(rows)
