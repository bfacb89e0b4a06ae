"""Planning direct messages by sets: one statement for many people, with the checks of `planning.plan`."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection, transaction

from linli.connect.gateway import registry
from linli.connect.gateway.models import Channel
from linli.connect.gateway.outbox import addresses, announcing, planning
from linli.connect.gateway.outbox.planning import Plan
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import Actor

_WANTED = "outbox_wanted"

# A person's best account first: one that is written to without a hand, then one that is on, then the older.
_ROUTES = f"""
SELECT DISTINCT ON (w.member_id) w.member_id, w.words, i.channel_id, coalesce(i.external, '') AS external,
    coalesce(c.can, false) AND NOT %(by_hand)s AS can, CASE
        WHEN i.id IS NULL THEN '{addresses.NO_PERSON}' WHEN NOT c.is_known THEN '{addresses.NO_ADAPTER}'
        WHEN octet_length(w.words) > c.most THEN 'too_long:' || octet_length(w.words) || '/' || c.most
        ELSE '' END AS problem
FROM {_WANTED} w
LEFT JOIN (gateway_identity i JOIN json_to_recordset(%(channels)s) AS c(id bigint, is_known bool, can bool,
    is_active bool, most int) ON c.id = i.channel_id) ON i.member_id = w.member_id AND i.org_id = %(org)s
ORDER BY w.member_id, NOT c.can, NOT c.is_active, i.id
"""  # noqa: S608  (constants of this house)

_OWN = {
    "key": "encode(sha256(convert_to(%(key)s || '/' || r.member_id, 'UTF8')), 'hex')",
    "channel_id": "r.channel_id",
    "target": "r.external",
    "person": "r.external",
    "member_id": "r.member_id",
    "payload": "t.payload || jsonb_build_object('text', r.words)",
    "policy": "CASE WHEN r.problem = '' AND NOT r.can THEN 'assisted' ELSE %(policy)s END",
    "state": "CASE WHEN r.problem <> '' THEN 'suppressed' WHEN r.can THEN 'planned'"
    " ELSE 'awaiting_person' END",
    "reason": "r.problem",
    "finished_at": "CASE WHEN r.problem <> '' THEN t.planned_at END",
    "window_ends_at": "CASE WHEN r.problem = '' AND NOT r.can THEN t.window_ends_at END",
}


def plan_messages(words: Iterable[tuple[int, str]], *, like: Plan, by: Actor, at: datetime) -> int:
    """Plan a direct message to each member (id, text) in the caller's transaction; returns how many.

    `like` says everything else: its key is the beginning of each one's ("broadcast/7" becomes
    "broadcast/7/<member>"), its member is not read, the text of its payload is replaced. A known key changes
    nothing. Raises as `planning.plan` does.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "effects are planned inside the transaction of the change"
        )
    row = planning.template(msgspec.structs.replace(like, surface="dm", member=0), at=at)
    count = _write_down(words)
    if count:
        ended = _insert(row, like)
        announcing.suppressed(ended["suppressed"], at=at, by=by)
        announcing.handed_over(ended["awaiting_person"], at=at, by=by)
    return count


def retry_failed(*, origin: str, at: datetime) -> int:
    """Plan again whatever of an origin failed for good; returns how many. The caller audits it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gateway_effect SET state = 'planned', reason = '', waits_for = '', due_at = %s,"
            " late_after = NULL, finished_at = NULL, lease_until = NULL, attempts = 0"
            " WHERE org_id = %s AND origin = %s AND state = 'failed'",
            [at, scope.org_id(), origin],
        )
        count: int = cursor.rowcount
        cursor.execute(f"NOTIFY {planning.CHANNEL}")
    return count


def counts(origin: str) -> dict[str, int]:
    """How many effects of an origin are in each state."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, count(*) FROM gateway_effect WHERE org_id = %s AND origin = %s GROUP BY state",
            [scope.org_id(), origin],
        )
        return dict(cursor.fetchall())


def _write_down(words: Iterable[tuple[int, str]]) -> int:
    """Nothing else may ask the connection while the copy runs, so the texts are made before it."""
    rows = [(member, text.replace("\x00", "")) for member, text in words]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {_WANTED} (member_id bigint, words text) ON COMMIT DROP"
        )
        cursor.execute(f"TRUNCATE {_WANTED}")
        with cursor.copy(f"COPY {_WANTED} (member_id, words) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"ANALYZE {_WANTED}")
    return len(rows)


def _insert(row: dict[str, Any], like: Plan) -> dict[str, list[announcing.Ended]]:
    """Insert what is new; returns what Linli will not send itself, by state."""
    names = planning.columns()
    values = ", ".join(_OWN.get(name, f"t.{name}") for name in names)
    params: dict[str, Any] = {
        "org": scope.org_id(),
        "key": like.key,
        "policy": like.policy,
        "by_hand": like.policy == "assisted",
        "row": msgspec.json.encode(row).decode(),
        "channels": json.dumps(_channels()),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH t AS (SELECT * FROM json_populate_record(NULL::gateway_effect, %(row)s)),"  # noqa: S608
            f" r AS ({_ROUTES}), new AS (INSERT INTO gateway_effect AS e ({', '.join(names)})"
            f" SELECT {values} FROM t, r ON CONFLICT (org_id, key) DO NOTHING"
            f" RETURNING e.state, {announcing.WHERE})"
            f" SELECT e.state, {announcing.WHERE} FROM new e WHERE e.state <> 'planned'",
            params,
        )
        found = cursor.fetchall()
        cursor.execute(f"NOTIFY {planning.CHANNEL}")
    return {
        state: announcing.ended(one[1:] for one in found if one[0] == state)
        for state in ("suppressed", "awaiting_person")
    }


def _channels() -> list[dict[str, int | bool | None]]:
    """What each channel of the organisation in scope can do with a direct message."""
    adapters = registry.adapters()
    found = []
    for id, code, state in Channel.objects.values_list("id", "adapter", "state"):
        adapter = adapters.get(code)
        capabilities = adapter.capabilities if adapter else None
        found.append(
            {
                "id": id,
                "is_known": adapter is not None,
                "can": bool(capabilities and addresses.can(capabilities, "send_message", is_direct=True)),
                "is_active": state == "active",
                "most": capabilities.max_text_bytes if capabilities else None,
            }
        )
    return found
