"""Who was a member when: from joins and leaves, or from what people did where a source has no joins.

A person is in a group from a join, or from the first thing they are seen saying there, until they leave or
are removed. Somebody first seen leaving had been in since before the source began. A person belongs to the
community while in at least one of its groups; a leave and a return at the same instant cancel.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from linli.measure.insights.activity import PRESENCE, Activity
from linli.measure.insights.metrics.metric import Period

Instants = NDArray[np.int64]
_OPEN = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Memberships:
    """One place in each array is one stay of one person; times are microseconds since 1970, UTC.

    joined, left   `left` is the largest integer while the person is still in
    entered        False where the stay began before the source did
    removed        the stay ended by removal, not by leaving
    dissolved      the stay ended because the group did
    basis          "join", "first message", or "join or first message"
    """

    joined: Instants
    left: Instants
    entered: NDArray[np.bool_]
    removed: NDArray[np.bool_]
    dissolved: NDArray[np.bool_]
    basis: str

    def size_at(self, instants: Instants) -> Instants:
        """How many people are members at each instant: N(t)."""
        begun = np.searchsorted(np.sort(self.joined), instants, side="right")
        ended = np.searchsorted(np.sort(self.left), instants, side="right")
        return np.asarray(begun - ended, dtype=np.int64)

    def daily(self, period: Period) -> Instants:
        """Members at the end of each day the period touches (at the period's end on its last day)."""
        end = period.bounds[1]
        ends = [
            min(datetime.combine(day, datetime.min.time()) + timedelta(days=1), end) for day in period.days
        ]
        return self.size_at(np.array([instant(moment) for moment in ends], dtype=np.int64))

    def mean(self, period: Period) -> float | None:
        """Mean of the daily counts, N̄; None for a period without a day."""
        daily = self.daily(period)
        return float(daily.mean()) if daily.size else None


def memberships(activity: Activity) -> Memberships:
    """Every stay in the source."""
    found = activity.arrays(
        f"""
        SELECT epoch_us(joined_at) AS joined, coalesce(epoch_us(left_at), {_OPEN}) AS left_us,
               entry <> 'before' AS entered, coalesce(left_as = 'removed', false) AS removed,
               coalesce(left_as = 'dissolved', false) AS dissolved
        FROM {prepare(activity)}
        """
    )
    return Memberships(
        joined=np.asarray(found["joined"], dtype=np.int64),
        left=np.asarray(found["left_us"], dtype=np.int64),
        entered=np.asarray(found["entered"], dtype=np.bool_),
        removed=np.asarray(found["removed"], dtype=np.bool_),
        dissolved=np.asarray(found["dissolved"], dtype=np.bool_),
        basis=_basis(activity),
    )


def prepare(activity: Activity) -> str:
    """Name of the table of stays: member, joined_at, left_at (null while in), entry, left_as."""
    return activity.prepare("membership", _STAYS)


def instant(moment: datetime) -> int:
    """Microseconds since 1970 of a UTC time, aware or not."""
    return int((moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))


def _basis(activity: Activity) -> str:
    entries = {entry for (entry,) in activity.rows(f"SELECT DISTINCT entry FROM {prepare(activity)}")} - {
        "before"
    }
    if entries == {"join"}:
        return "join"
    return "first message" if "join" not in entries else "join or first message"


_STAYS = f"""
    WITH acts AS (
        SELECT grp, member, occurred_at, ord, kind, kind NOT IN ('leave', 'removed', 'dissolved') AS inside
        FROM activity
        WHERE kind IN {PRESENCE!r} AND NOT is_bot AND NOT is_operator AND member <> '' AND grp <> ''),
    marked AS (
        SELECT *, lag(inside) OVER life AS was_inside
        FROM acts WINDOW life AS (PARTITION BY grp, member ORDER BY occurred_at, ord)),
    turns AS (
        SELECT *, lead(occurred_at) OVER life AS until_at, lead(kind) OVER life AS ended_as
        FROM marked WHERE was_inside IS NULL OR was_inside <> inside
        WINDOW life AS (PARTITION BY grp, member ORDER BY occurred_at, ord)),
    stays AS (
        SELECT member, occurred_at AS joined_at, until_at AS left_at,
               if(kind = 'join', 'join', 'seen') AS entry, ended_as
        FROM turns WHERE inside
        UNION ALL
        SELECT member, (SELECT min(occurred_at) FROM activity), occurred_at, 'before', kind
        FROM turns WHERE was_inside IS NULL AND NOT inside),
    moves AS (
        SELECT member, joined_at AS moved_at, 1 AS step, entry AS how FROM stays
        UNION ALL
        SELECT member, left_at, -1, ended_as FROM stays WHERE left_at IS NOT NULL),
    levels AS (
        SELECT *, sum(step) OVER (PARTITION BY member ORDER BY moved_at, step DESC, how
                                  ROWS UNBOUNDED PRECEDING) AS groups
        FROM moves),
    edges AS (
        SELECT member, moved_at, step, how,
               row_number() OVER (PARTITION BY member ORDER BY moved_at, step DESC) AS nth
        FROM levels WHERE groups + (step = -1)::INTEGER = 1)
    SELECT entered.member, entered.moved_at AS joined_at, gone.moved_at AS left_at,
           entered.how AS entry, gone.how AS left_as
    FROM edges AS entered
    LEFT JOIN edges AS gone ON gone.member = entered.member AND gone.nth = entered.nth + 1
    WHERE entered.step = 1
"""
