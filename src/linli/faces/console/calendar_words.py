"""The calendar's codes in words: kinds, categories, aims, measures, states, reasons, and what is wrong."""

from django.utils.translation import gettext, ngettext, pgettext

from linli.run.calendar.queries.standing import Trouble
from linli.run.calendar.rules.crowding import OffPace
from linli.run.calendar.rules.rhythm import LAST_DAY
from linli.run.calendar.rules.words import Aim, Category, ColumnState, Kind, Metric, State

HUES: dict[str, str] = {Category.PRODUCT: "violet", Category.VALUES: "sky", Category.INTERACTIVE: "green"}
STATE_HUES: dict[str, str] = {
    State.IDEA: "amber",
    State.DRAFT: "grey",
    State.IN_REVIEW: "violet",
    State.SCHEDULED: "green",
    State.GOING: "sky",
    State.SENT: "sky",
    State.MISSED: "rose",
    State.CANCELLED: "grey",
    State.SKIPPED: "grey",
}


def kind_name(kind: str) -> str:
    """What a column is for."""
    return {
        Kind.BULLETIN: gettext("Bulletin"),
        Kind.SHARING: gettext("Sharing"),
        Kind.CLINIC: gettext("Clinic"),
        Kind.LECTURE: gettext("Lecture"),
        Kind.ACTIVITY: pgettext("column", "Activity"),
        Kind.SELECTION: gettext("Selection"),
        Kind.REVIEWS: gettext("Reviews"),
        Kind.TOPIC: pgettext("column", "Topic"),
        Kind.OTHER: pgettext("column", "Other"),
    }[Kind(kind)]


def category_name(category: str) -> str:
    """What a post is about."""
    return {
        Category.PRODUCT: pgettext("content", "Product"),
        Category.VALUES: pgettext("content", "Values"),
        Category.INTERACTIVE: pgettext("content", "Interactive"),
    }[Category(category)]


def aim_name(aim: str) -> str:
    """What a post is to do with its readers."""
    return {
        Aim.UNDERSTANDING: pgettext("content", "Understanding"),
        Aim.EMOTION: pgettext("content", "Feeling"),
        Aim.TRUST: pgettext("content", "Trust"),
        Aim.NEED: pgettext("content", "Need"),
        Aim.PRODUCT: pgettext("content", "Selling"),
    }[Aim(aim)]


def metric_name(metric: str) -> str:
    """By what a column is measured."""
    return {
        Metric.MESSAGES: gettext("Messages within a day"),
        Metric.SPEAKERS: gettext("People who spoke within a day"),
        Metric.REPLIES: gettext("Replies within a day"),
        Metric.REACTIONS: gettext("Reactions within a day"),
    }[Metric(metric)]


def state_name(state: str) -> str:
    """How far a post is."""
    return {
        State.IDEA: gettext("Idea"),
        State.DRAFT: gettext("Draft"),
        State.IN_REVIEW: gettext("In review"),
        State.SCHEDULED: gettext("Scheduled"),
        State.GOING: gettext("Going out"),
        State.SENT: gettext("Sent"),
        State.MISSED: gettext("Missed"),
        State.CANCELLED: gettext("Cancelled"),
        State.SKIPPED: gettext("Skipped"),
    }[State(state)]


def column_state_name(state: str) -> str:
    """How a column stands."""
    return {
        ColumnState.ACTIVE: pgettext("column", "Running"),
        ColumnState.PAUSED: pgettext("column", "Paused"),
        ColumnState.ENDED: pgettext("column", "Ended"),
    }[ColumnState(state)]


def reason_name(reason: str) -> str:
    """Why a post was missed."""
    return {
        "no_content": gettext("There was no content when its time came."),
        "not_scheduled": gettext("It was still a draft when its time came."),
        "not_approved": gettext("Nobody had approved it when its time came."),
        "too_late": gettext("Linli came to it too late, and a late post helps nobody."),
        "no_group": gettext("No group was open for it."),
        "item_not_approved": gettext("The item of the library may not be published."),
        "not_sent": gettext("No group got it: the outbox says why."),
    }.get(reason, reason)


def weekday_name(number: int) -> str:
    """Monday is 0."""
    return (
        gettext("Mon"),
        gettext("Tue"),
        gettext("Wed"),
        gettext("Thu"),
        gettext("Fri"),
        gettext("Sat"),
        gettext("Sun"),
    )[number]


def month_day_name(number: int) -> str:
    """A day of the month, or its last."""
    return gettext("the last day") if number == LAST_DAY else str(number)


def rhythm_words(repeats: str, every: int, weekdays: list[int], month_days: list[int]) -> str:
    """When a column comes, in a few words."""
    if repeats == "daily":
        words = pgettext("column", "every day") if every == 1 else gettext("every %(n)s days") % {"n": every}
        listed = [weekday_name(one) for one in sorted(weekdays)]
    elif repeats == "weekly":
        words = gettext("every week") if every == 1 else gettext("every %(n)s weeks") % {"n": every}
        listed = [weekday_name(one) for one in sorted(weekdays)]
    else:
        words = gettext("every month") if every == 1 else gettext("every %(n)s months") % {"n": every}
        listed = [month_day_name(one) for one in sorted(month_days)]
    return f"{words} · {' '.join(listed)}" if listed else words


def trouble_words(one: Trouble) -> str:
    """What is wrong with the time of a post."""
    if one.code == "clash":
        return gettext("Another post goes to the same group almost at the same time.")
    if one.code == "cap":
        sentence = ngettext(
            "%(n)s post on this day is more than the policy allows.",
            "%(n)s posts on this day are more than the policy allows.",
            one.n,
        )
        return sentence % {"n": one.n}
    return gettext("This time lies in the quiet hours: it would wait for the morning.")


def pace_words(one: OffPace) -> str:
    """A period with too few or too many posts."""
    values = {"first": f"{one.first:%m-%d}", "last": f"{one.last:%m-%d}", "found": one.found}
    if one.is_short:
        return gettext("%(first)s to %(last)s: %(found)s of at least %(least)s posts") % {
            **values,
            "least": one.least,
        }
    return gettext("%(first)s to %(last)s: %(found)s posts, more than %(most)s tire people") % {
        **values,
        "most": one.most,
    }
