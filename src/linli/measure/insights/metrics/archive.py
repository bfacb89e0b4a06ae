"""The figures a chat history is known by: totals, concentration, replies, newcomers, months and cohorts.

People's messages only (bots left out), times in UTC. A *group* is a channel, or a thread where all is in one
channel.
"""

from dataclasses import dataclass
from datetime import datetime

from linli.measure.insights import rules
from linli.measure.insights.activity import Activity
from linli.measure.insights.metrics import cohorts as cohort_metrics

Number = int | float | None
Row = list[str | int | float | None]
Figure = str | Number | dict[str, Number] | list[str] | list[Row]

MONTHLY_COLUMNS = ["month", "messages", "active_users", "first_time_users"]
COHORT_COLUMNS = ["cohort", "size", *(f"m{n}" for n in range(7))]


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group's size and life; `first_message` and `last_message` are UTC without a zone."""

    group: str
    messages: int
    users: int
    top10_share: float
    first_message: datetime
    last_message: datetime
    newcomers_eligible: int
    newcomers_week4_active: int


def figures(activity: Activity) -> dict[str, Figure]:
    """Every figure by its key; `first_response` only where the source has threads."""
    channels, threads = _channels(activity), _threads(activity)
    found: dict[str, Figure] = {**_totals(activity), "channels": channels, "threads": threads}
    found |= _concentration(activity)
    found["explicit_reply"] = explicit_replies(activity)
    if threads:
        found["first_response"] = first_responses(activity)
    found["turn_gap"] = turn_gaps(activity)
    found["newcomers"] = newcomers(activity)
    found["monthly"] = monthly(activity)
    found["monthly_columns"] = MONTHLY_COLUMNS
    found["cohorts_columns"] = COHORT_COLUMNS
    found["cohorts"] = monthly_cohorts(activity)
    return found | _spread(activity)


def explicit_replies(activity: Activity) -> dict[str, Number]:
    """Messages linked to another person's message by the source: seconds from question to answer."""
    n, median, p90 = activity.row(
        """
        SELECT count(*), median(seconds), quantile_cont(seconds, 0.9)
        FROM (SELECT (epoch_us(reply.occurred_at) - epoch_us(parent.occurred_at)) / 1e6 AS seconds
              FROM speech AS reply JOIN speech AS parent ON reply.reply_to = parent.message
              WHERE reply.member <> parent.member)
        """
    )
    return {"n": n, "median_s": median, "p90_s": p90}


def first_responses(activity: Activity) -> dict[str, Number]:
    """Seconds from the opening of a thread to the first message by anyone but its opener."""
    threads, answered, median, in_a_day = activity.row(
        """
        WITH opened AS (
            SELECT grp, thread, arg_min(member, (occurred_at, ord)) AS opener, min(occurred_at) AS opened_at
            FROM speech WHERE thread IS NOT NULL GROUP BY grp, thread),
        response AS (
            SELECT grp, thread, (epoch_us(min(occurred_at)) - epoch_us(any_value(opened_at))) / 1e6 AS seconds
            FROM speech JOIN opened USING (grp, thread) WHERE member <> opener GROUP BY grp, thread)
        SELECT count(*), count(seconds), median(seconds), count(*) FILTER (seconds <= 86400)
        FROM opened LEFT JOIN response USING (grp, thread)
        """
    )
    share = rules.ratio(in_a_day, threads)
    return {"threads": threads, "answered": answered, "median_s": median, "share_within_24h": share}


def turn_gaps(activity: Activity) -> dict[str, Number]:
    """Seconds between neighbouring messages of two people in a conversation, up to an hour."""
    n, median = activity.row(
        """
        WITH turns AS (
            SELECT member, lag(member) OVER turn AS previous,
                   (epoch_us(occurred_at) - lag(epoch_us(occurred_at)) OVER turn) / 1e6 AS seconds
            FROM speech WINDOW turn AS (PARTITION BY grp, thread ORDER BY occurred_at, ord))
        SELECT count(*), median(seconds) FROM turns WHERE member <> previous AND seconds <= 3600
        """
    )
    return {"n": n, "median_s": median}


def newcomers(activity: Activity) -> dict[str, Number]:
    """People whose first message is at least 28 days before the last of all, and when they came back."""
    eligible, week4, returned, week2 = activity.row(
        f"""
        {_NEWCOMERS.format(group="''")}
        SELECT count(*), count(*) FILTER (week4), count(*) FILTER (returned), count(*) FILTER (week2)
        FROM came_back
        """
    )
    return {
        "eligible": eligible,
        "week4_active": week4,
        "week4_rate": rules.ratio(week4, eligible),
        "returned_d1_28": returned,
        "returned_rate": rules.ratio(returned, eligible),
        "week2_active": week2,
        "week2_rate": rules.ratio(week2, eligible),
    }


def monthly(activity: Activity) -> list[Row]:
    """Calendar months with messages: month, messages, active people, people who wrote for the first time."""
    found = activity.rows(
        """
        WITH firsts AS (
            SELECT member, date_trunc('month', min(occurred_at)) AS month FROM speech GROUP BY member),
        months AS (
            SELECT date_trunc('month', occurred_at) AS month,
                   count(*) AS messages, count(DISTINCT member) AS people
            FROM speech GROUP BY 1)
        SELECT strftime(month, '%Y-%m'), messages, people,
               (SELECT count(*) FROM firsts WHERE firsts.month = months.month)
        FROM months ORDER BY month
        """
    )
    return [list(row) for row in found]


def monthly_cohorts(activity: Activity) -> list[Row]:
    """People by calendar month of their first message: month, how many, still writing 0 to 6 months later."""
    matrix = cohort_metrics.cohorts(activity, unit="month", columns=7, source="speech")
    return [
        [f"{start:%Y-%m}", size, *(cell or 0 for cell in cells)]
        for start, size, cells in zip(matrix.starts, matrix.sizes, matrix.cells, strict=True)
    ]


def group_figures(activity: Activity) -> list[GroupFigures]:
    """The same for each group, busiest first; a group's newcomer is new to that group."""
    group = group_column(activity)
    found = activity.rows(
        f"""
        {_NEWCOMERS.format(group=group)},
        people AS (SELECT {group} AS grp, member, count(*) AS n FROM speech GROUP BY ALL),
        totals AS (
            SELECT {group} AS grp, count(*) AS messages,
                   min(occurred_at) AS first_at, max(occurred_at) AS last_at
            FROM speech GROUP BY ALL),
        shares AS (SELECT grp, count(*) AS people, list_sum(list(n ORDER BY n DESC)[:10]) AS top
                   FROM people GROUP BY grp),
        fresh AS (
            SELECT grp, count(*) AS eligible, count(*) FILTER (week4) AS week4 FROM came_back GROUP BY grp)
        SELECT grp, messages, people, top / messages, first_at, last_at,
               coalesce(eligible, 0), coalesce(week4, 0)
        FROM totals JOIN shares USING (grp) LEFT JOIN fresh USING (grp)
        WHERE grp IS NOT NULL ORDER BY messages DESC, grp
        """
    )
    return [GroupFigures(*row) for row in found]


def group_column(activity: Activity) -> str:
    """`thread` where one channel holds everything in threads, else `grp`."""
    return "thread" if _channels(activity) == 1 and _threads(activity) else "grp"


_NEWCOMERS = """
    WITH first_messages AS (
        SELECT {group} AS grp, member, min(occurred_at) AS first_at FROM speech GROUP BY ALL),
    eligible AS (
        SELECT * FROM first_messages
        WHERE first_at + INTERVAL 28 DAY <= (SELECT max(occurred_at) FROM speech)),
    later AS (
        SELECT grp, member, first_at, epoch_us(s.occurred_at) - epoch_us(first_at) AS elapsed
        FROM eligible JOIN (SELECT {group} AS grp, member, occurred_at FROM speech) AS s USING (grp, member)),
    came_back AS (
        SELECT grp, member,
               bool_or(elapsed >= 21 * 86400000000 AND elapsed < 28 * 86400000000) AS week4,
               bool_or(elapsed >= 1 * 86400000000 AND elapsed < 28 * 86400000000) AS returned,
               bool_or(elapsed >= 7 * 86400000000 AND elapsed < 14 * 86400000000) AS week2
        FROM later GROUP BY grp, member)
"""


def _totals(activity: Activity) -> dict[str, Figure]:
    messages, users, first, last = activity.row(
        "SELECT count(*), count(DISTINCT member), min(occurred_at), max(occurred_at) FROM speech"
    )
    return {
        "messages": messages,
        "users": users,
        "first_utc": None if first is None else str(first),
        "last_utc": None if last is None else str(last),
    }


def _channels(activity: Activity) -> int:
    return int(activity.row("SELECT count(DISTINCT grp) FROM speech")[0])


def _threads(activity: Activity) -> int:
    return int(activity.row("SELECT count(DISTINCT (grp, thread)) FROM speech WHERE thread IS NOT NULL")[0])


def _concentration(activity: Activity) -> dict[str, Figure]:
    counts = [n for (n,) in activity.rows("SELECT count(*) AS n FROM speech GROUP BY member ORDER BY n DESC")]
    return {
        "top10_share": rules.top_share(counts, 10),
        "top1pct_share": rules.top_share(counts, rules.busiest(len(counts), 1)),
        "top10pct_share": rules.top_share(counts, rules.busiest(len(counts), 10)),
        "one_message_users_share": rules.ratio(counts.count(1), len(counts)),
        "gini": rules.gini(counts),
    }


def _spread(activity: Activity) -> dict[str, Figure]:
    column = group_column(activity)
    people, several, groups = activity.row(
        f"""
        SELECT count(*), count(*) FILTER (groups > 1), sum(groups)
        FROM (SELECT count(DISTINCT {column}) AS groups FROM speech GROUP BY member)
        """
    )
    return {
        "users_in_more_than_one_group": rules.ratio(several, people),
        "mean_groups_per_user": rules.ratio(groups or 0, people),
    }
