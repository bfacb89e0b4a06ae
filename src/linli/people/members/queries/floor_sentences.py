"""Sentences for what the rooms of this floor say of a member: roles, stages, entry, consent, care."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_noop as _

from linli.facts import belonging, care, communities, consent, duty, entry, library, profiles, roles, segments
from linli.people.members.queries.sentence import Sentence, plain, with_values

Tell = Callable[[Any], Sentence]


def _coded(name: str, known: Mapping[str, str], other: str) -> Tell:
    """The words of a code; one that is not known is shown in `other`."""

    def tell(fact: Any) -> Sentence:
        code = str(getattr(fact, name))
        return Sentence(known[code]) if code in known else Sentence(other, {name: code})

    return tell


_STAGES = {
    "new": _("Is a new member now"),
    "active": _("Became active"),
    "returned": _("Came back to life"),
    "at_risk": _("Was about to fall silent"),
    "silent": _("Fell silent"),
    "lost": _("Was counted as lost"),
}
_ROLES = {
    "candidate": _("Was considered for the role “%(role)s”"),
    "trained": _("Prepares for the role “%(role)s”"),
    "member_held": _("Took on the role “%(role)s”"),
    "operator_played": _("Plays the role “%(role)s” for the team"),
}


def _assigned(fact: roles.RoleAssigned) -> Sentence:
    return Sentence(_ROLES.get(fact.status, _("Was put down for the role “%(role)s”")), {"role": fact.role})


SENTENCES: Mapping[str, Tell] = {
    belonging.StageMoved.kind: _coded("after", _STAGES, _("Came to the stage “%(after)s”")),
    roles.RoleAssigned.kind: _assigned,
    roles.RoleEnded.kind: with_values(_("Gave up the role “%(role)s”"), "role"),
    roles.RoleHandedOver.kind: with_values(_("Took over the role “%(role)s”"), "role"),
    roles.ExpertMoved.kind: plain(_("Came a step further in the experts' programme")),
    entry.JoinRequested.kind: plain(_("Asked to be let in")),
    entry.ApplicationReceived.kind: plain(_("Applied to the community")),
    entry.ApplicationAccepted.kind: plain(_("The application was accepted")),
    entry.ApplicationRefused.kind: plain(_("The application was refused")),
    entry.ApplicationWaitlisted.kind: plain(_("Waits for a place")),
    entry.ApplicationOffered.kind: plain(_("Was offered a place")),
    entry.ApplicationWithdrawn.kind: plain(_("The application ended without a decision")),
    entry.OnboardingStepDone.kind: plain(_("Did one of the first steps")),
    entry.OnboardingCompleted.kind: with_values(_("Did all the first steps within %(days)s days"), "days"),
    entry.MemberIntroduced.kind: plain(_("Was introduced to the group")),
    library.UgcSubmitted.kind: plain(_("Shared something")),
    library.UgcPermitted.kind: plain(_("Said whether it may be published")),
    library.UgcAccepted.kind: plain(_("A contribution was taken up")),
    library.UgcDeclined.kind: plain(_("A contribution was read and not published")),
    library.UgcWithdrawn.kind: plain(_("Took a contribution back")),
    library.UgcAnswered.kind: plain(_("Was thanked for a contribution")),
    library.MaterialDownloaded.kind: plain(_("Took a material home")),
    entry.MembersPaired.kind: plain(_("Was suggested somebody to meet")),
    entry.MembersConnected.kind: plain(_("Met somebody who had been suggested")),
    consent.ConsentGiven.kind: plain(_("Agreed to a purpose")),
    consent.ConsentWithdrawn.kind: plain(_("Declined a purpose")),
    care.CareAssigned.kind: plain(_("Is looked after by the team")),
    care.CareEnded.kind: plain(_("Is no longer looked after")),
    care.CareNoted.kind: plain(_("A note of care was written")),
    care.OutreachMade.kind: plain(_("Was reached out to")),
    profiles.ProfileAnswered.kind: plain(_("Profile answers were written down")),
    profiles.ProfileAsked.kind: plain(_("Was asked for the profile")),
    profiles.ProfileFilled.kind: with_values(_("Filled in %(percent)s%% of the profile"), "percent"),
    segments.SegmentEntered.kind: plain(_("Entered a segment")),
    segments.SegmentLeft.kind: plain(_("Left a segment")),
    duty.DutyOffered.kind: plain(_("Takes turns on duty")),
    duty.DutyBegan.kind: plain(_("Went on duty")),
    duty.DutyEnded.kind: with_values(_("Ended a term on duty: %(done)s of %(tasks)s done"), "done", "tasks"),
    duty.DutyMissed.kind: plain(_("Missed a term on duty")),
    duty.DutySwapped.kind: plain(_("Took a term by swapping")),
    duty.DutyReplaced.kind: plain(_("Stepped in for a term on duty")),
    duty.DutyGivenUp.kind: plain(_("Gave a term on duty away")),
    duty.DutyHandedOver.kind: plain(_("Wrote a hand-over note")),
    duty.DutyRewarded.kind: plain(_("Was rewarded for a term on duty")),
    communities.HandoverOffered.kind: plain(_("Was invited to the next community")),
    communities.HandoverAnswered.kind: plain(_("Answered the invitation to the next community")),
    communities.HandoverArrived.kind: plain(_("Arrived in the next community")),
    communities.VenueVisited.kind: plain(_("Visited a place of the community")),
}
