"""What the room of entry will not do, each said in one sentence to whoever asked for it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.people.entry import wording
from linli.people.entry.rules.policy import Problem


class BadPolicy(Refusal):
    """A policy cannot be published, or a criterion cannot be added; `problems` holds a sentence for each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = [wording.problem(one) for one in problems]
        super().__init__(self.problems[0])


class NoSuchCriterion(Refusal):
    """The draft has no criterion of this id."""

    def __init__(self) -> None:
        super().__init__(_("there is no such criterion in the draft: load the page again"))


class NothingToPublish(Refusal):
    """The draft says what is published already."""

    def __init__(self) -> None:
        super().__init__(_("nothing has changed since the last version: change something first"))


class NoSuchApplication(Refusal):
    """There is no such application, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such application here"))


class NoSuchLink(Refusal):
    """No address for applying has this code."""

    def __init__(self) -> None:
        super().__init__(_("This address for applying does not exist: ask for a new one."))


class NotOpen(Refusal):
    """Nobody can apply here now."""


class IsInside(Refusal):
    """Somebody who is in already needs not apply."""

    def __init__(self) -> None:
        super().__init__(_("You are in this community already."))


class TooManyApplications(Refusal):
    """More applications than people could look at."""

    def __init__(self) -> None:
        super().__init__(_("Many people are applying just now: try again in a few minutes."))


class BadApplication(Refusal):
    """What was filled in cannot be taken; `problems` holds a sentence for each place of the form."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(next(iter(problems.values())))
        self.problems = problems


class NotSentYet(Refusal):
    """The applicant has not handed it in."""

    def __init__(self) -> None:
        super().__init__(_("this application is still being filled in: wait until it is sent"))


class AlreadyDecided(Refusal):
    """Somebody else was faster, or the applicant took the application back."""

    def __init__(self, state: str) -> None:
        sentence = _("somebody decided this application a moment ago (%(state)s): nothing was changed")
        super().__init__(sentence % {"state": wording.state(state)})


class IsFull(Refusal):
    """There is no place for one more."""

    def __init__(self, capacity: int) -> None:
        sentence = _("the group is full (%(n)s places): put them on the waiting list instead")
        super().__init__(sentence % {"n": capacity})


class BadDecision(Refusal):
    """A decision lacks what it needs."""


class OfferIsOver(Refusal):
    """The place was kept until a moment that has passed."""

    def __init__(self) -> None:
        super().__init__(_("This place was kept for you until its time was over. You are in the line again."))


class CannotChangeFee(Refusal):
    """A fee cannot go from its state to the wanted one."""

    def __init__(self, state: str, wanted: str) -> None:
        sentence = _("this fee is “%(state)s” and cannot become “%(wanted)s”")
        super().__init__(sentence % {"state": wording.fee_state(state), "wanted": wording.fee_state(wanted)})


class NoSuchFee(Refusal):
    """There is no such fee, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such fee here"))


class BadPlan(Refusal):
    """The first steps cannot be published like this."""


class NoSuchStep(Refusal):
    """The community's plan has no such step, or a member cannot tick it themselves."""

    def __init__(self) -> None:
        super().__init__(_("there is no such first step here"))


class NotANewcomer(Refusal):
    """The member has no first steps in this community."""

    def __init__(self) -> None:
        super().__init__(_("this member has no first steps in this community"))


class CannotIntroduce(Refusal):
    """There is nothing the member lets their card show, or nowhere to post it."""


class BadCampaign(Refusal):
    """A campaign lacks a name or its days are the wrong way round."""


class NoSuchCampaign(Refusal):
    """There is no such campaign, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such campaign here"))


class NotEnoughPeople(Refusal):
    """Nobody fits anybody, or everybody who fits has met."""

    def __init__(self) -> None:
        super().__init__(
            _("nobody new fits anybody: ask more members for what they can share and what they need")
        )
