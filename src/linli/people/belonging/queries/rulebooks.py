"""Versions of what the stages mean, and how many members another wording would move."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from django.db import connection

from linli.kernel.orgs import scope
from linli.people.belonging import standing
from linli.people.belonging.models import StageRules
from linli.people.belonging.queries import places
from linli.people.belonging.rules import Thresholds

SAMPLE = 20_000


@dataclass(frozen=True)
class Version:
    """A published wording; `community_id` None: of the organisation."""

    community_id: int | None
    version: int
    thresholds: Thresholds
    published_at: datetime
    published_by: str


@dataclass(frozen=True)
class Preview:
    """How many members would be in which stage: by (now, then). `asked` of `people` were looked at."""

    moves: Mapping[tuple[str, str], int]
    asked: int
    people: int

    @property
    def moved(self) -> int:
        """How many would be in another stage."""
        return sum(count for (before, after), count in self.moves.items() if before != after)


def versions(community_id: int | None) -> list[Version]:
    """Every version of a community (None: of the organisation), newest first."""
    found = StageRules.objects.filter(community_id=community_id).order_by("-version")
    return [
        Version(
            one.community_id,
            one.version,
            msgspec.convert(one.document, Thresholds),
            one.published_at,
            one.published_by,
        )
        for one in found
    ]


def locked_newest(community_id: int | None) -> StageRules | None:
    """The newest version, nobody else publishing meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('linli.stage_rules'), %s)", [scope.org_id()])
    found: StageRules | None = (
        StageRules.objects.filter(community_id=community_id).order_by("-version").first()
    )
    return found


def preview(community_id: int, thresholds: Thresholds, *, at: datetime) -> Preview:
    """What a wording would do in a community: exactly up to SAMPLE members, else by an even sample."""
    place = places.places_at({community_id: at})[community_id]
    pairs, people = _sample(community_id)
    if not pairs:
        return Preview({}, 0, 0)
    values = standing.parameters(pairs, {community_id: replace(place, thresholds=thresholds)})
    with connection.cursor() as cursor:
        cursor.execute(
            standing.SQL + "SELECT b.stage, s.stage, count(*)::int FROM stood s JOIN belonging_belonging b"
            " ON b.member_id = s.person AND b.community_id = s.community_id GROUP BY 1, 2",
            values,
        )
        moves = {(row[0], row[1]): row[2] for row in cursor.fetchall()}
    return Preview(moves, len(pairs), people)


def _sample(community_id: int) -> tuple[list[tuple[int, int]], int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM belonging_belonging WHERE org_id = %s AND community_id = %s",
            [scope.org_id(), community_id],
        )
        people: int = cursor.fetchone()[0]
        cursor.execute(
            "SELECT b.member_id, b.community_id FROM belonging_belonging b"
            " JOIN members_member m ON m.id = b.member_id AND NOT m.is_operator"
            " WHERE b.org_id = %s AND b.community_id = %s AND b.id %% %s = 0",
            [scope.org_id(), community_id, 1 + people // SAMPLE],
        )
        return [(row[0], row[1]) for row in cursor.fetchall()], people
