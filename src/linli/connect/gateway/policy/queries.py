"""Which policy holds where."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec
from django.db import connection

from linli.connect.gateway.models import SendingPolicy
from linli.connect.gateway.policy import parsing
from linli.connect.gateway.policy.document import DEFAULT_SOURCE, Policy

Place = tuple[int, int | None]
"""An organisation and a community of it; None stands for what belongs to no community."""


def find_policy(*, community: int | None) -> SendingPolicy | None:
    """What was written for a community (None: for the whole organisation) of the organisation in scope."""
    found: SendingPolicy | None = SendingPolicy.objects.filter(community_id=community).order_by("id").first()
    return found


def source_of(*, community: int | None) -> str:
    """The text to show in an editor: the community's, else the organisation's, else the default."""
    for place in dict.fromkeys((community, None)):
        if found := find_policy(community=place):
            return found.source
    return DEFAULT_SOURCE


def effective_policy(*, org: int, community: int | None) -> Policy:
    """The policy that holds for one place."""
    return policies_for([(org, community)])[org, community]


def policies_for(places: Sequence[Place]) -> Mapping[Place, Policy]:
    """The policy of each place: the community's own, else the organisation's, else the default. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, version, org_id, community_id, document::text FROM gateway_sendingpolicy"
            " WHERE org_id = ANY(%s)",
            [list({org for org, _community in places})],
        )
        kept = {(row[2], row[3]): _kept(row[0], row[1], row[4]) for row in cursor.fetchall()}
    return {
        place: kept.get(place) or kept.get((place[0], None)) or parsing.default() for place in set(places)
    }


@lru_cache(maxsize=2000)
def _kept(_id: int, _version: int, document: str) -> Policy:
    return parsing.read(msgspec.json.decode(document))
