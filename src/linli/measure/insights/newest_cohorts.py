"""Weekly retention as the newest snapshots have it, of one community or of several together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from django.db import connection

from linli.kernel.orgs import scope

SHOWN_COHORTS, SHOWN_WEEKS = 8, 8


@dataclass(frozen=True)
class Cohort:
    """People who were first active in the week beginning with `start`.

    shares   of them active 1, 2, … weeks later; None where that week is not over, or not known
    """

    start: date
    size: int
    shares: tuple[float | None, ...]


@dataclass(frozen=True)
class NewestCohorts:
    """The last cohorts, oldest first, and when the oldest snapshot was taken (None: there is none)."""

    taken_at: datetime | None
    cohorts: tuple[Cohort, ...]


class Table(msgspec.Struct, frozen=True):
    """What a snapshot says: a row for each cohort, `cells[i][j]` of its people active j weeks later."""

    starts: list[date]
    sizes: list[int]
    cells: list[list[int | None]]


def newest_cohorts(*, communities: frozenset[int] | None = None) -> NewestCohorts:
    """The cohorts of the communities given, or (None) of all of the organisation. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT taken_at, document #>> '{metrics,weekly_cohorts}' FROM insights_snapshot"
            " WHERE org_id = %s AND (%s::bigint[] IS NULL OR community_id = ANY(%s)) ORDER BY taken_at",
            [scope.org_id(), *[None if communities is None else sorted(communities)] * 2],
        )
        rows = cursor.fetchall()
    tables = [msgspec.json.decode(table, type=Table) for _taken_at, table in rows if table]
    return NewestCohorts(rows[0][0] if rows else None, together(tables))


def together(tables: Iterable[Table]) -> tuple[Cohort, ...]:
    """Several tables as one: a share is of those cohorts only for which the week is known."""
    sizes: dict[date, int] = {}
    found: dict[tuple[date, int], tuple[int, int]] = {}
    for table in tables:
        for start, size, cells in zip(table.starts, table.sizes, table.cells, strict=True):
            sizes[start] = sizes.get(start, 0) + size
            for week, cell in enumerate(cells[: SHOWN_WEEKS + 1]):
                if cell is not None:
                    active, people = found.get((start, week), (0, 0))
                    found[start, week] = (active + cell, people + size)
    return tuple(_cohort(start, sizes[start], found) for start in sorted(sizes)[-SHOWN_COHORTS:])


def _cohort(start: date, size: int, found: dict[tuple[date, int], tuple[int, int]]) -> Cohort:
    weeks = [found.get((start, week)) for week in range(1, SHOWN_WEEKS + 1)]
    return Cohort(start, size, tuple(week[0] / week[1] if week and week[1] else None for week in weeks))
