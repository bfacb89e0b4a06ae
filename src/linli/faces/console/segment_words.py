"""Why somebody came into a segment or left it, in words."""

from collections.abc import Callable

from django.utils.translation import gettext

from linli.faces.console import stage_words
from linli.people.segments import fields


def because(kind: str) -> str:
    """The kind of an event in words; "" is something done here by hand."""
    known = {
        "": gettext("by hand"),
        "member.tagged": gettext("a tag was put on"),
        "member.untagged": gettext("a tag was taken off"),
        "message.posted": gettext("a message"),
        "reaction.added": gettext("a reaction"),
        "checkin.done": gettext("a check-in"),
        "membership.joined": gettext("joined a group"),
        "membership.left": gettext("left a group"),
        "members.merged": gettext("two records became one"),
        "members.merge_undone": gettext("a merge was taken back"),
        "belonging.stage_changed": gettext("the stage of life changed"),
        "community.day_turned": gettext("time passed"),
        "role.assigned": gettext("a role was given"),
        "role.ended": gettext("a role ended"),
    }
    return known.get(kind, kind)


def said(sentence: str) -> str:
    """A condition in words, its codes of stages, relations and contributions put in words, too."""
    for name, word in choices().items():
        for code in fields.probes()[name].choices:
            title = gettext(fields.probes()[name].title)
            if title in sentence:
                sentence = sentence.replace(f"“{code}”", f"“{word(code)}”")
    return sentence


def choices() -> dict[str, Callable[[str], str]]:
    """The fields whose choices have words, and who says them."""
    return {
        "belonging.stage": stage_words.stage_name,
        "belonging.relation": stage_words.relation_name,
        "belonging.contribution": stage_words.contribution_name,
    }
