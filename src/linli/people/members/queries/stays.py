"""Who is and was in which group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from linli.people.members.models import Membership
from linli.people.members.rules import Stay


@dataclass(frozen=True)
class StayRow:
    """A stay as it is stored: the id of its row, and what it says."""

    id: int
    stay: Stay


@dataclass(frozen=True)
class OpenStay:
    """Somebody who is in a group now."""

    id: int
    member_id: int
    joined_at: datetime
    last_spoke_at: datetime | None


def stays_of(pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], list[StayRow]]:
    """The stored stays of (member, group) pairs, by time, locked until the transaction ends."""
    found: dict[tuple[int, int], list[StayRow]] = {pair: [] for pair in pairs}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.member_id, m.group_id, m.id, m.stay, m.joined_at, m.left_at, m.leave_reason"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS u(m, g)"
            " JOIN members_membership m ON m.member_id = u.m AND m.group_id = u.g"
            " ORDER BY m.joined_at, m.id FOR UPDATE OF m",
            [[member for member, _ in pairs], [group for _, group in pairs]],
        )
        for member, group, id, number, joined_at, left_at, reason in cursor.fetchall():
            found[member, group].append(StayRow(id, Stay(number, joined_at, left_at, reason)))
    return found


def open_stays(group_id: int) -> list[OpenStay]:
    """Everybody who is in a group now, by when they came."""
    found = Membership.objects.filter(group_id=group_id, left_at=None).order_by("joined_at", "id")
    return [OpenStay(*row) for row in found.values_list("id", "member_id", "joined_at", "last_spoke_at")]
