"""Who speaks, who is answered, and when it is silent: M15, M16, M25, M27, M28, M32."""

from datetime import date, datetime, timedelta

from linli.measure.insights import rules
from linli.measure.insights.activity import Activity
from linli.measure.insights.metrics import active, membership
from linli.measure.insights.metrics.metric import Metric, Period

ALARM_HOURS = 24
REPLY_HOURS = 24
_IN_PERIOD = "occurred_at >= $1 AND occurred_at < $2"


def speaking(activity: Activity, period: Period) -> list[Metric]:
    """All figures of this module for a period."""
    return [
        message_volume(activity, period),
        speaker_rate(activity, period),
        longest_silence(activity, period),
        reply_coverage(activity, period),
        seven_day_decay(activity, period),
        concentration(activity, period),
    ]


def message_volume(activity: Activity, period: Period) -> Metric:
    total, by_members = activity.row(
        f"SELECT count(*), count(*) FILTER (NOT is_operator) FROM speech WHERE {_IN_PERIOD}", *period.bounds
    )
    return Metric(
        id="M15",
        key="messages",
        name="Message volume",
        unit="messages",
        formula="M15: messages of members and operators in the period; bots left out.",
        value=total,
        parts={
            "per_day": rules.ratio(total, len(period.days)),
            "per_active_member": rules.ratio(by_members, active.active_in(activity, period)),
            "by_members": by_members,
            "by_operators": total - by_members,
        },
    )


def speaker_rate(activity: Activity, period: Period) -> Metric:
    people = membership.memberships(activity)
    speakers = len(_counts(activity, period))
    members = people.mean(period)
    return Metric(
        id="M16",
        key="speakers",
        name="Speaker rate",
        unit="ratio",
        formula="M16: members with at least one message in the period / mean daily members.",
        value=rules.ratio(speakers, members or 0),
        numerator=speakers,
        denominator=members,
        basis=people.basis,
    )


def longest_silence(
    activity: Activity, period: Period, *, active_hours: tuple[int, int] | None = None
) -> Metric:
    """The longest time between two neighbouring member messages.

    `active_hours` (from, to; hours in UTC, may run over midnight) adds the longest silence counted inside
    those hours of the day alone. None while there are fewer than two messages.
    """
    opens, closes = active_hours or (0, 24)
    length = (closes - opens - 1) % 24 + 1
    hours, awake, began, last = activity.row(_SILENCE, *period.bounds, opens * _HOUR, length * _HOUR)
    parts: dict[str, int | float | str | None] = {
        "from": _text(began),
        "alarm": None if hours is None else int(hours > ALARM_HOURS),
        "hours_since_last": None if last is None else (period.bounds[1] - last) / timedelta(hours=1),
    }
    if active_hours is not None:
        parts["inside_active_hours"] = awake
    return Metric(
        id="M25",
        key="silence",
        name="Longest silence",
        unit="hours",
        formula="M25: longest time between two neighbouring member messages in the period.",
        value=hours,
        parts=parts,
    )


def reply_coverage(activity: Activity, period: Period, *, hours: float = REPLY_HOURS) -> Metric:
    """Threads a member opened in the period that somebody else answered within so many hours.

    Messages outside a thread are taken as conversations: a new one begins after more than an hour without a
    message in the group. Threads opened just before the end of the source had less time to be answered.
    """
    opened, answered, median, threads = activity.row(_ANSWERS, *period.bounds, hours * 3600)
    conversations = opened - threads
    return Metric(
        id="M27",
        key="reply_coverage",
        name="Reply coverage",
        unit="ratio",
        formula="M27: threads opened by members in the period and answered by another person in time"
        " / all of them.",
        value=rules.ratio(answered, opened),
        numerator=answered,
        denominator=opened,
        basis=" or ".join([*["thread"] * (threads > 0), *["conversation"] * (conversations > 0)]),
        parts={"hours": hours, "median_first_reply_s": median},
    )


def seven_day_decay(activity: Activity, period: Period, *, opened_on: date | None = None) -> Metric:
    """How much of the first week's heat is left in the second: 1 is all, 0 is none.

    Opening is the day of the first activity where nobody says otherwise. None until 14 days are over.
    """
    heat = rules.heat_by_week(_daily_messages(activity, period, opened_on))
    return Metric(
        id="M28",
        key="seven_day_decay",
        name="Seven-day decay",
        unit="ratio",
        formula="M28: mean daily member messages on days 8 to 14 after opening / on days 1 to 7.",
        value=heat[1] if len(heat) > 1 else None,
        basis="first activity" if opened_on is None else "opening day",
        series={"week": list(range(1, len(heat) + 1)), "heat": heat},
    )


def concentration(activity: Activity, period: Period) -> Metric:
    counts = _counts(activity, period)
    top = rules.busiest(len(counts), 10)
    return Metric(
        id="M32",
        key="concentration",
        name="Speaking concentration",
        unit="ratio",
        formula="M32: messages by the busiest tenth of speakers (at least one person) / all member messages.",
        value=rules.top_share(counts, top),
        numerator=sum(counts[:top]),
        denominator=sum(counts),
        parts={
            "people": top,
            "speakers": len(counts),
            "gini": rules.gini(counts),
            "absence_factor": rules.absence_factor(counts),
        },
    )


def _counts(activity: Activity, period: Period) -> list[int]:
    """Messages of each member who spoke in the period, busiest first."""
    sql = f"SELECT count(*) AS n FROM member_speech WHERE {_IN_PERIOD} GROUP BY member ORDER BY n DESC"
    return [n for (n,) in activity.rows(sql, *period.bounds)]


def _daily_messages(activity: Activity, period: Period, opened_on: date | None) -> list[int]:
    """Member messages on each complete day from the opening to the end of the period."""
    span = activity.span()
    if span is None:
        return []
    opening = opened_on or span[0].date()
    found = dict(activity.rows("SELECT occurred_at::DATE, count(*) FROM member_speech GROUP BY 1"))
    days = (period.bounds[1].date() - opening).days
    return [found.get(opening + timedelta(days=n), 0) for n in range(days)]


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


_HOUR = 3_600_000_000
_SILENCE = f"""
    WITH said AS (
        SELECT occurred_at, epoch_us(occurred_at) AS clock, epoch_us(occurred_at) - $3::BIGINT AS shifted
        FROM member_speech WHERE {_IN_PERIOD}),
    split AS (
        SELECT *, (shifted % {24 * _HOUR} + {24 * _HOUR}) % {24 * _HOUR} AS time_of_day FROM said),
    awake AS (
        SELECT occurred_at, clock,
               (shifted - time_of_day) // {24 * _HOUR} * $4::BIGINT + least(time_of_day, $4::BIGINT) AS inside
        FROM split),
    gaps AS (
        SELECT occurred_at, lag(occurred_at) OVER life AS began,
               clock - lag(clock) OVER life AS gap, inside - lag(inside) OVER life AS inside_gap
        FROM awake WINDOW life AS (ORDER BY clock))
    SELECT max(gap) / {_HOUR}.0, max(inside_gap) / {_HOUR}.0, min_by(began, (-gap, began)), max(occurred_at)
    FROM gaps
"""
_ANSWERS = """
    WITH breaks AS (
        SELECT *, coalesce(thread IS NULL AND epoch_us(occurred_at) - lag(epoch_us(occurred_at)) OVER talk
                           > 3600000000, false)::INTEGER AS fresh
        FROM speech WINDOW talk AS (PARTITION BY grp, thread ORDER BY occurred_at, ord)),
    talks AS (
        SELECT *, sum(fresh) OVER (PARTITION BY grp, thread ORDER BY occurred_at, ord
                                   ROWS UNBOUNDED PRECEDING) AS nth
        FROM breaks),
    opened AS (
        SELECT grp, thread, nth, arg_min(member, (occurred_at, ord)) AS opener,
               arg_min(is_operator, (occurred_at, ord)) AS by_operator, min(occurred_at) AS opened_at
        FROM talks GROUP BY ALL),
    answers AS (
        SELECT opened.grp, opened.thread, opened.nth, min(talks.occurred_at) AS answered_at
        FROM opened JOIN talks ON talks.grp = opened.grp AND talks.thread IS NOT DISTINCT FROM opened.thread
                              AND talks.nth = opened.nth AND talks.member <> opened.opener
        GROUP BY ALL),
    found AS (
        SELECT opened.thread, (epoch_us(answered_at) - epoch_us(opened_at)) / 1e6 AS seconds
        FROM opened LEFT JOIN answers ON answers.grp = opened.grp AND answers.nth = opened.nth
                                     AND answers.thread IS NOT DISTINCT FROM opened.thread
        WHERE NOT by_operator AND opened_at >= $1 AND opened_at < $2)
    SELECT count(*), count(*) FILTER (seconds <= $3), median(seconds), count(thread) FROM found
"""
