"""What the room noticed, in sentences: gaps of the matrix, evidence for a stage, alerts about size."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.people.communities import words
from linli.people.communities.deciding.aidass import Remark
from linli.people.communities.deciding.lifecycle import Alert
from linli.people.communities.reading.separations import Mixture


def remark(one: Remark) -> str:
    """A gap or an overlap of the matrix, and what to do."""
    if one.code == "uncovered":
        stages = _(", ").join(words.say("aidass", stage) for stage in one.names)
        return _("Nobody looks after people at: {stages}.").format(stages=stages)
    first, second = one.names[0], one.names[-1]
    return {
        "no_way_on": _("“{first}” leads nowhere: say where its members go next."),
        "no_way_in": _("Nothing leads to “{first}”: say where its members come from."),
        "unplaced": _("“{first}” has no place on the path: choose a type or say where it begins and ends."),
        "backwards": _("From “{first}” to “{second}” people go back on the path: is that meant?"),
        "overlap": _("“{first}” and “{second}” do the same work: merge them, or tell them apart."),
    }[one.code].format(first=first, second=second)


def evidence(code: str, numbers: Mapping[str, int]) -> str:
    """Why a stage fits."""
    if code == "silent":
        days = numbers["days"]
        return ngettext(
            "Nobody has spoken for {days} day.", "Nobody has spoken for {days} days.", days
        ).format(days=days)
    return {
        "young": _("It is {days} days old and has {members} members."),
        "more_leave": _("In 30 days {left} left and {joined} joined."),
        "few_speak": _("Of {members} members only {spoke} spoke in 30 days."),
        "many_join": _("In 30 days {joined} joined and {left} left; now there are {members}."),
        "steady": _("In 30 days {joined} joined and {left} left."),
        "speak": _("Of {members} members {spoke} spoke in 30 days."),
    }[code].format(**numbers)


def alert(one: Alert) -> str:
    """What about the size needs somebody."""
    return {
        "full": _("It is full: {members} members, meant for {capacity}."),
        "nearly_full": _("It is nearly full: {members} of {capacity} members."),
        "overloaded": _("{members} members and {operators} operators: one is meant to look after {ratio}."),
        "cooling": _(
            "It grows and cools down: {joined} joined in 30 days, but only {week} of the {month} who spoke"
            " this month spoke this week."
        ),
    }[one.code].format(**one.numbers)


def advice(one: Alert) -> str:
    """What one can do about it."""
    said = {
        "split": _("split it"),
        "waiting_list": _("let newcomers wait"),
        "more_operators": _("add operators"),
    }
    return _("What helps: {ways}.").format(ways=_(", ").join(said[way] for way in one.offers))


def mixture(one: Mixture) -> str:
    """Who shares a community and should not."""
    sentence = _("{first_count} “{first}” and {second_count} “{second}” share this community.")
    return sentence.format(
        first=one.separation.first,
        second=one.separation.second,
        first_count=one.first_count,
        second_count=one.second_count,
    )
