"""Whom a list is narrowed to, as ids, while they are few: with a bounded search before the whole one.

Conditions that go together badly (a wide tag, a wide segment, a way of living few of them have) mislead every
estimate. So some are looked at first: when enough of them fit there are many, and nobody counts further.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from linli.kernel.verbs.fragment import Fragment, joined
from linli.people.belonging.queries import narrowing
from linli.people.belonging.queries.narrowing import Wanted

LOOKED_AT = 4  # for each that would be enough
_PROBING = ("enable_hashjoin", "enable_mergejoin", "jit")
# A walk reads a little of an index and looks at each; the planner would rather hash everything for it.
_WALKING = (*_PROBING, "enable_bitmapscan", "enable_seqscan")


def some(wanted: Wanted, limit: int) -> tuple[list[int], bool]:
    """Ids of those that fit, `limit` or a few more, and whether these are all. `wanted` is resolved."""
    if wanted.text.strip() or wanted.ids or not narrowing.sets(wanted, "m.id"):
        return _straight(wanted, limit)
    sample = limit * LOOKED_AT
    rows = rows_of(_sampled(wanted, sample), _PROBING)
    found = list(dict.fromkeys(row[0] for row in rows if row[1]))
    if len(rows) < sample:
        return found, True
    return (found, False) if len(found) >= limit else _whole(wanted, limit)


def _straight(wanted: Wanted, limit: int) -> tuple[list[int], bool]:
    """No sets to cut, or a name that few have: the planner's own way to the first that fit."""
    return _until(_from(wanted) + all_of(_everything(wanted)), limit)


def _whole(wanted: Wanted, limit: int) -> tuple[list[int], bool]:
    """Everything is looked at, in the way that costs least in all: no limit tempts the planner to hope."""
    column = "b.member_id" if wanted.is_about_living else "m.id"
    if wanted.is_about_living:
        within = Fragment("SELECT b.member_id AS id FROM belonging_belonging b WHERE ")
        within += all_of([*narrowing.places(wanted, "b"), *narrowing.sets(wanted, column)])
    else:
        within = Fragment("SELECT m.id FROM members_member m WHERE ") + all_of(_everything(wanted))
    asked = within.wrapped(
        "WITH w AS MATERIALIZED (", ") SELECT w.id FROM w JOIN members_member m ON m.id = w.id WHERE "
    )
    return _until(asked + all_of(narrowing.records(wanted)), limit)


def _sampled(wanted: Wanted, sample: int) -> Fragment:
    """Some of those the first condition holds for, and whether all the others do, too (None: no record)."""
    if wanted.is_about_living:
        first = Fragment("SELECT b.member_id FROM belonging_belonging b WHERE ")
        first += all_of(narrowing.places(wanted, "b"))
    else:
        first, wanted = narrowing.first_set(wanted)
    fits = all_of([*narrowing.records(wanted), *narrowing.sets(wanted, "c.id", is_probed=True)])
    asked = Fragment("SELECT c.id, ") + fits + " FROM (" + first
    asked += Fragment(" LIMIT %s) c(id) LEFT JOIN members_member m ON m.id = c.id", (sample,))
    return asked


def _from(wanted: Wanted) -> Fragment:
    if wanted.is_about_living:
        return Fragment(
            "SELECT b.member_id FROM belonging_belonging b JOIN members_member m ON m.id = b.member_id WHERE "
        )
    return Fragment("SELECT m.id FROM members_member m WHERE ")


def _everything(wanted: Wanted) -> list[Fragment]:
    living = narrowing.places(wanted, "b") if wanted.is_about_living else []
    return [*living, *narrowing.persons(wanted)]


def _until(asked: Fragment, limit: int) -> tuple[list[int], bool]:
    """Somebody of several communities comes several times."""
    rows = rows_of(asked + Fragment(" LIMIT %s", (2 * limit,)))
    return list(dict.fromkeys(row[0] for row in rows)), len(rows) < 2 * limit


def all_of(clauses: Sequence[Fragment]) -> Fragment:
    """Every one of them holds."""
    return joined(" AND ", clauses)


def walked(asked: Fragment) -> list[tuple[Any, ...]]:
    """The rows of a statement that follows an index and stops early."""
    return rows_of(asked, _WALKING)


def rows_of(asked: Fragment, without: Sequence[str] = ()) -> list[tuple[Any, ...]]:
    """The rows of a statement, planned without some ways of planning."""
    if not without:
        with connection.cursor() as cursor:
            cursor.execute(asked.text, list[Any](asked.params))
            return list(cursor.fetchall())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(";".join(f"SET LOCAL {one} = off" for one in without))
        cursor.execute(asked.text, list[Any](asked.params))
        found: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.execute(";".join(f"SET LOCAL {one} = DEFAULT" for one in without))
    return found
