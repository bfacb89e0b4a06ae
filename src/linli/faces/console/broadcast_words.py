"""Broadcasts in words: states, kinds of messages, what became of each, and why somebody is left out."""

from django.utils.translation import gettext, pgettext

from linli.run.broadcasts.rules import LeftOut, State

STATE_HUES: dict[str, str] = {
    State.DRAFT: "grey",
    State.WAITING: "violet",
    State.PLANNING: "sky",
    State.SENDING: "green",
    State.PAUSED: "amber",
    State.STOPPED: "grey",
}


def state_name(state: str) -> str:
    """How far a broadcast is."""
    return {
        State.DRAFT: pgettext("broadcast", "Draft"),
        State.WAITING: pgettext("broadcast", "Waits for a second person"),
        State.PLANNING: pgettext("broadcast", "Being planned"),
        State.SENDING: pgettext("broadcast", "Going out"),
        State.PAUSED: pgettext("broadcast", "Paused"),
        State.STOPPED: pgettext("broadcast", "Stopped"),
    }[State(state)]


def class_choices() -> list[tuple[str, str]]:
    """The kinds of messages a broadcast can be; what concerns safety is not one of them."""
    return [
        ("nurture", gettext("Care and company")),
        ("content", gettext("Content")),
        ("service", gettext("Service: about something they asked for")),
        ("promo", gettext("Promotion: only to who agreed")),
    ]


def effect_name(state: str) -> str:
    """What became of a message."""
    return {
        "planned": gettext("waiting"),
        "reserved": gettext("waiting"),
        "sending": gettext("being sent"),
        "sent": pgettext("message", "sent"),
        "failed": pgettext("message", "failed"),
        "unknown": gettext("nobody knows"),
        "suppressed": gettext("not sent"),
        "awaiting_person": gettext("waits for a colleague"),
    }.get(state, state)


def left_out_name(reason: str) -> str:
    """Why somebody is not written to."""
    return {
        LeftOut.NO_ACCOUNT: gettext("no account that can be written to"),
        LeftOut.REFUSED: gettext("said no to promotions"),
    }[LeftOut(reason)]
