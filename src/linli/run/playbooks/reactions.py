"""What wakes playbooks."""

from collections.abc import Sequence

from linli.facts.gateway import SendingPaused, SendingResumed
from linli.kernel.events.event import Event
from linli.run.playbooks.actions import controlling, driving, following, hearing, tickers
from linli.run.playbooks.document.vocabulary import EVENTS

HEARD = tuple(EVENTS.values())


def drive_runs(events: Sequence[Event]) -> None:
    """Every event a playbook can name: starts runs, ends their waits, stops them, in the order of the log."""
    driving.drive(events)


def keep_tickers(events: Sequence[Event]) -> None:
    """A playbook, a group or a community is new or over: the schedules there are put right at once."""
    tickers.sync(at=events[-1].recorded_at)


def hear_answers(events: Sequence[Event]) -> None:
    """What runs asked of people, programs and the platforms came to something."""
    hearing.hear(events)


def follow_people(events: Sequence[Event]) -> None:
    """MembersMerged, MemberErased: runs go with the person who was merged, and end for one who was erased."""
    for event in events:
        following.follow(event)


def pause_with_the_outbox(events: Sequence[Event]) -> None:
    """SendingPaused, SendingResumed: a playbook that may not send stands still, and goes on when it may."""
    for event in events:
        fact = event.fact
        if isinstance(fact, SendingPaused | SendingResumed):
            is_paused = isinstance(fact, SendingPaused)
            controlling.follow_sending(sender=fact.sender, is_paused=is_paused, at=event.recorded_at)
