"""The names of a person inside what others said, where the platform marked them as a mention.

Only marked mentions are found; a name somebody typed by hand is a part of their own words.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection

from linli.connect.gateway.models import Address, Identity
from linli.kernel.events.log import shard_of
from linli.kernel.orgs import scope
from linli.people.members.models import Membership

_FIND = """
SELECT shard, xid::text, position, recorded_at, group_id, data FROM events
WHERE org_id = %s AND shard = ANY(%s) AND kind IN ('message.posted', 'message.edited')
    AND data->'parts' @> ANY(%s::jsonb[])
"""
_WRITE = """
UPDATE events e SET data = n.data
FROM unnest(%s::smallint[], %s::text[], %s::bigint[], %s::timestamptz[], %s::jsonb[])
    AS n(shard, xid, position, recorded_at, data)
WHERE e.shard = n.shard AND e.xid = n.xid::xid8 AND e.position = n.position AND e.recorded_at = n.recorded_at
"""
Data = dict[str, Any]


def forget_mentions(member_ids: Collection[int], *, name: str) -> int:
    """Put `name` where others mentioned these records; returns in how many messages.

    Reads what was said in the communities they were in: as long as that takes. Call it while their accounts
    are still known.
    """
    identities = list(Identity.objects.filter(member_id__in=member_ids).values_list("channel_id", "external"))
    stays = Membership.objects.filter(member_id__in=member_ids)
    communities = list(stays.values_list("community_id", flat=True).distinct())
    if not identities or not communities:
        return 0
    org = scope.org_id()
    wanted = sorted({json.dumps([{"kind": "mention", "ref": external}]) for _channel, external in identities})
    shards = sorted({shard_of(org, one) for one in [*communities, None]})
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [org, shards, wanted])
        rows = cursor.fetchall()
        changed = _changed(rows, _refs_by_group(identities), name)
        if changed:
            cursor.execute(_WRITE, [list(column) for column in zip(*changed, strict=True)])
    return len(changed)


def without(data: Data, refs: Collection[str], name: str) -> Data:
    """What was said with `name` in place of the mentions of these accounts, marked ones and their text."""
    text, parts = data.get("text", ""), []
    for part in data.get("parts", []):
        if part.get("kind") == "mention" and part.get("ref") in refs:
            if part.get("text"):
                text = text.replace(part["text"], f"@{name}")
            parts.append({"kind": "mention", "text": f"@{name}"})
        else:
            parts.append(part)
    return {**data, "text": text, "parts": parts}


def _changed(
    rows: list[tuple[Any, ...]], refs: Mapping[int | None, set[str]], name: str
) -> list[tuple[Any, ...]]:
    found = []
    for *place, group, data in rows:
        value = json.loads(data) if isinstance(data, str) else data
        after = without(value, refs.get(group, set()), name)
        if after != value:
            found.append((*place, json.dumps(after)))
    return found


def _refs_by_group(identities: list[tuple[int, str]]) -> dict[int | None, set[str]]:
    """The accounts a group's platform means by a mention: two platforms may call two people the same."""
    by_channel: dict[int, set[str]] = {}
    for channel, external in identities:
        by_channel.setdefault(channel, set()).add(external)
    groups = Address.objects.filter(channel_id__in=by_channel, group_id__isnull=False)
    return {group: by_channel[channel] for group, channel in groups.values_list("group_id", "channel_id")}
