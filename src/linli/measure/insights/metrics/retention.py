"""Who stays: M36, retention by age of membership."""

from datetime import datetime

from linli.measure.insights import rules
from linli.measure.insights.activity import Activity
from linli.measure.insights.metrics import membership
from linli.measure.insights.metrics.metric import Metric, Period

AGES = (1, 7, 14, 30, 60, 90)


def retention(
    activity: Activity, period: Period, *, known_until: datetime, ages: tuple[int, ...] = AGES
) -> Metric:
    """R_d of people who first joined in the period: still in, and active on days d to d + 6 after it.

    Days are 24 hours counted from the join. Only people whose days d to d + 6 are over at `known_until`
    (aware) count for age d, so a young cohort is not taken for a lost one; `cohort` says how many they are.
    The value is R_7; `still_in` is retention by membership alone. Where the source has no joins, a person
    joins with the first message.
    """
    people = membership.memberships(activity)
    until = Period(period.start, max(known_until, period.start)).bounds[1]
    found = activity.rows(
        _RETENTION.format(membership=membership.prepare(activity)), *period.bounds, list(ages), until
    )
    cohort, retained, still_in = ([row[place] for row in found] for place in (1, 2, 3))
    week = ages.index(7) if 7 in ages else 0
    return Metric(
        id="M36",
        key="retention",
        name="Retention",
        unit="ratio",
        formula="M36: members who joined in the period, are still in and were active on days d to d + 6 after"
        " joining / all who joined in the period and whose days d to d + 6 are over; the value is d = 7.",
        value=rules.ratio(retained[week], cohort[week]),
        numerator=retained[week],
        denominator=cohort[week],
        basis=people.basis,
        series={
            "day": list(ages),
            "cohort": cohort,
            "retained": retained,
            "rate": [rules.ratio(part, whole) for part, whole in zip(retained, cohort, strict=True)],
            "still_in": still_in,
            "still_in_rate": [rules.ratio(part, whole) for part, whole in zip(still_in, cohort, strict=True)],
        },
    )


_RETENTION = """
    WITH firsts AS (
        SELECT member, min(joined_at) AS joined_at, arg_min(entry, joined_at) AS entry
        FROM {membership} GROUP BY member),
    cohort AS (
        SELECT member, age, joined_at + to_days(age) AS from_at, joined_at + to_days(age + 7) AS past_at
        FROM firsts, (SELECT unnest($3::INTEGER[]) AS age)
        WHERE joined_at >= $1 AND joined_at < $2 AND entry <> 'before'),
    ripe AS (SELECT * FROM cohort WHERE past_at <= $4),
    staying AS (
        SELECT DISTINCT ripe.age, ripe.member
        FROM ripe JOIN {membership} AS stay ON stay.member = ripe.member
        WHERE stay.joined_at <= from_at AND (stay.left_at IS NULL OR stay.left_at > from_at)),
    active AS (
        SELECT DISTINCT ripe.age, ripe.member
        FROM ripe JOIN member_activity AS act ON act.member = ripe.member
        WHERE act.occurred_at >= from_at AND act.occurred_at < past_at)
    SELECT age,
           (SELECT count(*) FROM ripe WHERE ripe.age = ages.age),
           (SELECT count(*) FROM staying JOIN active USING (age, member) WHERE staying.age = ages.age),
           (SELECT count(*) FROM staying WHERE staying.age = ages.age)
    FROM (SELECT unnest($3::INTEGER[]) AS age) AS ages ORDER BY list_position($3::INTEGER[], age)
"""
