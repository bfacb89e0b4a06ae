"""What tasks are about, where they stand and what happened to them, in words."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, pgettext

from linli.faces.ui.navigation import url_or_none
from linli.faces.ui.words import role_name
from linli.kernel.orgs.rules import Role
from linli.people.roles.rules.parts import PRESETS
from linli.people.tasks.records import TaskRecord
from linli.people.tasks.rules.states import DUTY_ROLE, About, State

LOOKS = {
    About.STEP: ("route", "green"),
    About.SEND: ("send", "sky"),
    About.REVIEW: ("scan-search", "violet"),
    About.APPROVAL: ("stamp", "violet"),
    About.DUTY: ("calendar-check", "green"),
    About.CARE: ("heart-handshake", "rose"),
    About.REPLY: ("reply", "sky"),
    About.CALL: ("phone", "amber"),
    About.OTHER: ("circle-dot", "grey"),
}
STATE_HUES = {
    State.OPEN: "amber",
    State.CLAIMED: "violet",
    State.DONE: "green",
    State.EXPIRED: "rose",
    State.CANCELLED: "grey",
}


def about_name(about: str) -> str:
    """A kind of task."""
    names = {
        About.STEP: pgettext("task", "Playbook step"),
        About.SEND: pgettext("task", "Send by hand"),
        About.REVIEW: pgettext("task", "Review"),
        About.APPROVAL: pgettext("task", "Approval"),
        About.DUTY: pgettext("task", "Duty"),
        About.CARE: pgettext("task", "Care"),
        About.REPLY: pgettext("task", "Reply"),
        About.CALL: pgettext("task", "Call"),
        About.OTHER: pgettext("task", "Other"),
    }
    return names[About(about)]


def about_choices() -> list[tuple[str, str]]:
    """Every kind, for a filter."""
    return [(one.value, about_name(one)) for one in About]


def state_name(state: str) -> str:
    """Where a task stands."""
    names = {
        State.OPEN: pgettext("task", "Open"),
        State.CLAIMED: pgettext("task", "Taken"),
        State.DONE: pgettext("task", "Done"),
        State.EXPIRED: pgettext("task", "Time ran out"),
        State.CANCELLED: pgettext("task", "Not needed any more"),
    }
    return names[State(state)]


def waits_for(role: str) -> str:
    """Whom a task waits for: a role of staff or of the community, whoever is on duty, or anybody."""
    if role == "":
        return pgettext("task", "Anybody")
    if role == DUTY_ROLE:
        return pgettext("task", "Whoever is on duty")
    if role in set(Role):
        return role_name(role)
    found = next((one for one in PRESETS if one.code == role), None)
    return gettext(found.name) if found else role


def step_sentence(kind: str, who: str, detail: str) -> str:
    """A moment of a task's history; `detail` is whom or which role, in words."""
    if kind == "assigned" and not detail:
        return gettext("%(who)s gave it back to its role") % {"who": who}
    sentences = {
        "assigned": gettext("%(who)s assigned it to %(detail)s"),
        "claimed": gettext("%(who)s took it"),
        "released": gettext("%(who)s gave it back"),
        "reminded": gettext("Announced again: it is due soon"),
        "escalated": gettext("Late: seen by %(detail)s, too"),
        "comment": "%(who)s",
    }
    return sentences[kind] % {"who": who, "detail": detail}


STEP_LOOKS = {
    "assigned": ("user-round-check", "violet"),
    "claimed": ("hand", "violet"),
    "released": ("undo-2", "grey"),
    "reminded": ("bell", "amber"),
    "escalated": ("triangle-alert", "rose"),
    "comment": ("message-square", "sky"),
}


def place_of(task: TaskRecord) -> tuple[str, str]:
    """The page of what a task is about, with the words of its link; two empty texts where there is none."""
    prefix, _colon, number = task.origin.partition(":")
    id = int(number) if number.isdecimal() else 0
    views = {
        "run": ("console:run", gettext("What happened so far")),
        "application": ("console:entry-application", gettext("Open the application")),
    }
    if prefix in views and id:
        view, words = views[prefix]
        return _address(view, id), words
    if prefix in {"effect", "unknown"}:
        found = url_or_none("console:outbox")
        state = "awaiting_person" if prefix == "effect" else "unknown"
        return (f"{found}?state={state}", gettext("In the outbox")) if found else ("", "")
    if task.about == About.CARE and task.member_id and task.community_id:
        return _address("console:care-member", task.member_id, task.community_id), gettext("Their care log")
    return "", ""


def _address(view: str, *ids: int) -> str:
    try:
        return reverse(view, args=ids)
    except NoReverseMatch:
        return ""
