"""Who can share or supply what: searched by words, for staff and, of those who agreed, for members."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.consent import presets as purposes
from linli.people.consent.queries import choices
from linli.people.profiles.queries import answers, wording
from linli.people.profiles.queries import fields as known

MOST = 100
GROUP = "exchange"
_BESIDE = ("industry", "position", "city")


@dataclass(frozen=True)
class Offer:
    """One thing somebody offers: the name of the field and what they wrote."""

    code: str
    name: str
    text: str


@dataclass(frozen=True)
class Entry:
    """A member in the directory. `about` is what stands beside the name (trade, work)."""

    member_id: int
    name: str
    about: str
    offers: tuple[Offer, ...]
    is_listed: bool


def search(
    *,
    community_id: int | None = None,
    text: str = "",
    for_members: bool = False,
    reach: Collection[int] | None = None,
    limit: int = MOST,
) -> list[Entry]:
    """Members who say what they share or supply, those who wrote the words first; at most `limit`.

    `for_members`: only those who let other members of the community find them and did not refuse to be
    introduced, and only fields that members may see. Erased and merged records are left out. `reach` limits
    it to people of some communities.
    """
    offered = {
        one.id: one
        for one in known.fields_for(community_id)
        if one.group == GROUP and not one.is_sensitive and (not for_members or one.seen_by == "member")
    }
    rows = _rows(list(offered), community_id, text, for_members=for_members, reach=reach, limit=limit)
    ids = [row[0] for row in rows]
    refused = _refused(ids) if for_members else frozenset()
    beside = _beside(ids, for_members=for_members)
    return [
        Entry(
            member_id,
            name,
            beside.get(member_id, ""),
            tuple(
                Offer(offered[field].code, offered[field].name, wording.shown(offered[field], value))
                for field, value in zip(field_ids, values, strict=True)
            ),
            is_listed,
        )
        for member_id, name, field_ids, values, is_listed in rows
        if member_id not in refused
    ]


_FIND = """
SELECT m.id, m.name, array_agg(a.field_id ORDER BY a.field_id), array_agg(a.value ORDER BY a.field_id),
    EXISTS (SELECT 1 FROM profiles_listing l WHERE l.member_id = m.id
        AND (%(community)s::bigint IS NULL OR l.community_id = %(community)s)) AS is_listed
FROM profiles_answer a JOIN members_member m ON m.id = a.member_id
WHERE a.org_id = %(org)s AND a.field_id = ANY(%(fields)s) AND a.doubt = ''
    AND m.merged_into_id IS NULL AND m.erased_at IS NULL
    AND (NOT %(listed)s OR EXISTS (SELECT 1 FROM profiles_listing l
        WHERE l.member_id = m.id AND l.community_id = %(community)s))
    AND (%(listed)s OR %(within)s::bigint[] IS NULL OR EXISTS (SELECT 1 FROM members_membership s
        WHERE s.member_id = m.id AND s.community_id = ANY(%(within)s)))
GROUP BY m.id, m.name, m.sort_key
HAVING %(text)s = '' OR bool_or(a.value ILIKE %(like)s)
ORDER BY m.sort_key, m.id LIMIT %(limit)s
"""


def _rows(
    field_ids: list[int],
    community_id: int | None,
    text: str,
    *,
    for_members: bool,
    reach: Collection[int] | None,
    limit: int,
) -> list[tuple[int, str, list[int], list[str], bool]]:
    plain = text.strip()
    literal = plain.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    within = [community_id] if community_id is not None else None if reach is None else sorted(reach)
    with connection.cursor() as cursor:
        cursor.execute(
            _FIND,
            {
                "org": scope.org_id(),
                "fields": field_ids,
                "community": community_id,
                "listed": for_members,
                "within": within,
                "text": plain,
                "like": f"%{literal}%",
                "limit": limit,
            },
        )
        found: list[tuple[int, str, list[int], list[str], bool]] = cursor.fetchall()
        return found


def _refused(member_ids: list[int]) -> frozenset[int]:
    said = choices.answers(member_ids, purpose=purposes.MATCHING)
    return frozenset(member for member, is_given in said.items() if not is_given)


def _beside(member_ids: list[int], *, for_members: bool) -> dict[int, str]:
    """Trade and work of members, as far as those who look may see it."""
    shown = [
        one
        for one in known.by_code(_BESIDE).values()
        if not one.is_personal and (not for_members or one.seen_by == "member")
    ]
    values = answers.values_of_many(member_ids, codes=[one.code for one in shown])
    return {
        member: " · ".join(wording.shown(one, given[one.code]) for one in shown if one.code in given)
        for member, given in values.items()
    }
