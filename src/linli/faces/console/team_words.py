"""How functions, departments, abilities, kinds of tasks and verdicts about the team are said."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from linli.people.team.queries.jobs import JobLine
from linli.people.team.rules.jobs import Ability, Department, Function, Shortfall
from linli.people.team.rules.load import Verdict
from linli.people.team.rules.matrix import Finding, Flaw
from linli.people.team.rules.meetings import Kind


@dataclass(frozen=True)
class Said:
    """Words and one of the six hues."""

    text: str
    hue: str


def functions() -> Mapping[str, str]:
    """What a team must be able to do."""
    return {
        Function.CONTENT: gettext("Producing content"),
        Function.EVENTS: gettext("Planning activities"),
        Function.MEDIA: gettext("Running new media"),
        Function.SERVICE: gettext("Serving members"),
        Function.DATA: gettext("Reading the numbers"),
    }


def departments() -> Mapping[str, str]:
    """Where a job belongs."""
    return {
        Department.PLANNING: pgettext("department", "Planning"),
        Department.OPERATIONS: pgettext("department", "Operations"),
        Department.SERVICE: pgettext("department", "Customer service"),
        Department.DATA: pgettext("department", "Data"),
    }


def abilities() -> Mapping[str, str]:
    """What a job asks for, and what somebody brings."""
    return {
        Ability.COMMUNICATION: pgettext("ability", "Communication"),
        Ability.CREATIVITY: pgettext("ability", "Creativity"),
        Ability.EXECUTION: pgettext("ability", "Getting things done"),
        Ability.MARKET: pgettext("ability", "Knowing the market"),
        Ability.TASTE: pgettext("ability", "Taste"),
        Ability.PATIENCE: pgettext("ability", "Patience"),
        Ability.WRITING: pgettext("ability", "Writing"),
        Ability.COORDINATION: pgettext("ability", "Coordination"),
        Ability.DATA: pgettext("ability", "Reading data"),
        Ability.EVENTS: pgettext("ability", "Planning activities"),
    }


def kinds() -> Mapping[str, str]:
    """The kinds of tasks that the matrix is about."""
    return {
        "step": gettext("Steps of playbooks"),
        "send": gettext("Sending by hand"),
        "review": gettext("Reviewing applications and content"),
        "approval": gettext("Approving"),
        "duty": gettext("Keeping the duty rota filled"),
        "care": gettext("Caring for members"),
        "reply": gettext("Answering questions"),
        "call": gettext("Calling back"),
        "other": gettext("Everything else"),
    }


def meeting_kinds() -> Mapping[str, str]:
    """What a meeting is for."""
    return {
        Kind.WEEKLY: gettext("Weekly meeting"),
        Kind.REVIEW: gettext("Looking back"),
        Kind.SHARING: gettext("Sharing experience"),
        Kind.OTHER: pgettext("meeting", "Something else"),
    }


def finding(one: Finding, names: Mapping[int, str]) -> str:
    """A flaw of the matrix in a sentence."""
    who = gettext(", ").join(names.get(job, "") for job in one.jobs)
    return {
        Flaw.NOBODY_RESPONSIBLE: gettext("nobody does it: give one job an R"),
        Flaw.NOBODY_ACCOUNTABLE: gettext("nobody answers for it: give one job an A"),
        Flaw.SEVERAL_ACCOUNTABLE: gettext("several answer for it ({who}): leave one A").format(who=who),
        Flaw.NOBODY_BEHIND: gettext("nobody holds this job: {who}").format(who=who),
    }[one.flaw]


def shortfall(one: Shortfall) -> str:
    """What a job lacks."""
    said = []
    if one.people:
        said.append(gettext("{n} more wanted").format(n=one.people))
    if one.abilities:
        known = abilities()
        words = gettext(", ").join(known.get(ability, ability) for ability in one.abilities)
        said.append(gettext("nobody brings: {what}").format(what=words))
    return " · ".join(said)


def verdict(one: Verdict) -> Said:
    """How somebody stands."""
    return {
        Verdict.FREE: Said(pgettext("load", "free"), "grey"),
        Verdict.FINE: Said(pgettext("load", "fine"), "green"),
        Verdict.BUSY: Said(pgettext("load", "busy"), "amber"),
        Verdict.TOO_MUCH: Said(pgettext("load", "too much"), "rose"),
    }[one]


def job_names(lines: tuple[JobLine, ...]) -> dict[int, str]:
    """What jobs are called, by their numbers."""
    return {one.id: one.name for one in lines}
