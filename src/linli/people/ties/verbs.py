"""What conditions and segments can read about a member's ties in a community, as last computed.

Nothing here changes with a single event: graphs are computed once a day, and when somebody asks.
"""

from collections.abc import Mapping, Sequence

from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.fragment import Fragment
from linli.kernel.verbs.registry import probe
from linli.people.ties import readings


def _sql(column: str, otherwise: str) -> Fragment:
    return Fragment(
        f"coalesce((SELECT t.{column} FROM ties_standing t WHERE t.community_id = belonging.community_id"
        f" AND t.member_id = belonging.member_id), {otherwise})"
    )


@probe(
    "ties.centrality",
    subject=Subject.BELONGING,
    returns=float,
    title="Centre of the replies",
    sql=lambda: _sql("centrality", "0"),
)
def centrality(subjects: Sequence[int], context: Context) -> Mapping[int, float]:
    """How much attention leads to them: 1 is the average of those who talk, 0 nobody answers."""
    return readings.centrality(subjects)


@probe(
    "ties.circle",
    subject=Subject.BELONGING,
    returns=int,
    title="Circle",
    sql=lambda: _sql("circle", "0"),
)
def circle(subjects: Sequence[int], context: Context) -> Mapping[int, int]:
    """The number of the circle they are in, as on the page Relationships; 0 outside of any."""
    return readings.circle(subjects)


@probe(
    "ties.is_isolated",
    subject=Subject.BELONGING,
    returns=bool,
    title="Has no tie to anybody",
    sql=lambda: _sql("is_isolated", "false"),
)
def is_isolated(subjects: Sequence[int], context: Context) -> Mapping[int, bool]:
    """Nobody answered, mentioned or met them so far, nor they anybody."""
    return readings.is_isolated(subjects)


@probe(
    "ties.partners_30",
    subject=Subject.BELONGING,
    returns=int,
    title="People met in 30 days",
    sql=lambda: _sql("partners_30", "0"),
)
def partners_30(subjects: Sequence[int], context: Context) -> Mapping[int, int]:
    """With how many others they had to do in the 30 days before the graph was computed."""
    return readings.partners_30(subjects)
