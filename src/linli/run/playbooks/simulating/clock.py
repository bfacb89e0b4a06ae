"""The alarms of a simulated clock, rung in the order of their time."""

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

Alarm = Callable[[datetime], None]


class Clock:
    """What is to happen later, and how to let it happen."""

    def __init__(self) -> None:
        self._alarms: list[tuple[datetime, int, Alarm]] = []
        self._numbers = count()

    def set(self, at: datetime, alarm: Alarm) -> None:
        """Ring at a moment; alarms of one moment ring in the order they were set."""
        heapq.heappush(self._alarms, (at, next(self._numbers), alarm))

    def run_until(self, at: datetime) -> None:
        """Ring what is due, each at its own moment, and what that sets in its turn."""
        while self._alarms and self._alarms[0][0] <= at:
            moment, _number, alarm = heapq.heappop(self._alarms)
            alarm(moment)

    def ring_late(self, at: datetime) -> None:
        """Ring what is due, all of it at `at`, as a scheduler does that was asleep."""
        due = []
        while self._alarms and self._alarms[0][0] <= at:
            due.append(heapq.heappop(self._alarms)[2])
        for alarm in due:
            alarm(at)
