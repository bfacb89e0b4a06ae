"""The eight roles, how somebody comes to hold one, and what is missing where."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MAX_CODE = 40
MAX_NAME = 40
MAX_TEXT = 400
MOST_WANTED = 100


class Start(StrEnum):
    """How a role gets its first holder."""

    OPERATOR = "operator"
    RECRUITED = "recruited"
    OBSERVED = "observed"


class Status(StrEnum):
    """Where somebody stands in a role (inventory T37)."""

    OPERATOR_PLAYED = "operator_played"
    CANDIDATE = "candidate"
    TRAINED = "trained"
    MEMBER_HELD = "member_held"
    RETIRED = "retired"


HOLDING = frozenset({Status.OPERATOR_PLAYED, Status.MEMBER_HELD})
PREPARING = frozenset({Status.CANDIDATE, Status.TRAINED})
_NEXT: Mapping[Status, frozenset[Status]] = {
    Status.OPERATOR_PLAYED: frozenset({Status.RETIRED}),
    Status.CANDIDATE: frozenset({Status.TRAINED, Status.MEMBER_HELD, Status.RETIRED}),
    Status.TRAINED: frozenset({Status.CANDIDATE, Status.MEMBER_HELD, Status.RETIRED}),
    Status.MEMBER_HELD: frozenset({Status.RETIRED}),
    Status.RETIRED: frozenset(),
}


class EndReason(StrEnum):
    """Why somebody stopped playing or preparing for a role."""

    DONE = "done"
    HANDED_OVER = "handed_over"
    WISH = "wish"
    UNSUITABLE = "unsuitable"
    LEFT = "left"


class Verdict(StrEnum):
    """Why somebody suggested for a role is not to be suggested again."""

    NO_WISH = "no_wish"
    NO_TIME = "no_time"
    WRONG_TONE = "wrong_tone"
    CONFLICT = "conflict"
    NOT_NOW = "not_now"


class Gap(StrEnum):
    """What is missing in a role, worst first."""

    EMPTY = "empty"
    NO_SUCCESSOR = "no_successor"
    OPERATORS_ONLY = "operators_only"
    TOO_FEW = "too_few"
    NONE = "none"


@dataclass(frozen=True)
class Preset:
    """A ready-made role: English msgids that a face or a query translates.

    recipe    which reading of behaviour suggests candidates for it
    is_ours   not named by the source we follow but proposed by Linli
    """

    code: str
    name: str
    does: str
    start: Start
    reinforce: str
    wanted: int
    recipe: str
    is_ours: bool = False


PRESETS: tuple[Preset, ...] = (
    Preset(
        "group_darling",
        "Group darling",
        "Keeps the mood light: greets, jokes, picks up what others leave lying.",
        Start.OPERATOR,
        "Praise in public, a nickname of their own, small surprises.",
        2,
        "group_darling",
    ),
    Preset(
        "opinion_leader",
        "Opinion leader",
        "Says first what many think, and gives a discussion its direction.",
        Start.OPERATOR,
        "Hear of plans early; topics opened under their name.",
        2,
        "opinion_leader",
    ),
    Preset(
        "hidden_expert",
        "Hidden expert",
        "Speaks seldom; in their field their word counts.",
        Start.RECRUITED,
        "Recruited before the opening; talks, promotion, live lessons.",
        3,
        "hidden_expert",
    ),
    Preset(
        "core_elite",
        "Core elite",
        "Carries the work: contributes steadily, answers, helps to decide.",
        Start.OBSERVED,
        "Responsibility, a voice in decisions, rewards for steady work.",
        5,
        "core_elite",
    ),
    Preset(
        "host",
        "Host",
        "Runs the day: announcements, order, whoever needs help is helped.",
        Start.OPERATOR,
        "Clear duties, a deputy, time off.",
        2,
        "duty_helper",
        is_ours=True,
    ),
    Preset(
        "creator",
        "Content creator",
        "Brings what is read and shared: notes, pictures, reviews.",
        Start.OBSERVED,
        "Columns of their own, a byline, early copies.",
        3,
        "opinion_leader",
        is_ours=True,
    ),
    Preset(
        "organiser",
        "Organiser",
        "Plans events and duty rotas, and sees them through.",
        Start.OBSERVED,
        "A small budget, a thank-you after every event.",
        2,
        "connector",
        is_ours=True,
    ),
    Preset(
        "guide",
        "Newcomer guide",
        "Meets newcomers, answers first questions, introduces people to each other.",
        Start.OPERATOR,
        "Thanks from those they guided; a badge.",
        3,
        "welcomer",
        is_ours=True,
    ),
)


@dataclass(frozen=True)
class Staffing:
    """Who stands where in one role of one community, counted."""

    wanted: int
    operators: int
    members: int
    preparing: int
    named_successors: int = 0

    @property
    def holders(self) -> int:
        """Those who play the role now."""
        return self.operators + self.members


def gap_of(staffing: Staffing) -> Gap:
    """The worst thing missing in a role. A role nobody is wanted for misses nothing."""
    if staffing.wanted == 0:
        return Gap.NONE
    if staffing.holders == 0:
        return Gap.EMPTY
    if staffing.holders == 1 and not staffing.preparing and not staffing.named_successors:
        return Gap.NO_SUCCESSOR
    if staffing.members == 0 and not staffing.preparing:
        return Gap.OPERATORS_ONLY
    if staffing.holders < staffing.wanted:
        return Gap.TOO_FEW
    return Gap.NONE


def severity(gap: Gap) -> int:
    """Sorts gaps: 0 is the worst."""
    return list(Gap).index(gap)


def may_become(before: Status, after: Status) -> bool:
    """Is this a step the life of an assignment knows?"""
    return after in _NEXT[before]


def effect(before: tuple[int, int], after: tuple[int, int]) -> int | None:
    """By how many percent messages a day rose or fell; each side is (messages, days). None: nothing to
    compare.
    """
    (said_before, days_before), (said_after, days_after) = before, after
    if said_before == 0 or days_before == 0 or days_after == 0:
        return None
    return round(100 * (said_after * days_before / (said_before * days_after) - 1))
