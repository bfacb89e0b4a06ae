"""Care in words: what is due and why, kinds of notes, ways of reaching out, and what came of it."""

from django.utils.translation import gettext, ngettext, pgettext

from linli.people.care.queries.due import Due

DUE_LOOKS = {
    "answer": ("message-circle", "rose"),
    "reminder": ("bell", "amber"),
    "birthday": ("cake", "violet"),
    "anniversary": ("party-popper", "violet"),
    "next": ("calendar-check", "green"),
    "unseen": ("eye-off", "grey"),
}
OUTCOME_HUES = {"back": "green", "waiting": "sky", "silent": "grey"}


def due_words(due: Due) -> str:
    """What is to be done, in a few words."""
    if due.kind == "anniversary":
        if due.number > 0:
            return gettext("{n} days with us today").format(n=due.number)
        years = -due.number
        return ngettext("{n} year with us today", "{n} years with us today", years).format(n=years)
    names = {
        "answer": gettext("Spoke and waits for an answer"),
        "reminder": gettext("Come back to a note"),
        "birthday": gettext("Birthday today"),
        "next": gettext("Planned contact"),
        "unseen": gettext("Not in touch for a week"),
    }
    return names[due.kind]


def kind_name(kind: str) -> str:
    """What a note is about."""
    names = {
        "life": pgettext("care note", "Life"),
        "difficulty": pgettext("care note", "Difficulty"),
        "preference": pgettext("care note", "Preference"),
        "done": pgettext("care note", "Done for them"),
    }
    return names[kind]


def way_name(way: str) -> str:
    """A way of reaching out."""
    names = {
        "": "",
        "message": pgettext("outreach", "Personal message"),
        "task": pgettext("outreach", "Small task"),
        "gift": pgettext("outreach", "Gift"),
        "role": pgettext("outreach", "Invitation to a role"),
    }
    return names[way]


def outcome_name(outcome: str) -> str:
    """What came of reaching out."""
    names = {
        "": "",
        "back": pgettext("outreach", "Came back"),
        "waiting": pgettext("outreach", "Waiting"),
        "silent": pgettext("outreach", "Stayed silent"),
    }
    return names[outcome]


def answer_name(answer: str) -> str:
    """What the member said to it."""
    names = {
        "": pgettext("outreach", "No answer yet"),
        "answered": pgettext("outreach", "Answered"),
        "declined": pgettext("outreach", "Said no"),
    }
    return names[answer]


def reason_name(code: str) -> str:
    """Why a silent member is worth a word."""
    names = {
        "messages": pgettext("value", "messages"),
        "active_days": pgettext("value", "active days"),
        "replies": pgettext("value", "answers to others"),
        "relation": pgettext("value", "closeness"),
        "roles": pgettext("value", "roles"),
        "points": pgettext("value", "points"),
        "vip": pgettext("value", "VIP"),
    }
    return names[code]
