"""How people come in: requests, applications, first steps, introductions."""

from linli.facts.fact import Fact


class JoinRequested(Fact, kind="membership.requested"):
    """Somebody asked a platform to be let into a group and waits at its door."""

    group: str


class EntryPolicyPublished(Fact, kind="entry_policy.published"):
    """A community published how people come in. `mode`: open, application or invitation."""

    version: int
    mode: str


class ApplicationReceived(Fact, kind="application.received"):
    """Somebody applied to a community. `score` is 0 to 100; `source`: link, campaign, invitation or
    platform.
    """

    application: int
    score: int
    source: str = "link"
    campaign: int = 0


class ApplicationAsked(Fact, kind="application.asked"):
    """A person who decides asked the applicant something."""

    application: int


class ApplicationAccepted(Fact, kind="application.accepted"):
    """An application was accepted. `is_automatic`: the score was enough, as the policy says."""

    application: int
    score: int
    is_automatic: bool = False
    campaign: int = 0


class ApplicationRefused(Fact, kind="application.refused"):
    """An application was refused; `reason` is a code."""

    application: int
    reason: str


class ApplicationWaitlisted(Fact, kind="application.waitlisted"):
    """An applicant waits for a place."""

    application: int


class ApplicationOffered(Fact, kind="application.offered"):
    """A place came free and is kept for an applicant for some hours."""

    application: int
    hours: int


class ApplicationWithdrawn(Fact, kind="application.withdrawn"):
    """An application ended without a decision. `reason`: applicant, inside (came another way) or erased."""

    application: int
    reason: str = "applicant"


class FeeChanged(Fact, kind="fee.changed"):
    """An entry fee or deposit is due, was paid, returned or waived. The amount is in 分 (cents)."""

    fee: int
    amount_cents: int
    state: str


class OnboardingStepDone(Fact, kind="onboarding.step_done"):
    """A newcomer did one of the first steps. `how`: seen (Linli saw it), own (they ticked it) or team."""

    step: str
    how: str = "seen"


class OnboardingCompleted(Fact, kind="onboarding.completed"):
    """A newcomer did every first step, so many days after they came."""

    days: int


class MemberIntroduced(Fact, kind="member.introduced"):
    """A member's introduction card was planned for their group."""

    effect: int


class MembersPaired(Fact, kind="members.paired"):
    """Two members were suggested to meet each other; the event's member is the first of them.

    `reason`: complement or common.
    """

    other: int
    reason: str


class MembersConnected(Fact, kind="members.connected"):
    """Two members who were suggested to meet each other have talked."""

    other: int
