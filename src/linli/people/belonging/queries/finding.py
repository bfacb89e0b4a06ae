"""The list of members behind any number: narrowed by who they are and how they live, in several orders.

A thousand people or fewer that fit are gathered and put in order; of more than that the list walks along an
index and looks at each. Either way a page far behind costs what the first one does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.kernel.orgs import scope
from linli.kernel.verbs.fragment import Fragment
from linli.people.belonging.queries import gathering, narrowing
from linli.people.belonging.queries.gathering import all_of, rows_of, walked
from linli.people.belonging.queries.narrowing import Wanted
from linli.people.members.queries import people
from linli.people.members.queries.people import MemberLine

GATHERED, LOOKED_AT = 1_000, (3_000, 20_000)
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
    asked += all_of([Fragment("b.member_id = ANY(%s)", (list(member_ids),)), *places])
    asked += " ORDER BY b.member_id, b.last_active_at DESC NULLS LAST, b.community_id"
    return {row[0]: Living(*row[1:]) for row in rows_of(asked)}


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
    """Members along the index of names; where thousands hold too few that fit, all are put in order."""
    clauses = narrowing.persons(wanted)
    if wanted.is_about_living:
        inside = Fragment("EXISTS (SELECT 1 FROM belonging_belonging b WHERE b.member_id = m.id AND ")
        clauses.append(inside + all_of(narrowing.places(wanted, "b")) + ")")
    beyond = [Fragment("(m.sort_key, m.id) > (%s, %s)", after)] if after else []
    page = Fragment(" ORDER BY m.sort_key, m.id LIMIT %s", (limit,))
    everybody = Fragment("SELECT m.* FROM members_member m WHERE ")
    those = [Fragment("m.org_id = %s", (scope.org_id(),)), Fragment("m.merged_into_id IS NULL"), *beyond]
    for look in LOOKED_AT:
        asked = everybody + all_of(those) + Fragment(" ORDER BY m.sort_key, m.id LIMIT %s", (look,))
        asked = asked.wrapped(f"SELECT {_LINE}, m.sort_key FROM (", ") m WHERE ") + all_of(clauses) + page
        if len(rows := walked(asked)) == limit:
            return rows
    asked = (everybody + all_of([*clauses, *beyond])).wrapped("WITH m AS MATERIALIZED (", ")")
    return rows_of(asked + f" SELECT {_LINE}, m.sort_key FROM m" + page)


def _of_some(
    wanted: Wanted, ids: list[int], sort: str, after: Key | None, limit: int
) -> list[tuple[Any, ...]]:
    """The page of people gathered already: sorting a thousand is nothing."""
    if sort != "name":
        return _sorted(wanted, [Fragment("b.member_id = ANY(%s)", (ids,))], sort, after, limit)
    clauses = [Fragment("m.id = ANY(%s)", (ids,))]
    if after is not None:
        clauses.append(Fragment("(m.sort_key, m.id) > (%s, %s)", after))
    asked = Fragment(f"SELECT {_LINE}, m.sort_key FROM members_member m WHERE ") + all_of(clauses)
    return rows_of(asked + Fragment(" ORDER BY m.sort_key, m.id LIMIT %s", (limit,)))


def _sorted(
    wanted: Wanted,
    who: list[Fragment],
    sort: str,
    after: Key | None,
    limit: int,
    without: tuple[str, ...] = (),
) -> list[tuple[Any, ...]]:
    """Everybody `who` says of a belonging `b`, each where they stand best, put in order."""
    key = Fragment(f"coalesce(max(b.{_COLUMNS[sort]}), {_least(sort)})")
    asked = Fragment("SELECT b.member_id, ") + key + " AS key FROM belonging_belonging b WHERE "
    asked += all_of([*who, *narrowing.places(wanted, "b")]) + " GROUP BY 1"
    if after is not None:
        asked += Fragment(" HAVING (") + key + Fragment(f", b.member_id) < (%s::{_CASTS[sort]}, %s)", after)
    asked = asked.wrapped(
        f"SELECT {_LINE}, f.key::text FROM (",
        " ORDER BY 2 DESC, 1 DESC) f JOIN members_member m ON m.id = f.member_id WHERE ",
    )
    asked += all_of(narrowing.records(wanted))
    asked += Fragment(" ORDER BY f.key DESC, f.member_id DESC LIMIT %s", (limit,))
    return rows_of(asked, without)


def _by_place(wanted: Wanted, sort: str, after: Key | None, limit: int) -> list[tuple[Any, ...]]:
    """Belongings along the index of the order, best first; those never active come at the end.

    Somebody of several communities stands where they are best: at the others they are passed over. Where the
    first thousands hold too few that fit, all that fit are put in order instead.
    """
    found: dict[int, tuple[Any, ...]] = {}
    active: list[tuple[Any, ...]]
    start, never = after, sort == "active" and after is not None and after[0] == _NEVER
    (look, more), active = LOOKED_AT, []
    for _stretch in range(4):
        rows, is_end = _stretch_of(wanted, sort, start, (look, limit + _SPARE), never=never)
        best = _best_of(wanted, sort, [row[0] for row in rows])
        for row in rows:
            if row[7] == best.get(row[0]):
                found.setdefault(row[0], row)
        if len(found) >= limit or (is_end and (never or sort != "active")):
            return list(found.values())[:limit]
        if is_end:
            start, never, look, active = None, True, LOOKED_AT[0], list(found.values())
        elif look == more:
            break
        else:
            look = more
    who = narrowing.sets(wanted, "b.member_id")
    if never:
        who += _never_active(wanted)
        after = start
    return [*active, *_sorted(wanted, who, sort, after, limit, _BY_PAGE)][:limit]


def _never_active(wanted: Wanted) -> list[Fragment]:
    """In none of the belongings that fit."""
    elsewhere = all_of([Fragment("o.member_id = b.member_id"), *narrowing.places(wanted, "o")])
    before = "NOT EXISTS (SELECT 1 FROM belonging_belonging o WHERE o.last_active_at IS NOT NULL AND "
    return [Fragment("b.last_active_at IS NULL"), elsewhere.wrapped(before, ")")]


def _stretch_of(
    wanted: Wanted, sort: str, after: Key | None, most: tuple[int, int], *, never: bool
) -> tuple[list[tuple[Any, ...]], bool]:
    """The next belongings that fit, whoever's they are, as lines with the key as text; are these all?

    most  how many are looked at, and how many lines come of them
    """
    column = _COLUMNS[sort]
    order = f"b.{column} DESC, b.member_id DESC"
    clauses = [
        Fragment("b.org_id = %s", (scope.org_id(),)),
        Fragment(f"b.{column} IS {'' if never else 'NOT '}NULL"),
        *_stretch_bounds(wanted, sort, after, never=never),
    ]
    asked = Fragment("SELECT b.* FROM belonging_belonging b WHERE ") + all_of(clauses)
    asked += Fragment(f" ORDER BY {order} LIMIT %s", most[:1])
    fits = [*narrowing.places(wanted, "b"), *narrowing.records(wanted)]
    is_short = most[0] <= LOOKED_AT[0]
    fits += narrowing.sets(wanted, "b.member_id", is_probed=is_short)
    asked = asked.wrapped(
        "WITH l AS MATERIALIZED (",
        f") SELECT {_LINE}, coalesce(b.{column}, {_least(sort)})::text, (SELECT count(*) FROM l)"
        " FROM (SELECT 1) one LEFT JOIN (l b JOIN members_member m ON m.id = b.member_id AND ",
    )
    asked += all_of(fits) + Fragment(f") ON true ORDER BY {order} LIMIT %s", most[1:])
    rows = walked(asked) if is_short else rows_of(asked, ("enable_seqscan",))
    lines = [row[:8] for row in rows if row[0] is not None]
    return lines, rows[0][8] < most[0] and len(lines) < most[1]


def _stretch_bounds(wanted: Wanted, sort: str, after: Key | None, *, never: bool) -> list[Fragment]:
    """Between which keys the stretch lies."""
    cast, column = _CASTS[sort], _COLUMNS[sort]
    clauses = []
    if sort == "active" and not never and wanted.silent_since is not None:
        clauses.append(Fragment("b.last_active_at < %s", (wanted.silent_since,)))
    if sort == "joined" and wanted.joined_since is not None:
        clauses.append(Fragment("b.joined_at >= %s", (wanted.joined_since,)))
    if after is not None and never:
        clauses.append(Fragment("b.member_id < %s", (after[1],)))
    elif after is not None:
        said = f"b.{column} <= %s::{cast} AND (b.{column}, b.member_id) < (%s::{cast}, %s)"
        clauses.append(Fragment(said, (after[0], *after)))
    return clauses


def _best_of(wanted: Wanted, sort: str, ids: list[int]) -> dict[int, str]:
    """Where each of these stands at best, among their belongings that fit."""
    asked = Fragment(
        f"SELECT b.member_id, coalesce(max(b.{_COLUMNS[sort]}), {_least(sort)})::text"
        " FROM belonging_belonging b WHERE "
    )
    asked += all_of([Fragment("b.member_id = ANY(%s)", (ids,)), *narrowing.places(wanted, "b")])
    return dict(rows_of(asked + " GROUP BY 1"))


_BY_PAGE = ("enable_indexscan",)  # most pages are read anyhow: one after another
_SPARE = 60  # some are passed over
_NEVER = "-infinity"


def _least(sort: str) -> str:
    return "0" if sort == "messages" else "'-infinity'::timestamptz"
