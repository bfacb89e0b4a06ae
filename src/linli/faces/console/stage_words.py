"""Stages of life, relations and contributions of members in words, with their hues."""

from django.utils.translation import pgettext

HUES = {
    "new": "sky",
    "active": "green",
    "returned": "violet",
    "at_risk": "amber",
    "silent": "grey",
    "lost": "rose",
}
ICONS = {
    "new": "sprout",
    "active": "activity",
    "returned": "undo-2",
    "at_risk": "triangle-alert",
    "silent": "moon",
    "lost": "log-out",
}
SHOWN = ("new", "active", "returned", "at_risk", "silent", "lost")


def stage_name(stage: str) -> str:
    """The name of a stage; "" is not being there yet."""
    names = {
        "": pgettext("stage of life", "Not there yet"),
        "new": pgettext("stage of life", "New"),
        "active": pgettext("stage of life", "Active"),
        "returned": pgettext("stage of life", "Returned"),
        "at_risk": pgettext("stage of life", "At risk"),
        "silent": pgettext("stage of life", "Silent"),
        "lost": pgettext("stage of life", "Lost"),
    }
    return names[stage]


def relation_name(relation: str) -> str:
    """The name of a relation."""
    names = {
        "stranger": pgettext("relation", "Stranger"),
        "familiar": pgettext("relation", "Familiar"),
        "trusted": pgettext("relation", "Trusted"),
    }
    return names[relation]


def contribution_name(contribution: str) -> str:
    """The name of a degree of contribution."""
    names = {
        "active": pgettext("contribution", "Active participant"),
        "ordinary": pgettext("contribution", "Ordinary participant"),
        "lurker": pgettext("contribution", "Lurker"),
    }
    return names[contribution]
