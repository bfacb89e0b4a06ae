"""Appending to the log: the only way anything is announced in Linli."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import connection, transaction
from uuid_utils import uuid7

from linli.facts.fact import Fact
from linli.kernel.events.event import MAX_DEPTH, Cause, Draft, TooDeep, current_cause
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import Actor

CHANNEL = "linli_events"

_COLUMNS = (
    "shard, occurred_at, id, org_id, kind, community_id, group_id, member_id,"
    " actor, origin, cause, depth, key, data"
)
_encode = msgspec.json.Encoder().encode


def append(drafts: Sequence[Draft], *, by: Actor) -> list[UUID]:
    """Append facts to the log of the organisation in scope, in the caller's transaction. Returns their ids.

    Drafts whose key is already in the log are dropped and have no id in the result. Raises TooDeep when a
    cause is
    already MAX_DEPTH hops from its origin, and TransactionManagementError outside a transaction.
    """
    if not drafts:
        return []
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "events are appended inside the transaction of the change"
        )
    org = scope.org_id()
    fresh = _without_repeats(drafts, org)
    ids = [uuid7() for _ in fresh]
    block = "".join(_lines(fresh, ids, org, by))
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY events ({_COLUMNS}) FROM STDIN") as copy:
            copy.write(block)
        cursor.execute(f"NOTIFY {CHANNEL}")
    return [UUID(int=one.int) for one in ids]


def append_one(
    fact: Fact,
    *,
    by: Actor,
    at: datetime,
    community: int | None = None,
    group: int | None = None,
    member: int | None = None,
    key: str | None = None,
) -> UUID | None:
    """Append one fact; None when its key is in the log already."""
    draft = Draft(fact=fact, occurred_at=at, community=community, group=group, member=member, key=key)
    return next(iter(append([draft], by=by)), None)


def shard_of(org: int, community: int | None) -> int:
    """The lane of the log in which a community's events keep their order."""
    seed = community if community is not None else -org
    return int((seed * 2654435761 & 0xFFFFFFFF) >> 7) % int(settings.SHARDS)


def _without_repeats(drafts: Sequence[Draft], org: int) -> Sequence[Draft]:
    keys = [draft.key for draft in drafts if draft.key]
    if not keys:
        return drafts
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO event_keys (org_id, key) SELECT %s, k FROM unnest(%s::text[]) k"
            " ON CONFLICT DO NOTHING RETURNING key",
            [org, list(dict.fromkeys(keys))],
        )
        new = {row[0] for row in cursor.fetchall()}
    fresh = []
    for draft in drafts:
        if draft.key and draft.key not in new:
            continue
        new.discard(draft.key)
        fresh.append(draft)
    return fresh


def _lines(drafts: Sequence[Draft], ids: Iterable[object], org: int, by: Actor) -> Iterable[str]:
    outer = current_cause()
    actor, origin = _escape(by.code), by.origin
    for draft, id in zip(drafts, ids, strict=True):
        cause = draft.cause or outer
        depth = _depth(cause)
        data = _json(draft.fact)
        key = _escape(draft.key) if draft.key else _NULL
        yield (
            f"{shard_of(org, draft.community)}\t{_stamp(draft.occurred_at)}\t{id}\t{org}\t{draft.fact.kind}"
            f"\t{_number(draft.community)}\t{_number(draft.group)}\t{_number(draft.member)}\t{actor}\t{origin}"
            f"\t{cause.id if cause else _NULL}\t{depth}\t{key}\t{data}\n"
        )


_NULL = "\\N"


def _depth(cause: Cause | None) -> int:
    if cause is None:
        return 0
    if cause.depth >= MAX_DEPTH:
        raise TooDeep(cause)
    return cause.depth + 1


def _number(value: int | None) -> str:
    return _NULL if value is None else str(value)


def _stamp(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone: events are stored in UTC")
    return at.astimezone(UTC).isoformat()


def _json(fact: Fact) -> str:
    encoded = _encode(fact)
    if b"\\u0000" in encoded:
        encoded = _encode(_without_nul(msgspec.to_builtins(fact)))
    return encoded.decode().replace("\\", "\\\\")


def _without_nul(value: object) -> object:
    """PostgreSQL cannot hold the character NUL; nothing else is taken from what people wrote."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {name: _without_nul(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nul(one) for one in value]
    return value


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
