"""Why somebody did not come into a playbook, written down."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import msgspec
from django.db import connection

from linli.kernel.orgs import scope
from linli.run.playbooks.actions.entering import Entrant
from linli.run.playbooks.rules import Entrance

BOT, PAUSED, NOT_TRIGGERED, AUDIENCE = "bot", "paused", "trigger", "audience"
SAME_KEY, TOO_DEEP, MISSED, NOT_IN, OVERLAP = "same_key", "too_deep", "missed", "not_in", "overlap"
ELSEWHERE = "elsewhere"
CHATTY = ("message.posted", "message.edited", "reaction.added", "points.awarded", "checkin.done")

Skipped = tuple[Entrant, str, list[Any]]
"""Who did not come in, the reason, and what was read."""

_INSERT = """
INSERT INTO playbooks_skip (org_id, playbook_id, member_id, group_id, event_id, reason, detail, at)
SELECT %s, p, m, g, e, r, d::jsonb, t FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::uuid[],
  %s::text[], %s::text[], %s::timestamptz[]) AS u(p, m, g, e, r, d, t)
ON CONFLICT DO NOTHING
"""


def write(skipped: Sequence[Skipped]) -> None:
    """Keep the reasons. A run that is under way anyway is no news when an event comes, and what people do all
    day gives the same reason once a day.
    """
    rows = [
        (
            one.current.playbook,
            one.place[0],
            one.place[1],
            _reason_id(one, reason),
            reason,
            msgspec.json.encode(detail).decode(),
            one.at,
        )
        for one, reason, detail in skipped
        if reason != Entrance.RUNNING or one.event is None
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [scope.org_id(), *(list(column) for column in zip(*rows, strict=True))])


def _reason_id(one: Entrant, reason: str) -> UUID:
    if one.event is None or one.event.kind not in CHATTY:
        return one.reason_id
    day = one.at.astimezone(UTC).date().isoformat()
    return uuid5(NAMESPACE_OID, f"{one.subject}/{one.trigger}/{reason}/{day}")
