"""The breaker: a sender whose effects fail too often is stopped before it does more harm."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from linli.connect.gateway.outbox import rules
from linli.connect.gateway.outbox.rows import Row
from linli.connect.gateway.policy import queries
from linli.connect.gateway.policy.document import Breaker
from linli.facts.gateway import SendingPaused
from linli.kernel.events import log
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM

SAMPLE = 1000
"""So many of a sender's last effects are looked at: enough to know, few enough to count in passing."""


def trip(failed: Sequence[Row], *, at: datetime) -> None:
    """Look at the senders of effects that have just failed and pause those that fail too often."""
    if not failed:
        return
    policies = queries.policies_for([(row.org, row.community) for row in failed])
    breakers = {
        (row.org, row.sender): found
        for row in failed
        if (found := policies[row.org, row.community].breaker) is not None
    }
    for (org, sender), (lost, total) in _counts(breakers, at).items():
        breaker = breakers[org, sender]
        if rules.is_broken(
            failed=lost,
            total=total,
            min_samples=breaker.min_samples,
            max_failed_percent=breaker.max_failed_percent,
        ):
            _pause(org, sender, lost, total, at)


def _counts(
    breakers: Mapping[tuple[int, str], Breaker], at: datetime
) -> dict[tuple[int, str], tuple[int, int]]:
    keys = sorted(breakers)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.org, n.sender, count(*) FILTER (WHERE e.state = 'failed'), count(*)"
            " FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[]) AS n(org, sender, since)"
            " CROSS JOIN LATERAL (SELECT state FROM gateway_effect WHERE org_id = n.org AND sender = n.sender"
            "   AND state IN ('sent', 'failed') AND finished_at > n.since"
            "   ORDER BY finished_at DESC LIMIT %s) e GROUP BY n.org, n.sender",
            [
                [org for org, _sender in keys],
                [sender for _org, sender in keys],
                [at - breakers[key].window for key in keys],
                SAMPLE,
            ],
        )
        return {(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()}


def _pause(org: int, sender: str, lost: int, total: int, at: datetime) -> None:
    reason = f"breaker:{lost}/{total}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gateway_pausedsender (org_id, sender, reason, paused_at, by)"
            " VALUES (%s, %s, %s, %s, 'system') ON CONFLICT DO NOTHING RETURNING id",
            [org, sender, reason, at],
        )
        is_new = cursor.fetchone() is not None
    if is_new:
        with scope.org(org):
            log.append_one(SendingPaused(sender, reason), by=SYSTEM, at=at)
