"""The list of members behind any number: narrowed by who they are and how they live, in several orders.

A few thousand people that fit are gathered and put in order; of more than that the list walks along an index
and looks at each. Either way a page far behind costs what the first one does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from linli.kernel.verbs.fragment import Fragment, joined
from linli.people.belonging.queries import narrowing
from linli.people.belonging.queries.narrowing import Wanted
from linli.people.members.queries import people
from linli.people.members.queries.people import MemberLine

GATHERED = 5_000
SORTS = ("name", "active", "joined", "messages")
_COLUMNS = {"active": "last_active_at", "joined": "joined_at", "messages": "messages"}
_CASTS = {"active": "timestamptz", "joined": "timestamptz", "messages": "bigint"}
_LINE = "m.id, m.name, m.sort_key, m.is_bot, m.is_operator, m.erased_at IS NOT NULL, m.first_seen_at"

Key = tuple[str, int]


@dataclass(frozen=True)
class Found:
    """A page: `count` is exact below GATHERED; `after` is where the next page starts, None on the last."""

    lines: tuple[MemberLine, ...]
    after: Key | None
    count: int


def find(wanted: Wanted, *, sort: str = "name", after: Key | None = None, limit: int = 50) -> Found:
    """Members that fit, in four statements at most. In every order but by name: those of some community."""
    wanted = narrowing.resolved(wanted)
    some = gathered(wanted)
    if len(some) < GATHERED:
        rows = _of_some(wanted, some, sort, after, limit + 1)
    elif sort == "name":
        rows = _by_name(wanted, after, limit + 1)
    else:
        rows = _by_place(wanted, sort, after, limit + 1)
    shown = rows[:limit]
    tags = people.tags_of([row[0] for row in shown])
    lines = tuple(people.line_of(row[:7], tags.get(row[0], ())) for row in shown)
    last = (str(shown[-1][7]), int(shown[-1][0])) if len(rows) > limit else None
    return Found(lines, last, len(some))


def gathered(wanted: Wanted, *, limit: int = GATHERED) -> list[int]:
    """The ids of those that fit, in no order, at most `limit`."""
    wanted = narrowing.resolved(wanted)
    if wanted.is_about_living:
        asked = Fragment("SELECT DISTINCT b.member_id FROM belonging_belonging b JOIN members_member m")
        asked += Fragment(" ON m.id = b.member_id WHERE ") + _all(
            [*narrowing.places(wanted, "b"), *narrowing.persons(wanted)]
        )
    else:
        asked = Fragment("SELECT m.id FROM members_member m WHERE ") + _all(narrowing.persons(wanted))
    return [row[0] for row in _rows(asked + Fragment(" LIMIT %s", (limit,)))]


def leading(member_ids: Sequence[int], wanted: Wanted) -> dict[int, "Living"]:
    """How each of these members lives: in the community asked for, else where they were last active."""
    places = narrowing.where_of(narrowing.resolved(wanted), "b")
    asked = Fragment(
        "SELECT DISTINCT ON (b.member_id) b.member_id, b.community_id, b.stage, b.relation, b.contribution,"
        " b.joined_at, b.last_active_at, b.messages, b.messages_30 FROM belonging_belonging b WHERE "
    )
    asked += _all([Fragment("b.member_id = ANY(%s)", (list(member_ids),)), *places])
    asked += " ORDER BY b.member_id, b.last_active_at DESC NULLS LAST, b.community_id"
    return {row[0]: Living(*row[1:]) for row in _rows(asked)}


@dataclass(frozen=True)
class Living:
    """One belonging in a list."""

    community: int
    stage: str
    relation: str
    contribution: str
    joined_at: datetime
    last_active_at: datetime | None
    messages: int
    messages_30: int


def _by_name(wanted: Wanted, after: Key | None, limit: int) -> list[tuple[Any, ...]]:
    clauses = narrowing.persons(wanted)
    if wanted.is_about_living:
        inside = Fragment("EXISTS (SELECT 1 FROM belonging_belonging b WHERE b.member_id = m.id AND ")
        clauses.append(inside + _all(narrowing.places(wanted, "b")) + ")")
    if after is not None:
        clauses.append(Fragment("(m.sort_key, m.id) > (%s, %s)", after))
    asked = Fragment(f"SELECT {_LINE}, m.sort_key FROM members_member m WHERE ") + _all(clauses)
    return _rows(asked + Fragment(" ORDER BY m.sort_key, m.id LIMIT %s", (limit,)))


def _of_some(
    wanted: Wanted, ids: list[int], sort: str, after: Key | None, limit: int
) -> list[tuple[Any, ...]]:
    """The page of people gathered already: sorting a few thousand is nothing."""
    few = Fragment("m.id = ANY(%s)", (ids,))
    if sort == "name":
        clauses = [few] + ([Fragment("(m.sort_key, m.id) > (%s, %s)", after)] if after else [])
        asked = Fragment(f"SELECT {_LINE}, m.sort_key FROM members_member m WHERE ") + _all(clauses)
        return _rows(asked + Fragment(" ORDER BY m.sort_key, m.id LIMIT %s", (limit,)))
    key = Fragment(f"coalesce(max(b.{_COLUMNS[sort]}), {_least(sort)})")
    asked = Fragment("SELECT b.member_id, ") + key + " AS key FROM belonging_belonging b WHERE "
    asked += _all([Fragment("b.member_id = ANY(%s)", (ids,)), *narrowing.places(wanted, "b")]) + " GROUP BY 1"
    if after is not None:
        asked += Fragment(" HAVING (") + key + Fragment(f", b.member_id) < (%s::{_CASTS[sort]}, %s)", after)
    asked = asked.wrapped(
        f"SELECT {_LINE}, f.key::text FROM (", ") f JOIN members_member m ON m.id = f.member_id"
    )
    return _rows(asked + Fragment(" ORDER BY f.key DESC, f.member_id DESC LIMIT %s", (limit,)))


def _by_place(wanted: Wanted, sort: str, after: Key | None, limit: int) -> list[tuple[Any, ...]]:
    """The best of each community along its index, put together; those never active come at the end."""
    if sort != "active":
        return _best(wanted, sort, after, limit)
    if after is not None and after[0] == _NEVER:
        return _best(wanted, sort, after, limit, never=True)
    rows = _best(wanted, sort, after, limit)
    if len(rows) < limit:
        rows += _best(wanted, sort, None, limit - len(rows), never=True)
    return rows


def _best(
    wanted: Wanted, sort: str, after: Key | None, limit: int, *, never: bool = False
) -> list[tuple[Any, ...]]:
    column = _COLUMNS[sort]
    better = Fragment(
        f"NOT EXISTS (SELECT 1 FROM belonging_belonging o WHERE o.member_id = b.member_id AND "
        f"(coalesce(o.{column}, {_least(sort)}), o.community_id)"
        f" > (coalesce(b.{column}, {_least(sort)}), b.community_id) AND "
    )
    clauses = [
        Fragment("b.community_id = c.id"),
        Fragment(f"b.{column} IS {'' if never else 'NOT '}NULL"),
        *narrowing.places(wanted, "b"),
        *narrowing.persons(wanted),
        better + _all(narrowing.places(wanted, "o")) + ")",
    ]
    if after is not None and never:
        clauses.append(Fragment("b.member_id < %s", (after[1],)))
    elif after is not None:
        clauses.append(
            Fragment(
                f"b.{column} <= %s::{_CASTS[sort]} AND (b.{column}, b.member_id) < (%s::{_CASTS[sort]}, %s)",
                (after[0], *after),
            )
        )
    order = "b.member_id DESC" if never else f"b.{column} DESC, b.member_id DESC"
    asked = Fragment(
        "SELECT b.member_id, b." + column + " AS key FROM belonging_belonging b JOIN members_member m"
        " ON m.id = b.member_id WHERE "
    )
    asked += _all(clauses) + Fragment(f" ORDER BY {order} LIMIT %s", (limit,))
    communities = Fragment("unnest(%s::bigint[]) AS c(id)", (list(wanted.places or ()),))
    asked = (
        Fragment(f"SELECT {_LINE}, coalesce(f.key, {_least(sort)})::text FROM ")
        + communities
        + (asked.wrapped(" CROSS JOIN LATERAL (", ") f JOIN members_member m ON m.id = f.member_id"))
    )
    asked += Fragment(" ORDER BY f.key DESC NULLS LAST, f.member_id DESC LIMIT %s", (limit,))
    return _rows(asked)


_NEVER = "-infinity"


def _least(sort: str) -> str:
    return "0" if sort == "messages" else "'-infinity'::timestamptz"


def _all(clauses: Sequence[Fragment]) -> Fragment:
    return joined(" AND ", clauses)


def _rows(asked: Fragment) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(asked.text, list[Any](asked.params))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
