"""How each kind of event looks in a list: an icon and a hue, the same on every page."""

from dataclasses import dataclass

from linli.facts import (
    belonging,
    care,
    communities,
    consent,
    duty,
    entry,
    gateway,
    growth,
    library,
    members,
    messages,
    moderation,
    playbooks,
    profiles,
    roles,
    segments,
    tasks,
    team,
)


@dataclass(frozen=True)
class Look:
    """An icon of the set and one of the six hues."""

    icon: str
    hue: str


OTHER = Look("circle", "grey")

_LOOKS = {
    members.IdentitySeen.kind: Look("sparkles", "green"),
    members.IdentityRenamed.kind: Look("pencil-line", "grey"),
    members.MembershipJoined.kind: Look("user-plus", "green"),
    members.MembershipLeft.kind: Look("user-minus", "grey"),
    members.MembersMerged.kind: Look("merge", "violet"),
    members.MergeUndone.kind: Look("split", "violet"),
    members.MemberTagged.kind: Look("tag", "violet"),
    members.MemberUntagged.kind: Look("tag", "grey"),
    members.MemberErased.kind: Look("eraser", "rose"),
    messages.MessagePosted.kind: Look("message-circle", "sky"),
    messages.MessageEdited.kind: Look("pencil-line", "sky"),
    messages.MessageRecalled.kind: Look("undo-2", "grey"),
    messages.ReactionAdded.kind: Look("smile", "sky"),
    growth.PointsAwarded.kind: Look("coins", "amber"),
    growth.CheckedIn.kind: Look("flame", "amber"),
    moderation.RuleMatched.kind: Look("shield", "rose"),
    moderation.SanctionApplied.kind: Look("shield-alert", "rose"),
    playbooks.RunStarted.kind: Look("route", "green"),
    playbooks.RunResumed.kind: Look("route", "green"),
    playbooks.RunEnded.kind: Look("flag", "grey"),
    tasks.TaskOpened.kind: Look("list-checks", "amber"),
    tasks.TaskClosed.kind: Look("circle-check", "green"),
    tasks.TaskClaimed.kind: Look("hand", "violet"),
    tasks.TaskEscalated.kind: Look("triangle-alert", "rose"),
    tasks.TaskCancelled.kind: Look("list-x", "grey"),
    gateway.EffectHandedOver.kind: Look("send", "amber"),
    gateway.EffectSent.kind: Look("send", "sky"),
    gateway.EffectFailed.kind: Look("circle-alert", "rose"),
    gateway.EffectUnknown.kind: Look("circle-question-mark", "amber"),
    gateway.EffectSuppressed.kind: Look("ban", "grey"),
    belonging.StageMoved.kind: Look("sprout", "green"),
    duty.DutyOffered.kind: Look("hand", "green"),
    duty.DutyBegan.kind: Look("calendar-heart", "green"),
    duty.DutyEnded.kind: Look("calendar-check", "green"),
    duty.DutyMissed.kind: Look("calendar-x", "rose"),
    duty.DutySwapped.kind: Look("arrow-left-right", "sky"),
    duty.DutyReplaced.kind: Look("arrow-left-right", "amber"),
    duty.DutyGivenUp.kind: Look("log-out", "grey"),
    duty.DutyHandedOver.kind: Look("notebook-pen", "sky"),
    duty.DutyRewarded.kind: Look("gift", "violet"),
    team.MeetingHeld.kind: Look("users-round", "sky"),
    team.SummarySaved.kind: Look("file-text", "sky"),
    roles.RoleAssigned.kind: Look("drama", "violet"),
    roles.RoleEnded.kind: Look("drama", "grey"),
    roles.RoleHandedOver.kind: Look("drama", "violet"),
    roles.ExpertMoved.kind: Look("star", "violet"),
    entry.ApplicationReceived.kind: Look("door-open", "sky"),
    entry.ApplicationAccepted.kind: Look("door-open", "green"),
    entry.ApplicationRefused.kind: Look("door-closed", "grey"),
    entry.OnboardingCompleted.kind: Look("footprints", "green"),
    entry.MemberIntroduced.kind: Look("contact", "sky"),
    entry.MembersConnected.kind: Look("handshake", "green"),
    consent.ConsentGiven.kind: Look("shield-check", "green"),
    consent.ConsentWithdrawn.kind: Look("shield-x", "grey"),
    care.CareAssigned.kind: Look("heart-handshake", "rose"),
    care.CareNoted.kind: Look("notebook-pen", "grey"),
    care.OutreachMade.kind: Look("heart-handshake", "rose"),
    profiles.ProfileAnswered.kind: Look("clipboard-list", "sky"),
    profiles.ProfileFilled.kind: Look("clipboard-list", "green"),
    segments.SegmentEntered.kind: Look("filter", "sky"),
    segments.SegmentLeft.kind: Look("filter", "grey"),
    communities.HandoverArrived.kind: Look("arrow-right-left", "green"),
    communities.VenueVisited.kind: Look("map-pin", "amber"),
    library.ItemApproved.kind: Look("clipboard-check", "green"),
    library.ItemUsed.kind: Look("library", "sky"),
    library.MaterialDownloaded.kind: Look("download", "sky"),
    library.TemplateChanged.kind: Look("message-square-text", "grey"),
    library.UgcSubmitted.kind: Look("hand-heart", "violet"),
    library.UgcPermitted.kind: Look("hand-heart", "sky"),
    library.UgcAccepted.kind: Look("hand-heart", "green"),
    library.UgcDeclined.kind: Look("hand-heart", "grey"),
    library.UgcWithdrawn.kind: Look("undo-2", "rose"),
    library.UgcAnswered.kind: Look("heart", "rose"),
}


def look_of(kind: str) -> Look:
    """The look of a kind of event."""
    return _LOOKS.get(kind, OTHER)
