"""What wakes growth."""

from collections.abc import Sequence

from linli.facts.members import MembersMerged, MergeUndone
from linli.kernel.events.event import Event
from linli.run.growth.actions import checking_in, earning, merging, sanctions


def award_points_for_messages(events: Sequence[Event]) -> None:
    """MessagePosted: a point for what is worth one."""
    earning.award_messages(events)


def check_in_from_chat(events: Sequence[Event]) -> None:
    """MessagePosted: 签到, 打卡 or "check in" said in a group."""
    checking_in.check_in_from_messages(events)


def take_back_points_for_sanctions(events: Sequence[Event]) -> None:
    """SanctionApplied: a message that was taken out of the group earned nothing."""
    sanctions.take_back_points(events)


def follow_merges(events: Sequence[Event]) -> None:
    """MembersMerged, MergeUndone: points and check-ins follow the person."""
    for event in events:
        fact, key = event.fact, f"merge:{event.id}"
        if isinstance(fact, MembersMerged):
            merging.move_points(merged=fact.merged, into=fact.into, key=key, at=event.recorded_at)
        elif isinstance(fact, MergeUndone):
            merging.move_points_back(restored=fact.restored, kept=fact.kept, key=key, at=event.recorded_at)
