"""Playbooks in words: whom they are about, which table they belong to, why somebody did not come in."""

from django.utils.translation import gettext, pgettext


def table_words(table: str) -> str:
    """The name of an SOP table."""
    return {
        "planning": pgettext("sop", "Planning"),
        "building": pgettext("sop", "Building"),
        "growth": pgettext("sop", "Growth"),
        "daily": pgettext("sop", "Daily upkeep"),
        "activity": pgettext("sop", "Activities"),
    }.get(table, pgettext("sop", "Others"))


def subject_words(subject: str) -> str:
    """Whom a playbook is about."""
    return {
        "membership": gettext("for each member of a group"),
        "person": gettext("for each person"),
        "group": gettext("for a whole group"),
    }.get(subject, subject)


def skip_words(reason: str) -> str:
    """Why somebody did not come into a playbook."""
    return {
        "bot": gettext("programs"),
        "paused": gettext("the playbook is paused"),
        "draining": gettext("the playbook lets nobody in any more"),
        "running": gettext("under way already"),
        "once_only": gettext("had it before"),
        "too_soon": gettext("had it too short ago"),
        "too_often": gettext("had it as often as allowed"),
        "trigger": gettext("the trigger says no"),
        "audience": gettext("not of the audience"),
        "community": gettext("of a community where it does not run"),
        "not_in": gettext("not there any more"),
        "holdout": gettext("of the holdout"),
    }.get(reason, reason)
