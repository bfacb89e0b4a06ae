"""The list of members behind any number: narrowed by who they are and how they live, in several orders.

A thousand people or fewer that fit are gathered and put in order; of more than that the list walks along an
index and looks at each. Either way a page far behind costs what the first one does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.kernel.verbs.fragment import Fragment
from linli.people.belonging.queries import gathering, narrowing
from linli.people.belonging.queries.narrowing import Wanted
from linli.people.members.queries import people
from linli.people.members.queries.people import MemberLine

GATHERED = 1_000
SORTS = ("name", "active", "joined", "messages")
_COLUMNS = {"active": "last_active_at", "joined": "joined_at", "messages": "messages"}
_CASTS = {"active": "timestamptz", "joined": "timestamptz", "messages": "bigint"}
_LINE = "m.id, m.name, m.sort_key, m.is_bot, m.is_operator, m.erased_at IS NOT NULL, m.first_seen_at"

Key = tuple[str, int]


@dataclass(frozen=True)
class Found:
    """A page; `after` is where the next page starts, None on the last. There are `count`, or more."""

    lines: tuple[MemberLine, ...]
    after: Key | None
    count: int
    is_exact: bool


def find(wanted: Wanted, *, sort: str = "name", after: Key | None = None, limit: int = 50) -> Found:
    """Members that fit, in a handful of statements. In every order but by name: those of some community."""
    wanted = narrowing.resolved(wanted)
    some, is_all = gathering.some(wanted, GATHERED)
    if is_all:
        rows = _of_some(wanted, some, sort, after, limit + 1)
    elif sort == "name":
        rows = _by_name(wanted, after, limit + 1)
    else:
        rows = _by_place(wanted, sort, after, limit + 1)
    shown = rows[:limit]
    tags = people.tags_of([row[0] for row in shown])
    lines = tuple(people.line_of(row[:7], tags.get(row[0], ())) for row in shown)
    last = (str(shown[-1][7]), int(shown[-1][0])) if len(rows) > limit else None
    return Found(lines, last, len(some) if is_all else min(len(some), GATHERED), is_all)


def gathered(wanted: Wanted, *, limit: int = GATHERED) -> list[int]:
    """The ids of those that fit, in no order, at most `limit`."""
    return gathering.some(narrowing.resolved(wanted), limit)[0][:limit]


def leading(member_ids: Sequence[int], wanted: Wanted) -> dict[int, "Living"]:
    """How each of these members lives: in the community asked for, else where they were last active."""
    places = narrowing.where_of(narrowing.resolved(wanted), "b")
    asked = Fragment(
        "SELECT DISTINCT ON (b.member_id) b.member_id, b.community_id, b.stage, b.relation, b.contribution,"
        " b.joined_at, b.last_active_at, b.messages, b.messages_30 FROM belonging_belonging b WHERE "
    )
    asked += gathering.all_of([Fragment("b.member_id = ANY(%s)", (list(member_ids),)), *places])
    asked += " ORDER BY b.member_id, b.last_active_at DESC NULLS LAST, b.community_id"
    return {row[0]: Living(*row[1:]) for row in gathering.rows_of(asked)}


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
        clauses.append(inside + gathering.all_of(narrowing.places(wanted, "b")) + ")")
    if after is not None:
        clauses.append(Fragment("(m.sort_key, m.id) > (%s, %s)", after))
    asked = Fragment(f"SELECT {_LINE}, m.sort_key FROM members_member m WHERE ") + gathering.all_of(clauses)
    return gathering.walked(asked + Fragment(" ORDER BY m.sort_key, m.id LIMIT %s", (limit,)))


def _of_some(
    wanted: Wanted, ids: list[int], sort: str, after: Key | None, limit: int
) -> list[tuple[Any, ...]]:
    """The page of people gathered already: sorting a thousand is nothing."""
    few = Fragment("m.id = ANY(%s)", (ids,))
    if sort == "name":
        clauses = [few] + ([Fragment("(m.sort_key, m.id) > (%s, %s)", after)] if after else [])
        asked = Fragment(f"SELECT {_LINE}, m.sort_key FROM members_member m WHERE ") + gathering.all_of(
            clauses
        )
        return gathering.rows_of(asked + Fragment(" ORDER BY m.sort_key, m.id LIMIT %s", (limit,)))
    key = Fragment(f"coalesce(max(b.{_COLUMNS[sort]}), {_least(sort)})")
    asked = Fragment("SELECT b.member_id, ") + key + " AS key FROM belonging_belonging b WHERE "
    asked += (
        gathering.all_of([Fragment("b.member_id = ANY(%s)", (ids,)), *narrowing.places(wanted, "b")])
        + " GROUP BY 1"
    )
    if after is not None:
        asked += Fragment(" HAVING (") + key + Fragment(f", b.member_id) < (%s::{_CASTS[sort]}, %s)", after)
    asked = asked.wrapped(
        f"SELECT {_LINE}, f.key::text FROM (", ") f JOIN members_member m ON m.id = f.member_id"
    )
    return gathering.rows_of(asked + Fragment(" ORDER BY f.key DESC, f.member_id DESC LIMIT %s", (limit,)))


def _by_place(wanted: Wanted, sort: str, after: Key | None, limit: int) -> list[tuple[Any, ...]]:
    """Belongings along the index of the order, best first; those never active come at the end.

    Somebody of several communities stands where they are best: at the others they are passed over.
    """
    found: dict[int, tuple[Any, ...]] = {}
    width = limit + limit // 2 + _SPARE  # some are passed over
    never = after is not None and after[0] == _NEVER and sort == "active"
    for _stretch in range(_MOST_STRETCHES):
        rows = _stretch_of(wanted, sort, after, width, never=never)
        best = _best_of(wanted, sort, [row[0] for row in rows])
        for row in rows:
            if row[7] == best.get(row[0]):
                found.setdefault(row[0], row)
        if len(found) >= limit:
            break
        if len(rows) == width:
            after = (rows[-1][7], rows[-1][0])
        elif sort == "active" and not never:
            never, after = True, None
        else:
            break
    return list(found.values())[:limit]


def _stretch_of(
    wanted: Wanted, sort: str, after: Key | None, limit: int, *, never: bool
) -> list[tuple[Any, ...]]:
    """The next belongings that fit, whoever's they are, as lines with the key as text."""
    column = _COLUMNS[sort]
    clauses = [
        Fragment(f"b.{column} IS {'' if never else 'NOT '}NULL"),
        *narrowing.places(wanted, "b"),
        *narrowing.persons(wanted),
    ]
    if sort == "active" and not never and wanted.silent_since is not None:
        clauses.append(Fragment("b.last_active_at < %s", (wanted.silent_since,)))
    if after is not None and never:
        clauses.append(Fragment("b.member_id < %s", (after[1],)))
    elif after is not None:
        cast = _CASTS[sort]
        clauses.append(
            Fragment(
                f"b.{column} <= %s::{cast} AND (b.{column}, b.member_id) < (%s::{cast}, %s)",
                (after[0], *after),
            )
        )
    order = "b.member_id DESC" if never else f"b.{column} DESC, b.member_id DESC"
    asked = Fragment(
        f"SELECT {_LINE}, coalesce(b.{column}, {_least(sort)})::text"
        " FROM belonging_belonging b JOIN members_member m ON m.id = b.member_id WHERE "
    )
    return gathering.walked(
        asked + gathering.all_of(clauses) + Fragment(f" ORDER BY {order} LIMIT %s", (limit,))
    )


def _best_of(wanted: Wanted, sort: str, ids: list[int]) -> dict[int, str]:
    """Where each of these stands at best, among their belongings that fit."""
    asked = Fragment(
        f"SELECT b.member_id, coalesce(max(b.{_COLUMNS[sort]}), {_least(sort)})::text"
        " FROM belonging_belonging b WHERE "
    )
    asked += gathering.all_of([Fragment("b.member_id = ANY(%s)", (ids,)), *narrowing.places(wanted, "b")])
    return dict(gathering.rows_of(asked + " GROUP BY 1"))


_MOST_STRETCHES, _SPARE = 12, 10
_NEVER = "-infinity"


def _least(sort: str) -> str:
    return "0" if sort == "messages" else "'-infinity'::timestamptz"
