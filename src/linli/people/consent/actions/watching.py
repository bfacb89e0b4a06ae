"""Writing down who looked at whose personal data, cheaply: one row for who, why and hour."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import Actor
from linli.people.consent.rules import Why

_NOTE = """
INSERT INTO consent_access (org_id, member_id, actor, why, hour, at, times)
SELECT %(org)s, m, %(actor)s, %(why)s, date_trunc('hour', %(at)s::timestamptz), %(at)s, 1
FROM unnest(%(members)s::bigint[]) AS m ORDER BY m
ON CONFLICT (member_id, actor, why, hour)
DO UPDATE SET times = consent_access.times + 1, at = greatest(consent_access.at, excluded.at)
"""
WATCHED = frozenset({"staff", "api"})


def note_access(members: Collection[int], *, by: Actor, at: datetime, why: Why) -> None:
    """`by` was shown personal data of these members. One statement whatever their number.

    Looking at one's own data, and what Linli does by itself, is not written down.
    """
    if by.origin not in WATCHED or not members:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE,
            {
                "org": scope.org_id(),
                "actor": by.code,
                "why": Why(why).value,
                "at": at,
                "members": sorted(set(members)),
            },
        )
