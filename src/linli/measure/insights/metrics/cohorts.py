"""Retention matrices: who came in one interval and was active in the intervals after it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from linli.measure.insights.activity import Activity
from linli.measure.insights.metrics import membership

Unit = Literal["hour", "day", "week", "month"]
Source = Literal["speech", "member_activity"]
Entry = Literal["first", "every", "membership"]


@dataclass(frozen=True, slots=True)
class CohortMatrix:
    """Rows are cohorts, oldest first: `cells[i][j]` people of cohort i were active j intervals later.

    starts  the start of each cohort's interval (UTC without a zone; weeks start on Monday)
    sizes   people in each cohort
    cells   None where the interval lies after the end of the source: not yet known is not zero
    """

    unit: Unit
    starts: tuple[datetime, ...]
    sizes: tuple[int, ...]
    cells: tuple[tuple[int | None, ...], ...]

    def rates(self) -> tuple[tuple[float | None, ...], ...]:
        """The cells as shares of their cohort, ready for a heat-map."""
        return tuple(
            tuple(None if cell is None else cell / size for cell in row)
            for size, row in zip(self.sizes, self.cells, strict=True)
        )


def cohorts(
    activity: Activity,
    *,
    unit: Unit,
    columns: int | None = None,
    source: Source = "member_activity",
    entry: Entry = "first",
) -> CohortMatrix:
    """The matrix of a source, `columns` wide (to the last interval of the source when None).

    entry="first"       a person belongs to the interval of the first activity, once
    entry="every"       a person belongs to every interval with activity (recurring retention)
    entry="membership"  a person belongs to the interval of the first join
    """
    last = activity.row(f"SELECT date_trunc('{unit}', max(occurred_at)) FROM {source}")[0]
    if last is None:
        return CohortMatrix(unit, (), (), ())
    if entry == "membership":
        membership.prepare(activity)
    entries = _ENTRIES[entry].format(unit=unit)
    found = activity.rows(_MATRIX.format(unit=unit, source=source, entries=entries), last)
    starts, sizes, cells = [], [], []
    for start, size, ahead, offsets, counts in found:
        starts.append(start)
        sizes.append(size)
        active = dict(zip(offsets, counts, strict=True))
        width = ahead + 1 if columns is None else columns
        cells.append(tuple(active.get(n, 0) if n <= ahead else None for n in range(width)))
    return CohortMatrix(unit, tuple(starts), tuple(sizes), tuple(cells))


_ENTRIES: dict[Entry, str] = {
    "first": "SELECT member, min(slot) AS slot FROM active GROUP BY member",
    "every": "SELECT member, slot FROM active",
    "membership": "SELECT member, date_trunc('{unit}', min(joined_at)) AS slot FROM membership GROUP BY 1",
}
_MATRIX = """
    WITH active AS (SELECT DISTINCT member, date_trunc('{unit}', occurred_at) AS slot FROM {source}),
    entries AS ({entries}),
    sizes AS (SELECT slot, count(*) AS size FROM entries GROUP BY slot),
    cells AS (
        SELECT entries.slot, date_diff('{unit}', entries.slot, active.slot) AS ahead, count(*) AS people
        FROM entries JOIN active ON active.member = entries.member AND active.slot >= entries.slot
        GROUP BY ALL)
    SELECT slot, any_value(size), date_diff('{unit}', slot, $1::TIMESTAMP),
           coalesce(list(ahead) FILTER (ahead IS NOT NULL), []),
           coalesce(list(people) FILTER (ahead IS NOT NULL), [])
    FROM sizes LEFT JOIN cells USING (slot) GROUP BY slot ORDER BY slot
"""
