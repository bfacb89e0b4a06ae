"""How many members are in which stage, how they moved from week to week, and who is behind a number.

Members of the team are left out of all of it; who left is lost.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.belonging.models import Belonging, CommunityDay, StageChange, StageWeek

_PEOPLE = (
    "belonging_belonging b JOIN members_member m ON m.id = b.member_id AND NOT m.is_operator"
    " WHERE b.org_id = %(org)s AND b.community_id = %(community)s"
)


@dataclass(frozen=True)
class Counts:
    """Members of a community by stage, relation and contribution; `left` of the lost ones left."""

    stages: Mapping[str, int]
    relations: Mapping[str, int]
    contributions: Mapping[str, int]
    left: int

    @property
    def people(self) -> int:
        """Everybody, those who left included."""
        return sum(self.stages.values())


@dataclass(frozen=True)
class Week:
    """A week that ended with `day`: members by stage then, and by (stage a week before, stage then)."""

    day: date
    stages: Mapping[str, int]
    flows: Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Change:
    """A member went from a stage to another."""

    community_id: int
    day: date
    before: str
    after: str
    rules_version: int


def counts(community_id: int) -> Counts:
    """A community's members now, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.stage, b.relation, b.contribution, b.left_at IS NOT NULL, count(*)"
            f" FROM {_PEOPLE} GROUP BY 1, 2, 3, 4",
            {"org": scope.org_id(), "community": community_id},
        )
        rows = cursor.fetchall()
    stages, relations, contributions = Counter[str](), Counter[str](), Counter[str]()
    left = 0
    for stage, relation, contribution, has_left, members in rows:
        stages[stage] += members
        relations[relation] += members
        contributions[contribution] += members
        left += members if has_left else 0
    return Counts(stages, relations, contributions, left)


def weeks(community_id: int, *, limit: int = 26) -> list[Week]:
    """The newest weeks that were counted, oldest first."""
    found = StageWeek.objects.filter(community_id=community_id).order_by("-day")
    flows: dict[date, dict[tuple[str, str], int]] = {}
    for day, before, after, members in found.values_list("day", "before", "after", "members"):
        if day not in flows and len(flows) == limit:
            break
        flows.setdefault(day, {})[before, after] = members
    return [_week(day, flows[day]) for day in sorted(flows)]


def flows(found: Collection[Week]) -> Counter[tuple[str, str]]:
    """How often members moved from one stage to another over some weeks; who stayed is left out."""
    total: Counter[tuple[str, str]] = Counter()
    for week in found:
        total.update({pair: members for pair, members in week.flows.items() if pair[0] != pair[1]})
    return total


def changes_of(member_ids: Collection[int], *, reach: frozenset[int] | None) -> list[Change]:
    """The recorded changes of a person (with the ids of records merged into them), newest first."""
    found = StageChange.objects.filter(member_id__in=member_ids).order_by("-day", "-id")
    if reach is not None:
        found = found.filter(community_id__in=reach)
    return [
        Change(one.community_id, one.day, one.before, one.after, one.rules_version) for one in found[:100]
    ]


def members_behind(
    community_id: int,
    *,
    stage: str = "",
    relation: str = "",
    contribution: str = "",
    limit: int = 1_000_000,
) -> list[int]:
    """The ids of the members a number stands for. The caller has checked that the seat reaches the place."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT b.member_id FROM {_PEOPLE} AND (%(stage)s = '' OR b.stage = %(stage)s)"
            " AND (%(relation)s = '' OR b.relation = %(relation)s)"
            " AND (%(contribution)s = '' OR b.contribution = %(contribution)s)"
            " ORDER BY b.member_id LIMIT %(limit)s",
            {
                "org": scope.org_id(),
                "community": community_id,
                "stage": stage,
                "relation": relation,
                "contribution": contribution,
                "limit": limit,
            },
        )
        return [row[0] for row in cursor.fetchall()]


def counted_on(community_id: int) -> date | None:
    """The day a community's members were last counted for; None when nobody was heard of yet."""
    found = CommunityDay.objects.filter(community_id=community_id).values_list("day", flat=True).first()
    return found if isinstance(found, date) else None


def _week(day: date, flows: Mapping[tuple[str, str], int]) -> Week:
    stages: Counter[str] = Counter()
    for (_, after), members in flows.items():
        stages[after] += members
    return Week(day, stages, flows)


def communities_of(member_id: int) -> list[int]:
    """The communities a member is or was in."""
    found = Belonging.objects.filter(member_id=member_id).order_by("community_id")
    return list(found.values_list("community_id", flat=True))
