"""Codes of this room in the reader's language."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.people.entry.rules.policy import Problem


def problem(one: Problem) -> str:
    """What is wrong with a policy, and how to mend it."""
    return _PROBLEMS[one.code]() % {"title": one.title, "n": one.number}


def state(code: str) -> str:
    """A state of an application, for the team."""
    return {
        "draft": pgettext("application", "being filled in"),
        "received": pgettext("application", "to be decided"),
        "asked": pgettext("application", "asked something"),
        "waiting": pgettext("application", "on the waiting list"),
        "offered": pgettext("application", "a place is kept"),
        "accepted": pgettext("application", "accepted"),
        "refused": pgettext("application", "refused"),
        "withdrawn": pgettext("application", "withdrawn"),
    }.get(code, code)


def reason(code: str) -> str:
    """Why an application was refused, for the team."""
    return {
        "not_our_audience": _("Not the people this community is for"),
        "incomplete": _("Too little was filled in"),
        "failed_test": _("The test was not passed"),
        "no_proof": _("The task was not done"),
        "full": _("No place left"),
        "rules": _("Does not agree with goals or rules"),
        "duplicate": _("Is in already, or applied twice"),
        "other": _("Another reason"),
    }.get(code, code)


def kind_reason(code: str) -> str:
    """Why an application was refused, in kind words to the applicant."""
    return {
        "not_our_audience": _("This community is made for other people than you, as far as we can see."),
        "incomplete": _(
            "We could not get to know you from what you filled in. You are welcome to try again."
        ),
        "failed_test": _("The test did not go well this time. You are welcome to try again."),
        "no_proof": _("We could not see that the task was done. You are welcome to try again."),
        "full": _("There is no place left just now. It has nothing to do with you."),
        "rules": _("We and you seem to want different things from a community."),
        "duplicate": _("You seem to be in already, or to have applied before."),
        "other": _("We cannot take you in this time."),
    }.get(code, _("We cannot take you in this time."))


def source(code: str) -> str:
    """Where an application or an arrival came from."""
    return {
        "link": _("Own address"),
        "campaign": _("Campaign"),
        "invitation": _("A member's invitation"),
        "platform": _("The platform"),
        "history": _("Was there before"),
        "room_link": _("Link into the room"),
    }.get(code, code)


def fee_state(code: str) -> str:
    """A state of a fee."""
    return {
        "due": pgettext("fee", "due"),
        "paid": pgettext("fee", "paid"),
        "refunded": pgettext("fee", "returned"),
        "waived": pgettext("fee", "waived"),
    }.get(code, code)


def criterion_kind(code: str) -> str:
    """A kind of criterion."""
    return {
        "attribute": _("Shared attribute"),
        "task": _("Task with proof"),
        "share": _("What they can share"),
        "supply": _("What they can supply"),
        "test": _("Test"),
        "invitation": _("Invitation by a member"),
        "agreement": _("Agreement with goals and rules"),
        "fee": _("Fee or deposit"),
    }.get(code, code)


def step_kind(code: str) -> str:
    """The usual words of a first step, for the newcomer."""
    return {
        "welcome_seen": _("See what this community is for"),
        "rules_read": _("Read the rules"),
        "template_filled": _("Tell us about yourself"),
        "role_chosen": _("Find your part"),
        "introduced": _("Introduce yourself"),
        "first_words": _("Say your first words"),
        "first_task": _("Do your first small task"),
        "own": _("A step of your own"),
    }.get(code, code)


def pair_reason(code: str) -> str:
    """Why two members should meet."""
    return {
        "complement": _("One has what the other looks for"),
        "common": _("They have something in common"),
    }.get(code, code)


def mode(code: str) -> str:
    """How people come in."""
    return {
        "open": pgettext("entry", "Open to everybody"),
        "application": pgettext("entry", "By application"),
        "invitation": pgettext("entry", "By invitation only"),
    }.get(code, code)


_PROBLEMS: dict[str, Callable[[], str]] = {
    "same_id": lambda: _("two criteria have the same name inside: remove one and add it again"),
    "two_fees": lambda: _("there can be one fee or deposit: remove one of them"),
    "few_attributes": lambda: _(
        "a lasting community needs at least three shared attributes, this one has %(n)s:"
        " add more, or mark it as one that only gathers traffic"
    ),
    "many_criteria": lambda: _("there are too many criteria: at most %(n)s"),
    "bad_auto": lambda: _("the score that is accepted by itself is a number from 1 to 100"),
    "bad_answer_hours": lambda: _("an applicant hears within 1 to %(n)s hours"),
    "bad_offer_hours": lambda: _("a place is kept for 1 to %(n)s hours"),
    "long_words": lambda: _("the words about this community are too long: at most %(n)s characters"),
    "bad_title": lambda: _("a criterion needs a title of 1 to %(n)s characters"),
    "bad_weight": lambda: _("the weight of “%(title)s” is a number from 0 to %(n)s"),
    "long_prompt": lambda: _("the words of “%(title)s” are too long: at most %(n)s characters"),
    "no_field": lambda: _("“%(title)s” needs a field of the profile: choose one"),
    "many_wanted": lambda: _("“%(title)s” lists too many values: at most %(n)s"),
    "bad_fee": lambda: _("the amount of “%(title)s” is more than 0 and at most %(n)s yuan"),
    "no_questions": lambda: _("the test “%(title)s” needs 1 to %(n)s questions"),
    "bad_pass": lambda: _("the test “%(title)s” is passed with 1 to 100 percent"),
    "bad_question": lambda: _("question %(n)s of “%(title)s” needs words and 2 to 8 choices"),
    "no_right_choice": lambda: _("question %(n)s of “%(title)s” needs a right choice: mark one with *"),
}
