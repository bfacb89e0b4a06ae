"""Size and growth: M01 to M04."""

import numpy as np

from linli.measure.insights import rules
from linli.measure.insights.activity import Activity
from linli.measure.insights.metrics import membership
from linli.measure.insights.metrics.membership import Memberships
from linli.measure.insights.metrics.metric import Metric, Period


def size(activity: Activity, period: Period) -> list[Metric]:
    """Members, new members, exits and net growth; `basis` tells what the source takes for joining."""
    people = membership.memberships(activity)
    joined = _new_members(people, period)
    left = _exits(people, period)
    return [_members(people, period), joined, left, _growth(people, period, joined, left)]


def _members(people: Memberships, period: Period) -> Metric:
    start, end = _ends(people, period)
    return Metric(
        id="M01",
        key="members",
        name="Community size",
        unit="members",
        formula="M01: people in at least one group at the end of the period; operators and bots left out.",
        value=end,
        basis=people.basis,
        parts={"start": start, "end": end, "mean": people.mean(period)},
        series={"day": [str(day) for day in period.days], "members": people.daily(period).tolist()},
    )


def _new_members(people: Memberships, period: Period) -> Metric:
    return Metric(
        id="M02",
        key="new_members",
        name="New members",
        unit="members",
        formula="M02: memberships that began in the period.",
        value=int(np.count_nonzero(_within(people.joined, period) & people.entered)),
        basis=people.basis,
    )


def _exits(people: Memberships, period: Period) -> Metric:
    ended = _within(people.left, period)
    exits, removed, dissolved = (
        int(np.count_nonzero(ended & which)) for which in (np.True_, people.removed, people.dissolved)
    )
    return Metric(
        id="M03",
        key="exits",
        name="Exits",
        unit="members",
        formula="M03: memberships that ended in the period, by leaving, by removal or with the group.",
        value=exits,
        basis=people.basis,
        parts={"voluntary": exits - removed - dissolved, "removed": removed, "dissolved": dissolved},
    )


def _growth(people: Memberships, period: Period, joined: Metric, left: Metric) -> Metric:
    start, end = _ends(people, period)
    return Metric(
        id="M04",
        key="net_growth",
        name="Net growth",
        unit="members",
        formula="M04: new members − exits; rate: growth of the size / size at the start.",
        value=int(joined.value or 0) - int(left.value or 0),
        numerator=end - start,
        denominator=start,
        basis=people.basis,
        parts={"rate": rules.ratio(end - start, start)},
    )


def _ends(people: Memberships, period: Period) -> tuple[int, int]:
    bounds = np.array([membership.instant(moment) for moment in period.bounds], dtype=np.int64)
    start, end = people.size_at(bounds).tolist()
    return start, end


def _within(
    instants: membership.Instants, period: Period
) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    start, end = (membership.instant(moment) for moment in period.bounds)
    return (instants >= start) & (instants < end)
