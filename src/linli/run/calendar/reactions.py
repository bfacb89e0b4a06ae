"""What the calendar does when the outbox tells what became of its posts."""

from collections.abc import Sequence
from typing import cast

from linli.facts.gateway import EffectSent
from linli.kernel.events.event import Event
from linli.run.calendar.actions import following


def settle_posts(events: Sequence[Event]) -> None:
    """EffectSent, EffectFailed, EffectSuppressed: what reached a group is sent, what cannot is missed."""
    effects = [cast("EffectSent", one.fact).effect for one in events]
    if effects:
        following.follow(effects, at=events[-1].recorded_at)
