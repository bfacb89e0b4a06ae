"""Finding members: one, by the door for ids from outside, and lists of them by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.orgs.models import Seat
from linli.people.members import rules
from linli.people.members.models import Member, Membership, Tag

MOST_LETTERS = 12
LETTERS = "(members_grams(m.name, 1) || members_grams(m.name, 2))"

Place = tuple[str, int]
Value = str | int | list[int]


class NoSuchMember(Refusal):
    """There is no such member, or this seat does not reach any group they are or were in."""

    def __init__(self) -> None:
        super().__init__(_("there is no such member here"))


@dataclass(frozen=True)
class Search:
    """What a list of members is narrowed to; empty means everybody.

    text       a part of the name, or the beginning of its pinyin
    tag        exactly this tag
    group      in this group now; `community`: in any group of it now
    reach      the communities of the seat that looks (None = all); it also sees those who left
    """

    text: str = ""
    tag: str = ""
    group: int | None = None
    community: int | None = None
    reach: frozenset[int] | None = None


@dataclass(frozen=True)
class MemberLine:
    """A member in a list."""

    id: int
    name: str
    sort_key: str
    is_bot: bool
    is_operator: bool
    is_erased: bool
    first_seen_at: datetime
    tags: tuple[str, ...]


@dataclass(frozen=True)
class MemberPage:
    """Some lines in order of name; `after` is where the next page starts, None on the last."""

    lines: tuple[MemberLine, ...]
    after: Place | None


def get_member(member_id: int) -> Member:
    """A member of the organisation in scope, or NoSuchMember. One merged into another gives the other."""
    member = Member.objects.select_related("merged_into").filter(id=member_id).first()
    if member is None:
        raise NoSuchMember
    found: Member = member.merged_into or member
    return found


def access_member(seat: Seat, member_id: int) -> Member:
    """The same for ids from outside: a limited seat reaches those who are or were in its communities."""
    member = get_member(member_id)
    if member.org_id != seat.org_id:
        raise NoSuchMember
    if seat.reach is not None:
        stays = Membership.objects.filter(member=member, community_id__in=seat.reach)
        if not stays.exists():
            raise NoSuchMember
    return member


def all_ids(member_id: int) -> list[int]:
    """The id of a member and of every record merged into them: what the log may call them."""
    merged = Member.objects.filter(merged_into_id=member_id).order_by("id").values_list("id", flat=True)
    return [member_id, *merged]


def member_page(search: Search, *, after: Place | None = None, limit: int = 50) -> MemberPage:
    """Members by name, in two queries whatever their number; `after` is the place the page before gave."""
    where, params = _where(search)
    if after is not None:
        where += " AND (m.sort_key, m.id) > (%s, %s)"
        params += list(after)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.id, m.name, m.sort_key, m.is_bot, m.is_operator, m.erased_at IS NOT NULL,"
            f" m.first_seen_at FROM members_member m WHERE {where} ORDER BY m.sort_key, m.id LIMIT %s",
            [*params, limit + 1],
        )
        rows = cursor.fetchall()
    shown = rows[:limit]
    tags = tags_of([row[0] for row in shown])
    lines = tuple(line_of(row, tags.get(row[0], ())) for row in shown)
    return MemberPage(lines, (lines[-1].sort_key, lines[-1].id) if len(rows) > limit else None)


def count_members(search: Search, *, limit: int = 10_000) -> int:
    """How many a search finds, counted up to `limit`."""
    where, params = _where(search)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM members_member m WHERE {where} LIMIT %s) AS found",
            [*params, limit],
        )
        count: int = cursor.fetchone()[0]
    return count


def tags_of(member_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The tags of members who have any, sorted."""
    found: dict[int, tuple[str, ...]] = {}
    rows = Tag.objects.filter(member_id__in=member_ids).order_by("name", "id")
    for member_id, name in rows.values_list("member_id", "name"):
        found[member_id] = (*found.get(member_id, ()), name)
    return found


def tag_names(*, limit: int = 200) -> list[str]:
    """The tags in use in the organisation, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_TAG_NAMES, {"org": scope.org_id(), "limit": limit})
        return [row[0] for row in cursor.fetchall()]


# From one name to the next along the index, however many members have it.
_TAG_NAMES = """
WITH RECURSIVE used(name) AS (
  (SELECT name FROM members_tag WHERE org_id = %(org)s ORDER BY name LIMIT 1)
  UNION ALL
  SELECT (SELECT t.name FROM members_tag t WHERE t.org_id = %(org)s AND t.name > u.name
    ORDER BY t.name LIMIT 1) FROM used u WHERE u.name IS NOT NULL
) SELECT name FROM used WHERE name IS NOT NULL LIMIT %(limit)s
"""


def line_of(row: tuple[Any, ...], tags: tuple[str, ...]) -> MemberLine:
    """A row of the columns of a line, in their order, with the tags read apart."""
    id, name, sort_key, is_bot, is_operator, is_erased, first_seen_at = row
    return MemberLine(id, name, sort_key, is_bot, is_operator, is_erased, first_seen_at, tags)


def _where(search: Search) -> tuple[str, list[Value]]:
    clauses = ["m.org_id = %s", "m.merged_into_id IS NULL"]
    values: list[Value] = [scope.org_id()]
    if search.text.strip():
        named_so, said = named(search.text)
        clauses.append(named_so)
        values += said
    if search.tag:
        clauses.append("EXISTS (SELECT 1 FROM members_tag t WHERE t.member_id = m.id AND t.name = %s)")
        values.append(search.tag)
    if search.group is not None:
        clauses.append(_STAY.format("s.group_id = %s AND s.left_at IS NULL"))
        values.append(search.group)
    if search.community is not None:
        clauses.append(_STAY.format("s.community_id = %s AND s.left_at IS NULL"))
        values.append(search.community)
    if search.reach is not None:
        clauses.append(_STAY.format("s.community_id = ANY(%s)"))
        values.append(sorted(search.reach))
    return " AND ".join(clauses), values


_STAY = "EXISTS (SELECT 1 FROM members_membership s WHERE s.member_id = m.id AND {})"


def named(text: str) -> tuple[str, tuple[str, ...]]:
    """The SQL, with its parameters, of `m` being called so: a part of the name, or how its pinyin begins.

    Every pair of letters of the text (or its only letter) is in the name's: the index `members_by_letters`
    knows who has which, the rest is looked at.
    """
    text = text.strip()
    first = text[:MOST_LETTERS]
    part = f"m.name ILIKE %s AND {LETTERS} @> members_grams(%s, least(2, char_length(%s)))"
    begins = f"{literal(rules.sort_key(text))}%"
    return f"({part} OR m.sort_key LIKE %s)", (f"%{literal(text)}%", first, first, begins)


def literal(text: str) -> str:
    """Text in which LIKE sees no wildcards."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def zones_of(member_ids: Sequence[int]) -> dict[int, str]:
    """The zones of those members of the organisation in scope who have one of their own, by id."""
    return dict(Member.objects.filter(id__in=member_ids).exclude(zone="").values_list("id", "zone"))


def lines_of(member_ids: Sequence[int]) -> list[MemberLine]:
    """These members as lines of a list, by name; two queries."""
    found = Member.objects.filter(id__in=member_ids, merged_into=None).order_by("sort_key", "id")
    tags = tags_of(member_ids)
    return [
        MemberLine(
            one.id,
            one.name,
            one.sort_key,
            one.is_bot,
            one.is_operator,
            one.erased_at is not None,
            one.first_seen_at,
            tags.get(one.id, ()),
        )
        for one in found
    ]
