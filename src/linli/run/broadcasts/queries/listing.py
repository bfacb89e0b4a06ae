"""Broadcasts as a seat sees them, how far each is, and who did not get it and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.connect.gateway.outbox import many
from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Seat
from linli.run.broadcasts.models import Broadcast, Caution

Reach = frozenset[int] | None
BroadcastRow = Broadcast  # what faces call a row they were handed
A_PAGE = 50
_DONE = ("sent",)


class NoSuchBroadcast(Refusal):
    """There is no such broadcast, or it is of a community this seat does not reach."""

    def __init__(self) -> None:
        super().__init__(_("there is no such broadcast here"))


@dataclass(frozen=True)
class Missing:
    """Who has not got the message: `left_out` before sending, or what the outbox says."""

    member_id: int | None
    name: str
    group_id: int | None
    left_out: str
    state: str
    reason: str
    waits_for: str
    effect_id: int | None


def access_broadcast(seat: Seat, broadcast_id: int) -> Broadcast:
    """A broadcast this seat may see, or NoSuchBroadcast; one of the whole organisation needs a whole seat."""
    found: Broadcast | None = Broadcast.objects.filter(id=broadcast_id, org_id=seat.org_id).first()
    if found is None or (seat.reach is not None and found.community_id not in seat.reach):
        raise NoSuchBroadcast
    return found


def broadcasts(reach: Reach = None) -> QuerySet[Broadcast]:
    """Broadcasts, the newest first. Slice it."""
    found = Broadcast.objects.order_by("-created_at", "-id")
    return found if reach is None else found.filter(community_id__in=reach)


def progress(broadcast_id: int) -> dict[str, int]:
    """How many messages of a broadcast are in each state."""
    return many.counts(origin_of(broadcast_id))


def progress_of(ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """The same for several, in one query."""
    found: dict[int, dict[str, int]] = {id: {} for id in ids}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT origin, state, count(*) FROM gateway_effect WHERE org_id = %s AND origin = ANY(%s)"
            " GROUP BY 1, 2",
            [scope.org_id(), [origin_of(id) for id in ids]],
        )
        for origin, state, count in cursor.fetchall():
            found[int(origin.partition(":")[2])][state] = count
    return found


def left_out(broadcast_id: int) -> dict[str, int]:
    """How many of the audience were left out before sending, by reason."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT left_out, count(*) FROM broadcasts_recipient WHERE org_id = %s AND broadcast_id = %s"
            " AND left_out <> '' GROUP BY 1",
            [scope.org_id(), broadcast_id],
        )
        return dict(cursor.fetchall())


def missing(broadcast_id: int, *, offset: int = 0, limit: int = A_PAGE) -> list[Missing]:
    """Who has not got the message: left out, not sent, or not yet; by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.member_id, m.name, NULL::bigint, r.left_out, '', '', '', NULL::bigint"
            " FROM broadcasts_recipient r JOIN members_member m ON m.id = r.member_id"
            " WHERE r.org_id = %(org)s AND r.broadcast_id = %(id)s AND r.left_out <> ''"
            " UNION ALL SELECT e.member_id, coalesce(m.name, ''), e.group_id, '', e.state, e.reason,"
            " e.waits_for, e.id FROM gateway_effect e LEFT JOIN members_member m ON m.id = e.member_id"
            " WHERE e.org_id = %(org)s AND e.origin = %(origin)s AND e.state <> 'sent'"
            " ORDER BY 4 DESC, 5, 2, 1, 3 OFFSET %(offset)s LIMIT %(limit)s",
            {
                "org": scope.org_id(),
                "id": broadcast_id,
                "origin": origin_of(broadcast_id),
                "offset": offset,
                "limit": limit,
            },
        )
        return [Missing(*row) for row in cursor.fetchall()]


def second_above() -> int | None:
    """From how many people on a second person has to confirm; None: never."""
    return Caution.objects.values_list("second_above", flat=True).first()


def states_of(ids: Sequence[int]) -> Mapping[int, str]:
    """The state of each of these broadcasts that is there."""
    return dict(Broadcast.objects.filter(id__in=ids).values_list("id", "state"))


def origin_of(broadcast_id: int) -> str:
    """What the outbox calls a broadcast."""
    return f"broadcast:{broadcast_id}"


def sender_of(broadcast_id: int) -> str:
    """What pausing goes by."""
    return f"broadcast {broadcast_id}"
