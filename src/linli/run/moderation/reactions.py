"""What wakes moderation."""

from collections.abc import Sequence

from linli.facts.members import MemberErased
from linli.kernel.events.event import Event
from linli.run.moderation.actions import evidence, judging


def moderate_messages(events: Sequence[Event]) -> None:
    """MessagePosted and MessageEdited: compare with the lists, write cases, order measures."""
    judging.judge_messages(events)


def forget_evidence_of_erased_members(events: Sequence[Event]) -> None:
    """MemberErased: what they wrote leaves the cases."""
    erased = {event.member for event in events if event.member is not None}
    merged = {one for event in events if isinstance(event.fact, MemberErased) for one in event.fact.merged}
    evidence.forget_evidence_of(erased | merged)
