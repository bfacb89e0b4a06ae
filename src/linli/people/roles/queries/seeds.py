"""Seed users and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Seat
from linli.people.members.queries import names
from linli.people.roles.models import Seed


class NoSuchSeed(Refusal):
    """There is no such seed, or this seat does not reach their community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such seed user here"))


@dataclass(frozen=True)
class SeedLine:
    """A seed with the results: how many they invited, how many of those are here and spoke in 30 days."""

    id: int
    name: str
    member_id: int | None
    source: str
    promised: str
    given: str
    given_at: datetime | None
    invited: int
    here: int
    speaking: int


@dataclass(frozen=True)
class Invited:
    """Somebody a seed brought."""

    member_id: int
    name: str
    at: datetime
    is_here: bool
    messages_30: int


def seeds_of(community_id: int) -> list[SeedLine]:
    """Every seed of a community, those who brought most first; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id, coalesce(m.name, s.name), s.member_id, s.source, s.promised, s.given, s.given_at,"
            " count(i.id), count(b.id) FILTER (WHERE b.left_at IS NULL),"
            " count(b.id) FILTER (WHERE b.left_at IS NULL AND b.messages_30 > 0)"
            " FROM roles_seed s LEFT JOIN members_member m ON m.id = s.member_id"
            " LEFT JOIN roles_seedinvitation i ON i.seed_id = s.id"
            " LEFT JOIN belonging_belonging b ON b.member_id = i.member_id"
            "  AND b.community_id = s.community_id"
            " WHERE s.org_id = %s AND s.community_id = %s GROUP BY s.id, m.name"
            " ORDER BY count(i.id) DESC, s.added_at, s.id LIMIT 500",
            [scope.org_id(), community_id],
        )
        return [SeedLine(*row) for row in cursor.fetchall()]


def access_seed(seat: Seat, seed_id: int) -> Seed:
    """A seed in a community this seat reaches, or NoSuchSeed."""
    found: Seed | None = Seed.objects.filter(id=seed_id, org_id=seat.org_id).first()
    if found is None or (seat.reach is not None and found.community_id not in seat.reach):
        raise NoSuchSeed
    return found


def invited_by(seed: Seed) -> list[Invited]:
    """Those a seed brought, last first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.member_id, coalesce(m.name, ''), i.at, coalesce(b.left_at IS NULL, FALSE),"
            " coalesce(b.messages_30, 0) FROM roles_seedinvitation i"
            " LEFT JOIN members_member m ON m.id = i.member_id"
            " LEFT JOIN belonging_belonging b ON b.member_id = i.member_id"
            "  AND b.community_id = i.community_id"
            " WHERE i.org_id = %s AND i.seed_id = %s ORDER BY i.at DESC, i.id DESC LIMIT 500",
            [scope.org_id(), seed.id],
        )
        return [Invited(*row) for row in cursor.fetchall()]


def member_name(seed: Seed) -> str:
    """What the member is called whom a seed turned out to be; "" for nobody."""
    return names.names_of([seed.member_id]).get(seed.member_id, "") if seed.member_id else ""


def seeds_of_members(member_ids: Sequence[int], *, reach: frozenset[int] | None) -> list[Seed]:
    """Where a person is a seed, in the communities a seat reaches."""
    found = Seed.objects.filter(member_id__in=member_ids).order_by("id")
    return list(found if reach is None else found.filter(community_id__in=reach))
