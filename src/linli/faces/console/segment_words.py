"""Why somebody came into a segment or left it, in words."""

from django.utils.translation import gettext


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
