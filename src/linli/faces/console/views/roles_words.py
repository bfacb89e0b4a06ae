"""The words for codes of roles: states, gaps, reasons, columns of the experts' board."""

from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from linli.faces.console.forms.operate import Choices
from linli.people.roles.rules.experts import Commitment, EntryKind, Source, Stage
from linli.people.roles.rules.parts import EndReason, Gap, Start, Status, Verdict
from linli.people.ties import rules as ties


@dataclass(frozen=True)
class Said:
    """A word and its hue."""

    text: str
    hue: str


def status(code: str) -> Said:
    """Where somebody stands in a role."""
    return {
        Status.OPERATOR_PLAYED: Said(gettext("Played by the team"), "violet"),
        Status.CANDIDATE: Said(gettext("Candidate"), "sky"),
        Status.TRAINED: Said(gettext("Trained"), "amber"),
        Status.MEMBER_HELD: Said(gettext("Held by a member"), "green"),
        Status.RETIRED: Said(gettext("No longer"), "grey"),
    }[Status(code)]


def gap(code: str) -> Said:
    """What is missing in a role."""
    return {
        Gap.EMPTY: Said(gettext("Nobody plays it"), "rose"),
        Gap.NO_SUCCESSOR: Said(gettext("One holder, no successor"), "amber"),
        Gap.OPERATORS_ONLY: Said(gettext("Only the team, nobody in preparation"), "amber"),
        Gap.TOO_FEW: Said(gettext("Fewer than wanted"), "sky"),
        Gap.NONE: Said(gettext("In place"), "green"),
    }[Gap(code)]


def start(code: str) -> str:
    """How a role begins."""
    return dict(starts())[code]


def starts() -> Choices:
    """How a role can begin."""
    return [
        (Start.OPERATOR, gettext("The team plays it first")),
        (Start.RECRUITED, gettext("Somebody is recruited")),
        (Start.OBSERVED, gettext("Somebody is observed and cultivated")),
    ]


def end_reasons() -> Choices:
    """Why somebody can stop, as chosen by a person."""
    return [
        (EndReason.DONE, gettext("Their time is over")),
        (EndReason.WISH, gettext("They wish to stop")),
        (EndReason.UNSUITABLE, gettext("It does not suit")),
    ]


def end_reason(code: str) -> str:
    """Why somebody stopped."""
    said = {
        **dict(end_reasons()),
        EndReason.HANDED_OVER: gettext("Handed over"),
        EndReason.LEFT: gettext("Left the community"),
    }
    return said.get(code, "")


def verdicts() -> Choices:
    """Why somebody is not to be suggested again."""
    return [
        (Verdict.NO_WISH, gettext("Does not want to")),
        (Verdict.NO_TIME, gettext("Has no time")),
        (Verdict.WRONG_TONE, gettext("Strikes the wrong tone")),
        (Verdict.CONFLICT, gettext("Has other interests")),
        (Verdict.NOT_NOW, gettext("Not at this time")),
    ]


def recipes() -> Choices:
    """By what candidates are looked for."""
    return [("", gettext("Nothing: people only")), *((one.code, gettext(one.title)) for one in ties.RECIPES)]


def steps() -> Choices:
    """Kinds of steps of a plan."""
    return [
        ("exposure", gettext("Exposure")),
        ("task", pgettext("plan", "Task")),
        ("reward", gettext("Reward")),
    ]


def stage(code: str) -> str:
    """A column of the experts' board."""
    return {
        Stage.CANDIDATE: pgettext("expert", "Candidate"),
        Stage.CONTACTED: pgettext("expert", "Contacted"),
        Stage.INTERVIEWED: pgettext("expert", "Interviewed"),
        Stage.ACCEPTED: pgettext("expert", "Accepted"),
        Stage.TESTING: pgettext("expert", "Testing"),
        Stage.ACTIVE: pgettext("expert", "Active"),
        Stage.RETIRED: pgettext("expert", "Out"),
    }[Stage(code)]


def sources() -> Choices:
    """Where experts are found."""
    return [
        (Source.NETWORK, gettext("Founder's network")),
        (Source.FORUM, gettext("Forum of the field")),
        (Source.MEMBERS, gettext("Among the members")),
        (Source.OTHER, gettext("Somewhere else")),
    ]


def commitments() -> Choices:
    """What experts give."""
    return [
        (Commitment.NONE, gettext("No commitment yet")),
        (Commitment.PAID, gettext("They pay")),
        (Commitment.TIME, gettext("They give time")),
    ]


def entry_kinds() -> Choices:
    """What is written down about experts."""
    return [
        (EntryKind.CONTACT, gettext("Contact made")),
        (EntryKind.COOPERATION, gettext("Cooperation")),
        (EntryKind.TASK, gettext("Task of the test")),
        (EntryKind.FEEDBACK, gettext("Feedback on the product")),
    ]


def scores() -> Choices:
    """What experts are scored by; all but the last are criteria, the last is a bonus."""
    return [
        ("authority", gettext("Authority in the field")),
        ("influence", gettext("Influence")),
        ("expression", gettext("Way with words")),
        ("sharing", gettext("Likes to share")),
        ("agreement", gettext("Agrees with founder, culture and goals")),
        ("humour", gettext("Humour (a bonus)")),
    ]


def seed_sources() -> Choices:
    """Where seeds come from."""
    return [("buyer", gettext("Has bought already")), ("personal", gettext("Known in person"))]
