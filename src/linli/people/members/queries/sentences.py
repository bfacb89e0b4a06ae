"""One sentence for each kind of event in a member's life: an English msgid, its parameters, and any quote."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_noop as _

from linli.facts import gateway, growth, members, messages, moderation, playbooks, tasks
from linli.facts.fact import Fact
from linli.people.members.queries import floor_sentences
from linli.people.members.queries.sentence import Sentence, plain, with_values

FIRST_WORDS = _("Spoke for the first time")
JOINED = {
    "platform": _("Joined the group"),
    "link": _("Joined by a link"),
    "history": _("First seen in imported history"),
}
LEFT = {
    "left": _("Left the group"),
    "kicked": _("Was removed from the group"),
    "banned": _("Was banned from the group"),
    "dissolved": _("Left because the group was closed"),
}


def sentence_of(fact: Fact) -> Sentence:
    """The sentence of a fact; one without its own is named by its kind."""
    tell = _SENTENCES.get(fact.kind)
    return tell(fact) if tell else Sentence(_("Something happened: %(kind)s"), {"kind": fact.kind})


def _joined(fact: members.MembershipJoined) -> Sentence:
    return Sentence(
        _("Came back to the group") if fact.is_rejoin else JOINED.get(fact.via, JOINED["platform"])
    )


def _left(fact: members.MembershipLeft) -> Sentence:
    return Sentence(LEFT.get(fact.reason, LEFT["left"]))


def _posted(fact: messages.MessagePosted) -> Sentence:
    if fact.hidden:
        return Sentence(_("Wrote a message that the platform hid"))
    msgid = _("Answered a message") if fact.reply_to else _("Wrote a message")
    return Sentence(msgid, quote=fact.text)


def _edited(fact: messages.MessageEdited) -> Sentence:
    return Sentence(_("Changed a message"), quote=fact.text)


def _awarded(fact: growth.PointsAwarded) -> Sentence:
    if abs(fact.points) == 1:
        msgid = _("Lost a point: %(reason)s") if fact.points < 0 else _("Received a point: %(reason)s")
    elif fact.points < 0:
        msgid = _("Lost %(points)s points: %(reason)s")
    else:
        msgid = _("Received %(points)s points: %(reason)s")
    return Sentence(msgid, {"points": abs(fact.points), "reason": fact.reason})


def _matched(fact: moderation.RuleMatched) -> Sentence:
    msgid = _("A message matched the rule “%(rule)s”")
    if fact.mode == "observe":
        msgid = _("A message matched the rule “%(rule)s”; it was only observed")
    return Sentence(msgid, {"rule": fact.rule})


SANCTIONS = {
    "warn": _("Was warned"),
    "recall": _("Had a message recalled"),
    "mute": _("Was muted"),
    "kick": _("Was removed by moderation"),
    "ban": _("Was banned by moderation"),
}


def _sanctioned(fact: moderation.SanctionApplied) -> Sentence:
    known = SANCTIONS.get(fact.severity)
    if known:
        return Sentence(known)
    return Sentence(_("A measure was taken: %(severity)s"), {"severity": fact.severity})


_SENTENCES: dict[str, Callable[[Any], Sentence]] = {
    members.IdentitySeen.kind: plain(_("Was seen for the first time")),
    members.IdentityRenamed.kind: with_values(_("Is now called “%(name)s”"), "name"),
    members.MembershipJoined.kind: _joined,
    members.MembershipLeft.kind: _left,
    members.MembersMerged.kind: plain(_("Was merged with another record")),
    members.MergeUndone.kind: plain(_("Became a member of its own again")),
    members.MemberTagged.kind: with_values(_("Was tagged “%(tag)s”"), "tag"),
    members.MemberUntagged.kind: with_values(_("Lost the tag “%(tag)s”"), "tag"),
    members.MemberErased.kind: plain(_("Personal data was erased")),
    messages.MessagePosted.kind: _posted,
    messages.MessageEdited.kind: _edited,
    messages.MessageRecalled.kind: plain(_("A message was taken back")),
    messages.ReactionAdded.kind: with_values(_("Reacted with %(emoji)s"), "emoji"),
    messages.GroupNoted.kind: with_values(_("The platform noted: %(note)s"), "note"),
    growth.PointsAwarded.kind: _awarded,
    growth.CheckedIn.kind: with_values(_("Checked in: day %(streak)s in a row"), "streak"),
    moderation.RuleMatched.kind: _matched,
    moderation.SanctionApplied.kind: _sanctioned,
    playbooks.RunStarted.kind: with_values(_("The playbook “%(playbook)s” began"), "playbook"),
    playbooks.RunEnded.kind: with_values(
        _("The playbook “%(playbook)s” ended: %(outcome)s"), "playbook", "outcome"
    ),
    tasks.TaskOpened.kind: plain(_("A task waits for the team")),
    tasks.TaskClosed.kind: with_values(_("A task was closed: %(outcome)s"), "outcome"),
    tasks.TaskCancelled.kind: plain(_("A task about them was called off")),
    tasks.TaskEscalated.kind: plain(_("A task about them is late")),
    gateway.EffectSent.kind: with_values(_("Done on the platform: %(verb)s"), "verb"),
    gateway.EffectHandedOver.kind: plain(_("A person sends it by hand")),
    gateway.EffectFailed.kind: with_values(
        _("Failed on the platform: %(verb)s, %(reason)s"), "verb", "reason"
    ),
    gateway.EffectUnknown.kind: with_values(
        _("Nobody knows whether the platform did this: %(verb)s"), "verb"
    ),
    gateway.EffectSuppressed.kind: with_values(_("Was not sent: %(verb)s, %(reason)s"), "verb", "reason"),
    **floor_sentences.SENTENCES,
}
