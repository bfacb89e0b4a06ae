"""How each kind of event looks in a list: an icon and a hue, the same on every page."""

from dataclasses import dataclass

from linli.facts import gateway, growth, members, messages, moderation, playbooks


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
    playbooks.TaskOpened.kind: Look("list-checks", "amber"),
    playbooks.TaskClosed.kind: Look("circle-check", "green"),
    gateway.EffectSent.kind: Look("send", "sky"),
    gateway.EffectFailed.kind: Look("circle-alert", "rose"),
    gateway.EffectUnknown.kind: Look("circle-question-mark", "amber"),
    gateway.EffectSuppressed.kind: Look("ban", "grey"),
}


def look_of(kind: str) -> Look:
    """The look of a kind of event."""
    return _LOOKS.get(kind, OTHER)
