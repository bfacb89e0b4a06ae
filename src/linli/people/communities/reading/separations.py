"""Who must not share a community, where they do, and who is inside one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.people.communities.models import Community, Separation


class KeptApart(Refusal):
    """Somebody would meet people they must be kept apart from."""


@dataclass(frozen=True)
class Mixture:
    """Two kinds of people who share a community, with how many of each."""

    separation: Separation
    community_id: int
    first_count: int
    second_count: int


def separations() -> list[Separation]:
    """All of the organisation, the oldest first."""
    return list(Separation.objects.order_by("id"))


def mixtures(community_ids: Sequence[int], *, newcomers: Collection[int] = ()) -> list[Mixture]:
    """Where kinds that must be kept apart share a community; one query for all.

    `newcomers` are counted as if they were in each of these communities already. Somebody with both tags is
    of both kinds; such a person alone is no mixture.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH inside AS (SELECT DISTINCT s.community_id AS c, s.member_id AS m FROM members_membership s"
            "  WHERE s.org_id = %s AND s.community_id = ANY(%s) AND s.left_at IS NULL"
            "  UNION SELECT c, m FROM unnest(%s::bigint[]) c, unnest(%s::bigint[]) m)"
            " SELECT p.id, i.c, count(DISTINCT i.m) FILTER (WHERE t.name = p.first),"
            "  count(DISTINCT i.m) FILTER (WHERE t.name = p.second), count(DISTINCT i.m)"
            " FROM communities_separation p JOIN inside i ON true"
            " JOIN members_tag t ON t.member_id = i.m AND t.name IN (p.first, p.second)"
            " WHERE p.org_id = %s GROUP BY p.id, i.c ORDER BY i.c, p.id",
            [
                scope.org_id(),
                list(community_ids),
                list(community_ids),
                list(newcomers),
                scope.org_id(),
            ],
        )
        rows = cursor.fetchall()
    known = {one.id: one for one in separations()}
    return [
        Mixture(known[id], c, first, second) for id, c, first, second, n in rows if first and second and n > 1
    ]


def forbid(community: Community, newcomers: Collection[int]) -> None:
    """Raise KeptApart where these people would make a mixture that is forbidden and not there already."""
    already = {one.separation.id for one in mixtures([community.id]) if one.separation.forbids}
    for one in mixtures([community.id], newcomers=newcomers):
        if one.separation.forbids and one.separation.id not in already:
            raise KeptApart(
                _(
                    "“%(first)s” and “%(second)s” must not share a community:"
                    " choose other people or another place"
                )
                % {"first": one.separation.first, "second": one.separation.second}
            )


def members_inside(community_id: int, members: Collection[int], *, group_id: int | None = None) -> set[int]:
    """Which of these members are in a community, or in one group of it, now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT member_id FROM members_membership WHERE org_id = %s AND community_id = %s"
            " AND member_id = ANY(%s) AND left_at IS NULL AND (%s::bigint IS NULL OR group_id = %s)",
            [scope.org_id(), community_id, list(members), group_id, group_id],
        )
        return {row[0] for row in cursor.fetchall()}
