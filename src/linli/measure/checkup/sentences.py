"""What a finding says to people, in the reader's language: what is wrong, and what to do first."""

from django.utils.translation import gettext_lazy as _

from linli.measure.checkup.rules import Finding

_NAMES = {
    "P06": _("Long silence"),
    "P15": _("Hot for seven days, then cold"),
    "P17": _("Dead group"),
    "P20": _("No positioning"),
    "P58": _("Nobody answers"),
    "P59": _("Mostly onlookers"),
    "P60": _("Operators talk to themselves"),
    "P86": _("No announcement"),
    "P90": _("No rules"),
}

_ADVICE = {
    "P06": _("Ask a question or raise a topic today, and wake up the people who hold a role."),
    "P15": _("Plan the second week before the first: columns, a ritual, roles, a task to share."),
    "P17": _("Decide: begin again with a few seed members and roles, merge it, or close it and move people."),
    "P20": _("Write down in one sentence for whom this community is and what they take away."),
    "P58": _("Let somebody be on duty who answers, and ask the people who hold a role to pick questions up."),
    "P59": _("Offer what takes one tap: a vote, a check-in, a round of introductions."),
    "P60": _("Say less and ask more: topics, roles, and introducing members to each other."),
    "P86": _("Publish an announcement: what people gain first, then the rules, then what happens otherwise."),
    "P90": _("Publish rules: who may come in, what is welcome, what is not, and what follows from each."),
}


def name(finding: Finding) -> str:
    """The pitfall's name."""
    return str(_NAMES[finding.pitfall])


def advice(finding: Finding) -> str:
    """The first thing to do, in one sentence."""
    return str(_ADVICE[finding.pitfall])


def figures(finding: Finding) -> str:
    """The figures that show it, in a few words; empty where a missing text shows it."""
    seen = finding.evidence
    match finding.pitfall:
        case "P06":
            return _("%(hours).0f hours without a word; more than %(limit).0f are a warning.") % {
                "hours": seen["silence_hours"],
                "limit": seen["limit"],
            }
        case "P15":
            return _("In the second week %(percent).0f%% of the first week's talk was left.") % {
                "percent": 100 * seen["decay"]
            }
        case "P17":
            return _("%(percent).1f%% active in 30 days, and nobody has said a word for %(days).0f days.") % {
                "percent": 100 * seen["active_rate"],
                "days": seen["quiet_for_hours"] / 24,
            }
        case "P58":
            return _("Of %(threads)d conversations, %(answered)d were answered within a day.") % {
                "threads": int(seen["threads"]),
                "answered": int(seen["answered"]),
            }
        case "P60":
            return _("%(others)d of %(messages)d messages came from operators and programs.") % {
                "others": int(seen["by_others"]),
                "messages": int(seen["messages"]),
            }
        case "P59":
            return " ".join(_onlookers(seen))
    return ""


def _onlookers(seen: dict[str, float]) -> list[str]:
    found = []
    if "silent" in seen:
        found.append(
            _("%(percent).0f%% of the members said nothing in 30 days.") % {"percent": 100 * seen["silent"]}
        )
    if "top_share" in seen:
        found.append(
            _("A tenth of the speakers said %(percent).0f%% of everything.")
            % {"percent": 100 * seen["top_share"]}
        )
    return found
