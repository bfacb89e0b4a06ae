"""Who is active: M12 daily, weekly and monthly actives, M13 activity rate, M29 stickiness."""

from datetime import date, timedelta

import numpy as np

from linli.measure.insights import rules
from linli.measure.insights.activity import Activity
from linli.measure.insights.metrics import membership
from linli.measure.insights.metrics.metric import Metric, Period

WEEK, MONTH = 7, 30


def activeness(activity: Activity, period: Period) -> list[Metric]:
    """M12, M13 and M29 of a period; days are calendar days in UTC, counted whole."""
    return [active_members(activity, period), activity_rate(activity, period), stickiness(activity, period)]


def active_members(activity: Activity, period: Period) -> Metric:
    daily, weekly, monthly = (trailing(activity, period.days, window) for window in (1, WEEK, MONTH))
    return Metric(
        id="M12",
        key="active",
        name="Active members",
        unit="members a day",
        formula="M12: members with at least one message, reaction, vote, check-in, answer, share or"
        " attendance on a day, averaged over the period; weekly and monthly: in the 7 and 30 days"
        " ending with the day.",
        value=_mean(daily),
        parts={"dau": _last(daily), "wau": _last(weekly), "mau": _last(monthly)},
        series={"day": [str(day) for day in period.days], "dau": daily, "wau": weekly, "mau": monthly},
    )


def activity_rate(activity: Activity, period: Period) -> Metric:
    people = membership.memberships(activity)
    members, active = people.mean(period), active_in(activity, period)
    each_day = zip(trailing(activity, period.days, 1), people.daily(period).tolist(), strict=True)
    daily = [active_today / size for active_today, size in each_day if size]
    recent = period.last(MONTH)
    mau = _last(trailing(activity, recent.days[-1:], MONTH))
    return Metric(
        id="M13",
        key="activity_rate",
        name="Activity rate",
        unit="ratio",
        formula="M13: members active in the period / mean daily members.",
        value=rules.ratio(active, members or 0),
        numerator=active,
        denominator=members,
        basis=people.basis,
        parts={"daily": _mean(daily), "thirty_day": rules.ratio(mau or 0, people.mean(recent) or 0)},
    )


def stickiness(activity: Activity, period: Period) -> Metric:
    recent = period.last(MONTH)
    daily = trailing(activity, recent.days, 1)
    mean, mau = _mean(daily), _last(trailing(activity, recent.days[-1:], MONTH))
    return Metric(
        id="M29",
        key="stickiness",
        name="Stickiness",
        unit="ratio",
        formula="M29: mean daily actives / monthly actives, over the last 30 days of the period.",
        value=rules.ratio(mean or 0, mau or 0),
        numerator=mean,
        denominator=mau,
    )


def active_in(activity: Activity, period: Period) -> int:
    """People with at least one qualifying event in the period."""
    found = activity.row(
        "SELECT count(DISTINCT member) FROM member_activity WHERE occurred_at >= $1 AND occurred_at < $2",
        *period.bounds,
    )
    return int(found[0])


def trailing(activity: Activity, days: list[date], window: int) -> list[int]:
    """People active in the `window` days ending with each of these days.

    An active day keeps its member counted until the window ends or the member's next active day begins, so a
    person counts once a day, and the work is one pass over member-days whatever the window.
    """
    if not days:
        return []
    found = activity.arrays(
        f"""
        WITH spans AS (
            SELECT day AS first_day,
                   least(day + $1::INTEGER, coalesce(lead(day) OVER life, DATE '9999-01-01')) AS past
            FROM {member_days(activity)} WINDOW life AS (PARTITION BY member ORDER BY day)),
        steps AS (
            SELECT first_day AS day, 1 AS step FROM spans UNION ALL SELECT past, -1 FROM spans)
        SELECT date_diff('day', DATE '1970-01-01', day) AS day, sum(step)::BIGINT AS step
        FROM steps GROUP BY ALL ORDER BY 1
        """,
        window,
    )
    levels = np.concatenate(([0], np.cumsum(np.asarray(found["step"], dtype=np.int64))))
    wanted = np.array([(day - date(1970, 1, 1)) // timedelta(days=1) for day in days], dtype=np.int64)
    places = np.searchsorted(np.asarray(found["day"], dtype=np.int64), wanted, side="right")
    return [int(level) for level in levels[places]]


def member_days(activity: Activity) -> str:
    """Name of the table of days on which a member was active: member, day."""
    return activity.prepare(
        "member_day",
        "SELECT DISTINCT member, occurred_at::DATE AS day FROM member_activity WHERE member <> ''",
    )


def _mean(numbers: list[int] | list[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None


def _last(numbers: list[int]) -> int | None:
    return numbers[-1] if numbers else None
