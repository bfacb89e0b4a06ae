"""What Linli meant to say to an erased person, or about them, keeps its row and its count but no word."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.db import connection, transaction

from linli.connect.gateway.outbox import announcing
from linli.facts.members import MemberErased
from linli.kernel.events.event import Event
from linli.kernel.orgs import scope

REASON = "erased"

_BLANK = f"""
UPDATE gateway_effect e SET person = '', target = CASE WHEN e.target = e.person THEN '' ELSE e.target END,
    payload = (e.payload - 'parts' - 'mentions' - 'reason')
        || CASE WHEN e.payload ? 'text' THEN '{{"text": ""}}'::jsonb ELSE '{{}}'::jsonb END
        || CASE WHEN e.payload ? 'person' THEN '{{"person": ""}}'::jsonb ELSE '{{}}'::jsonb END,
    state = CASE WHEN open.id IS NULL THEN e.state ELSE 'suppressed' END,
    reason = CASE WHEN open.id IS NULL THEN e.reason ELSE %(reason)s END,
    finished_at = CASE WHEN open.id IS NULL THEN e.finished_at ELSE %(at)s END,
    answer = NULL, waits_for = '', lease_until = CASE WHEN open.id IS NULL THEN e.lease_until END
FROM gateway_effect old LEFT JOIN gateway_effect open
    ON open.id = old.id AND open.state IN ('planned', 'reserved', 'awaiting_person')
WHERE e.id = old.id AND old.org_id = %(org)s AND old.member_id = ANY(%(members)s)
RETURNING open.id IS NOT NULL, old.person, {announcing.WHERE}
"""

_LOG = """
UPDATE events SET data = jsonb_set(data, '{target}', '""')
WHERE org_id = %s AND member_id = ANY(%s) AND data->>'target' = ANY(%s)
    AND kind IN ('effect.sent', 'effect.failed', 'effect.unknown', 'effect.suppressed')
"""


def forget_erased_members(events: Sequence[Event]) -> None:
    """MemberErased: blank words and names of effects for these people; what waits is not sent any more."""
    for event in events:
        if event.member is not None:
            fact = cast("MemberErased", event.fact)
            forget([event.member, *fact.merged], at=event.occurred_at)


@transaction.atomic
def forget(members: Sequence[int], *, at: datetime) -> int:
    """The same for records by their ids; returns how many effects will not be sent because of it."""
    org, ids = scope.org_id(), list(members)
    with connection.cursor() as cursor:
        cursor.execute(_BLANK, {"org": org, "members": ids, "reason": REASON, "at": at})
        rows = cursor.fetchall()
        people = sorted({row[1] for row in rows} - {""})
        cursor.execute(_LOG, [org, ids, people])
    ended = announcing.ended(row[2:] for row in rows if row[0])
    announcing.suppressed(ended, at=at)
    return len(ended)
