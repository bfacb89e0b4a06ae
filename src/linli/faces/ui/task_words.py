"""How a task can go, in words: for the team and for volunteers."""

from django.utils.translation import gettext, pgettext


def outcome_name(name: str) -> str:
    """Common outcomes in the reader's language; others as they were named."""
    known = {
        "done": gettext("Done"),
        "skip": gettext("Skip"),
        "yes": gettext("Yes"),
        "no": gettext("No"),
        "approved": pgettext("task", "Approve"),
        "rejected": pgettext("task", "Send back"),
        "arrived": pgettext("task", "It arrived"),
        "not_arrived": pgettext("task", "It did not arrive"),
        "timeout": pgettext("task", "Time ran out"),
        "accepted": pgettext("task", "Accepted"),
        "refused": pgettext("task", "Refused"),
        "waitlisted": pgettext("task", "On the waiting list"),
    }
    return known.get(name, name)
