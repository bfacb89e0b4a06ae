"""Which member was active on which day, a bit each: actives and retention of a million members at once.

24 MB hold a million members for 180 days. Everything here equals what `metrics` compute from the activity
table; the table is for rebuilding and for questions, the bitmap for pages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from linli.measure.insights.activity import Activity
from linli.measure.insights.metrics import active

Words = NDArray[np.uint64]
_BITS = 64


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Bit `d % 64` of `words[d // 64, m]` says that the m-th member was active d days after `first_day`.

    words    uint64, one row a 64 days, one column a member
    days     how many days it holds; later bits are zero
    """

    first_day: date
    days: int
    words: Words

    @property
    def members(self) -> int:
        return int(self.words.shape[1])

    def active(self, *, window: int = 1) -> list[int]:
        """Members active in the `window` days ending with each day: 1 is DAU, 7 WAU, 30 MAU.

        Activity before `first_day` is unknown, so the first `window` - 1 values may be low.
        """
        return _count_days(_smear(self.words, window), self.days)

    def weekly_retention(self) -> tuple[list[date], list[int], list[list[int]]]:
        """Mondays, sizes and counts of cohorts by ISO week of first activity; `counts[i][j]` is week i + j.

        Weeks without a newcomer are left out. Each row ends with the last week the bitmap holds.
        """
        offset = self.first_day.weekday()
        monday = self.first_day - timedelta(days=offset)
        weeks = -(-(self.days + offset) // 7)
        starts = [week * 7 - offset for week in range(weeks)]
        present = np.stack([self._active_between(start, start + 7) for start in starts])
        first = np.where(present.any(axis=0), present.argmax(axis=0), weeks)
        cohorts = [week for week in range(weeks) if (first == week).any()]
        counts = [present[week:, first == week].sum(axis=1).tolist() for week in cohorts]
        return [monday + timedelta(weeks=week) for week in cohorts], [row[0] for row in counts], counts

    def _active_between(self, start: int, stop: int) -> NDArray[np.bool_]:
        """Per member: active on any of the days [start, stop), counted from `first_day`."""
        found = np.zeros(self.members, dtype=np.bool_)
        for row in range(self.words.shape[0]):
            low, high = max(start - row * _BITS, 0), min(stop - row * _BITS, _BITS)
            if low < high:
                mask = np.uint64((1 << high) - (1 << low))
                found |= (self.words[row] & mask) != 0
        return found


def from_member_days(first_day: date, days: int, members: int, pairs: Iterable[tuple[int, int]]) -> Bitmap:
    """A bitmap of (member number, day number) pairs; both count from 0."""
    found = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    return _build(first_day, days, members, found[:, 0], found[:, 1])


def from_activity(activity: Activity) -> Bitmap:
    """The bitmap of all days on which a member was active; members are numbered in the order of their ids."""
    found = activity.arrays(
        f"""
        SELECT dense_rank() OVER (ORDER BY member) - 1 AS number,
               date_diff('day', DATE '1970-01-01', day) AS day
        FROM {active.member_days(activity)}
        """
    )
    numbers, days = (np.asarray(found[name], dtype=np.int64) for name in ("number", "day"))
    if not days.size:
        return Bitmap(date(1970, 1, 1), 0, np.zeros((0, 0), dtype=np.uint64))
    first = int(days.min())
    span = int(days.max()) - first + 1
    return _build(
        date(1970, 1, 1) + timedelta(days=first), span, int(numbers.max()) + 1, numbers, days - first
    )


def _build(
    first_day: date, days: int, members: int, numbers: NDArray[np.int64], offsets: NDArray[np.int64]
) -> Bitmap:
    words = np.zeros((-(-days // _BITS), members), dtype=np.uint64)
    bits = np.left_shift(np.uint64(1), (offsets % _BITS).astype(np.uint64))
    np.bitwise_or.at(words, (offsets // _BITS, numbers), bits)
    return Bitmap(first_day, days, words)


def _smear(words: Words, window: int) -> Words:
    """Each set bit copied to the `window` - 1 days after it, by doubling."""
    smeared, reach = words, 1
    while reach < window:
        step = min(reach, window - reach)
        smeared = smeared | _later(smeared, step)
        reach += step
    return smeared


def _later(words: Words, days: int) -> Words:
    """Every bit moved `days` days on; what passes the end is lost."""
    whole, rest = divmod(days, _BITS)
    moved = np.zeros_like(words)
    kept = words[: words.shape[0] - whole]
    moved[whole:] = kept << np.uint64(rest)
    if rest:
        moved[whole + 1 :] |= kept[:-1] >> np.uint64(_BITS - rest)
    return moved


def _count_days(words: Words, days: int) -> list[int]:
    one = np.uint64(1)
    return [
        int(np.count_nonzero((words[day // _BITS] >> np.uint64(day % _BITS)) & one)) for day in range(days)
    ]
