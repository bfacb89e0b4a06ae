"""Whom a broadcast would reach, whom not, and why, by sets."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from linli.connect.gateway import registry
from linli.connect.gateway.models import Channel
from linli.connect.gateway.outbox import addresses
from linli.kernel.orgs import scope
from linli.kernel.verbs.fragment import Fragment
from linli.people.communities import queries as communities
from linli.people.consent import guard
from linli.people.segments.queries import listing
from linli.run.broadcasts.models import Broadcast
from linli.run.broadcasts.rules import LeftOut, Way

Reach = frozenset[int] | None

_HAS_ACCOUNT = "EXISTS (SELECT 1 FROM gateway_identity i WHERE i.member_id = m.id AND i.org_id = m.org_id)"
_ALONE = (
    "EXISTS (SELECT 1 FROM gateway_identity i WHERE i.member_id = m.id AND i.org_id = m.org_id"
    " AND i.channel_id = ANY(%s))"
)


@dataclass(frozen=True)
class Preview:
    """How many are in the audience and what becomes of them.

    targets   how many get the message (people, or groups); `by_hand` of them by a colleague's hand
    """

    targets: int
    by_hand: int
    no_account: int
    refused: int

    @property
    def left_out(self) -> int:
        """How many do not get it."""
        return self.no_account + self.refused


def preview(broadcast: Broadcast, reach: Reach = None) -> Preview:
    """Counted now; what is written down when it is confirmed is counted again."""
    if broadcast.way == Way.GROUPS:
        return Preview(len(groups_of(broadcast, reach)), 0, 0, 0)
    people = members(broadcast, reach)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FILTER (WHERE {_HAS_ACCOUNT}), count(*) FILTER (WHERE NOT {_HAS_ACCOUNT}),"  # noqa: S608
            f" count(*) FILTER (WHERE {_HAS_ACCOUNT} AND NOT {_ALONE})"
            f" FROM members_member m WHERE {people.text}",
            parameters(_channels_that_can(), *people.params),
        )
        reachable, without, by_hand = cursor.fetchone()
    refused = len(refusing(broadcast, reach))
    return Preview(reachable - refused, by_hand, without, refused)


def recipients(broadcast: Broadcast, reach: Reach = None) -> Fragment:
    """The audience as rows: organisation, broadcast, member, why somebody is left out ("": not)."""
    people = members(broadcast, reach)
    return Fragment(
        f"SELECT m.org_id, %s::bigint, m.id, CASE WHEN NOT {_HAS_ACCOUNT} THEN '{LeftOut.NO_ACCOUNT}'"  # noqa: S608
        f" WHEN m.id = ANY(%s) THEN '{LeftOut.REFUSED}' ELSE '' END"
        f" FROM members_member m WHERE {people.text}",
        (broadcast.id, refusing(broadcast, reach), *people.params),
    )


def members(broadcast: Broadcast, reach: Reach = None) -> Fragment:
    """A condition over `members_member m`: people of the audience, nobody erased, merged away or a bot."""
    usual = Fragment(
        "m.org_id = %s AND m.erased_at IS NULL AND m.merged_into_id IS NULL AND NOT m.is_bot",
        (scope.org_id(),),
    )
    if broadcast.segment_id is not None:
        inside = listing.people_in(broadcast.segment_id, reach)
        usual = usual + inside.wrapped(" AND m.id IN (", ")")
    if broadcast.community_id is not None:
        return usual + _belonging([broadcast.community_id])
    return usual if broadcast.segment_id is not None or reach is None else usual + _belonging(sorted(reach))


def refusing(broadcast: Broadcast, reach: Reach = None) -> list[int]:
    """Those of the audience with an account who do not want messages of this class."""
    if broadcast.message_class != guard.PROMOTIONS:
        return []
    people = members(broadcast, reach)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT m.id FROM members_member m WHERE {people.text} AND {_HAS_ACCOUNT}",  # noqa: S608
            parameters(*people.params),
        )
        ids = [row[0] for row in cursor.fetchall()]
    return sorted(guard.withheld(broadcast.message_class, ids))


def groups_of(broadcast: Broadcast, reach: Reach = None) -> list[int]:
    """The open groups it goes to: those chosen, or all of its community."""
    lines = communities.group_lines(community=broadcast.community_id, reach=reach)
    chosen = set(broadcast.group_ids)
    if not chosen and broadcast.community_id is None:
        return []
    return [line.id for line in lines if not chosen or line.id in chosen]


def parameters(*values: object) -> list[Any]:
    """What travels beside a statement; a fragment's are not typed."""
    return list(values)


def _belonging(community_ids: list[int]) -> Fragment:
    return Fragment(
        " AND m.id IN (SELECT b.member_id FROM belonging_belonging b"
        " WHERE b.community_id = ANY(%s) AND b.left_at IS NULL)",
        (community_ids,),
    )


def _channels_that_can() -> list[int]:
    adapters = registry.adapters()
    return [
        id
        for id, code in Channel.objects.values_list("id", "adapter")
        if code in adapters and addresses.can(adapters[code].capabilities, "send_message", is_direct=True)
    ]
