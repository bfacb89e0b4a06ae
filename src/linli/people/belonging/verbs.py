"""What conditions, segments and pages can read about a member in a community.

Probes for sets read `belonging` (belonging_belonging) in the query's FROM. Days are counted to `counted_on`.
"""

from collections.abc import Mapping, Sequence

from linli.facts.belonging import StageMoved
from linli.facts.growth import CheckedIn
from linli.facts.members import MembershipJoined, MembershipLeft, MembersMerged, MergeUndone
from linli.facts.messages import MessagePosted, ReactionAdded
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.fragment import Fragment
from linli.kernel.verbs.registry import probe
from linli.people.belonging.queries import readings

_HEARD = (
    MembershipJoined,
    MembershipLeft,
    MessagePosted,
    ReactionAdded,
    CheckedIn,
    MembersMerged,
    MergeUndone,
    StageMoved,
)
_STAGES = ("lost", "silent", "at_risk", "returned", "new", "active")
_RELATIONS = ("stranger", "familiar", "trusted")
_CONTRIBUTIONS = ("lurker", "ordinary", "active")
_NUMBERS = {
    "messages": "Messages ever",
    "messages_7": "Messages in 7 days",
    "messages_30": "Messages in 30 days",
    "messages_90": "Messages in 90 days",
    "active_days": "Active days ever",
    "active_days_30": "Active days in 30",
    "replies": "Answers to others ever",
    "replies_30": "Answers to others in 30 days",
    "reactions_30": "Reactions given in 30 days",
}


def _text_of(column: str, title: str, choices: Sequence[str]) -> None:
    def read(subjects: Sequence[int], context: Context) -> Mapping[int, str]:
        return readings.texts(column, subjects)

    declare = probe(
        f"belonging.{column}",
        subject=Subject.BELONGING,
        returns=str,
        title=title,
        sql=lambda: Fragment(f"belonging.{column}"),
        changed_by=_HEARD,
        choices=choices,
    )
    declare(read)


def _number_of(column: str, title: str) -> None:
    def read(subjects: Sequence[int], context: Context) -> Mapping[int, int]:
        return readings.numbers(column, subjects)

    declare = probe(
        f"belonging.{column}",
        subject=Subject.BELONGING,
        returns=int,
        title=title,
        sql=lambda: Fragment(f"belonging.{column}"),
        changed_by=_HEARD,
    )
    declare(read)


_text_of("stage", "Stage of life", _STAGES)
_text_of("relation", "Relation", _RELATIONS)
_text_of("contribution", "Contribution", _CONTRIBUTIONS)
for _column, _title in _NUMBERS.items():
    _number_of(_column, _title)


@probe(
    "belonging.days_silent",
    subject=Subject.BELONGING,
    returns=int,
    title="Days without a sign",
    sql=lambda: Fragment("belonging.counted_on - belonging.last_sign_on"),
    changed_by=_HEARD,
)
def days_silent(subjects: Sequence[int], context: Context) -> Mapping[int, int]:
    """Days since they last said or did something, or came."""
    return readings.days(readings.SILENT, subjects)


@probe(
    "belonging.days_joined",
    subject=Subject.BELONGING,
    returns=int,
    title="Days since joining",
    sql=lambda: Fragment("belonging.counted_on - belonging.joined_on"),
    changed_by=_HEARD,
)
def days_joined(subjects: Sequence[int], context: Context) -> Mapping[int, int]:
    """Days since they first came into the community."""
    return readings.days(readings.JOINED, subjects)


@probe(
    "belonging.is_in",
    subject=Subject.BELONGING,
    returns=bool,
    title="Is in the community",
    sql=lambda: Fragment("(belonging.left_at IS NULL)"),
    changed_by=_HEARD,
)
def is_in(subjects: Sequence[int], context: Context) -> Mapping[int, bool]:
    """In one of its groups now."""
    return readings.is_in(subjects)
