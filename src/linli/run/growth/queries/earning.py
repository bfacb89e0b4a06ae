"""Earning rules, the clocks and languages they need, and what was earned so far on a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Organisation
from linli.people.communities.models import Community
from linli.run.growth.models import EarningRule
from linli.run.growth.rules.earning import SoFar


@dataclass(frozen=True)
class Rules:
    """The rules of one trigger: the general one, and those of communities that have their own."""

    general: EarningRule | None
    own: dict[int, EarningRule]

    def of(self, community: int | None) -> EarningRule | None:
        """The rule that counts in a community; None when nothing is earned there."""
        found = self.own.get(community or 0, self.general)
        return found if found and found.is_active else None


def rules_for(trigger: str) -> Rules:
    """All rules of a trigger ("message", "check_in")."""
    found = list(EarningRule.objects.select_related("currency").filter(trigger=trigger).order_by("id"))
    general = next((rule for rule in found if rule.community_id is None), None)
    return Rules(general, {rule.community_id: rule for rule in found if rule.community_id is not None})


def has_rules() -> bool:
    """Were the rules of the organisation ever set up?"""
    return bool(EarningRule.objects.exists())


def zones(community_ids: Collection[int]) -> dict[int, ZoneInfo]:
    """The clock of each community."""
    rows = Community.objects.filter(id__in=community_ids).values_list("id", "zone")
    return {community: ZoneInfo(zone) for community, zone in rows}


def zone_of(community: int | None) -> ZoneInfo:
    """The clock of a community, or the organisation's where there is none."""
    if community is not None and (found := zones([community])):
        return found[community]
    return ZoneInfo(Organisation.objects.values_list("zone", flat=True).get(id=scope.org_id()))


def languages(community_ids: Collection[int]) -> dict[int, str]:
    """The language of each community."""
    return dict(Community.objects.filter(id__in=community_ids).values_list("id", "language"))


def day_in(community: int | None, at: datetime) -> date:
    """The day it is in a community at a moment."""
    return at.astimezone(zone_of(community)).date()


def earned_so_far(
    pairs: Iterable[tuple[int, date]], *, reason: str, currency: int
) -> dict[tuple[int, date], SoFar]:
    """For (member, day): the points earned for a reason in all communities, and the last text that earned."""
    wanted = sorted(set(pairs))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.member_id, t.day, sum(t.points)::bigint, (array_agg(t.last_text ORDER BY t.id DESC))[1]"
            " FROM unnest(%s::bigint[], %s::date[]) AS u(member, day)"
            " JOIN growth_tally t ON t.member_id = u.member AND t.day = u.day AND t.reason = %s"
            "  AND t.currency_id = %s AND t.org_id = %s GROUP BY 1, 2",
            [
                "{" + ",".join(str(member) for member, _day in wanted) + "}",
                "{" + ",".join(day.isoformat() for _member, day in wanted) + "}",
                reason,
                currency,
                scope.org_id(),
            ],
        )
        return {(member, day): SoFar(points, text) for member, day, points, text in cursor.fetchall()}
