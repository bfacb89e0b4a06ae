"""How states, kinds and patterns of duty are said."""

from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from linli.faces.console.forms.operate import Choices
from linli.people.duty.queries.board import TermLine
from linli.people.duty.rules.checklist import Every, RewardKind
from linli.people.duty.rules.terms import Reward, State
from linli.people.duty.rules.turns import Pattern, Source, Standing


@dataclass(frozen=True)
class Said:
    """Words and one of the six hues."""

    text: str
    hue: str


def state(line: TermLine) -> Said:
    """Where a term stands; a gap is said loudest."""
    if line.is_gap:
        return Said(gettext("nobody"), "rose")
    return {
        State.PLANNED: Said(pgettext("term", "planned"), "sky"),
        State.ON: Said(pgettext("term", "on now"), "green"),
        State.DONE: Said(pgettext("term", "done"), "grey"),
        State.MISSED: Said(pgettext("term", "missed"), "rose"),
    }[line.state]


def reward(line: TermLine) -> Said | None:
    """Where the reward for a term stands; None where nothing was promised."""
    if line.reward_state is Reward.GIVEN:
        return Said(pgettext("reward", "given"), "green")
    if line.owes_reward:
        return Said(pgettext("reward", "owed"), "amber")
    if line.reward_state is Reward.PROMISED:
        return Said(pgettext("reward", "promised"), "grey")
    return None


def standing(one: Standing) -> Said:
    """Where a volunteer stands."""
    return {
        Standing.WAITING: Said(gettext("offers to help"), "amber"),
        Standing.READY: Said(pgettext("volunteer", "takes turns"), "green"),
        Standing.PAUSED: Said(pgettext("volunteer", "away"), "grey"),
        Standing.LEFT: Said(pgettext("volunteer", "off the list"), "grey"),
    }[one]


def sources() -> dict[str, str]:
    """How somebody came onto the list."""
    return {
        Source.OFFERED: gettext("offered themselves"),
        Source.CHOSEN: gettext("asked by the team"),
        Source.ELECTED: gettext("elected by the members"),
    }


def chosen_sources() -> Choices:
    """How the team puts somebody on the list."""
    return [(code, words) for code, words in sources().items() if code != Source.OFFERED]


def patterns() -> Choices:
    """How the next person is found."""
    return [
        (Pattern.IN_TURN, gettext("In turn: whoever waited longest")),
        (Pattern.FEWEST, gettext("Whoever had the fewest turns")),
    ]


def every() -> Choices:
    """On which days of a term something is done."""
    return [
        (Every.DAILY, gettext("Every day")),
        (Every.WORKDAYS, gettext("Monday to Friday")),
        (Every.FIRST_DAY, gettext("On the first day")),
        (Every.LAST_DAY, gettext("On the last day")),
    ]


def rewards() -> Choices:
    """What a reward is."""
    return [
        (RewardKind.GOODS, gettext("A thing")),
        (RewardKind.MONEY, pgettext("reward", "Money")),
        (RewardKind.FREE_FEE, gettext("A fee waived")),
        (RewardKind.COUPON, gettext("A coupon")),
        (RewardKind.POINTS, pgettext("reward", "Points")),
    ]


def reward_kind(kind: str) -> str:
    """What a kind of reward is called."""
    return dict(rewards()).get(kind, kind)
