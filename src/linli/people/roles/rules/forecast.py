"""When a number that grows week by week reaches its target, with an honest band."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil, sqrt
from statistics import fmean, stdev

WEEKS = 8
FEWEST_WEEKS = 3
BAND = 1.2816
FARTHEST_WEEKS = 520


class Outlook(StrEnum):
    """What can be said."""

    REACHED = "reached"
    EXPECTED = "expected"
    NOT_AT_THIS_PACE = "not_at_this_pace"
    TOO_EARLY = "too_early"


@dataclass(frozen=True)
class Forecast:
    """`weekly_gain` is the mean net gain of `weeks` weeks, give or take `spread`.

    `latest_on` None while `expected_on` is known: with four chances in five it can only be said when at the
    earliest.
    """

    outlook: Outlook
    weeks: int
    weekly_gain: float
    spread: float
    expected_on: date | None = None
    earliest_on: date | None = None
    latest_on: date | None = None


def weekly(counts: Mapping[date, int], *, today: date) -> list[int]:
    """One count a week, oldest first: the last known on or before today, a week earlier, and so on.

    At most WEEKS + 1 of them; it ends where nothing was counted yet.
    """
    known = sorted(counts)
    found: list[int] = []
    for number in range(WEEKS + 1):
        moment = today - timedelta(weeks=number)
        before = [day for day in known if moment - timedelta(weeks=1) < day <= moment]
        if not before:
            break
        found.append(counts[before[-1]])
    return found[::-1]


def forecast(counts: Mapping[date, int], *, now: int, target: int, today: date) -> Forecast:
    """From the mean m of the last n weekly gains and its standard error e = s / √n.

    Expected after missing / m weeks, up to the next whole day; the band runs from missing / (m + 1.28 e) to
    missing / (m - 1.28 e): four chances in five if weeks go on as they did. Fewer than three gains are too
    few; a mean of nothing or less, or more than ten years, is "not at this pace".
    """
    steps = weekly(counts, today=today)
    gains = [after - before for before, after in zip(steps, steps[1:], strict=False)]
    mean = fmean(gains) if gains else 0.0
    spread = BAND * stdev(gains) / sqrt(len(gains)) if len(gains) > 1 else 0.0
    said = Forecast(Outlook.REACHED, len(gains), mean, spread)
    if now >= target:
        return said
    if len(gains) < FEWEST_WEEKS:
        return _named(said, Outlook.TOO_EARLY)
    if mean <= 0 or (target - now) / mean > FARTHEST_WEEKS:
        return _named(said, Outlook.NOT_AT_THIS_PACE)
    missing = target - now
    return Forecast(
        Outlook.EXPECTED,
        len(gains),
        mean,
        spread,
        expected_on=_after(today, missing, mean),
        earliest_on=_after(today, missing, mean + spread),
        latest_on=_after(today, missing, mean - spread),
    )


def _named(said: Forecast, outlook: Outlook) -> Forecast:
    return Forecast(outlook, said.weeks, said.weekly_gain, said.spread)


def _after(today: date, missing: int, gain: float) -> date | None:
    if gain <= 0 or missing / gain > FARTHEST_WEEKS:
        return None
    return today + timedelta(days=ceil(7 * missing / gain))
