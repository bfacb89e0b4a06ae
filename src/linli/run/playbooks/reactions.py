"""What wakes playbooks."""

from collections.abc import Sequence

from linli.kernel.events.event import Event
from linli.run.playbooks.actions import driving, following
from linli.run.playbooks.document.vocabulary import EVENTS

HEARD = tuple(EVENTS.values())


def drive_runs(events: Sequence[Event]) -> None:
    """Every event a playbook can name: starts runs, ends their waits, stops them, in the order of the log."""
    driving.drive(events)


def follow_people(events: Sequence[Event]) -> None:
    """MembersMerged, MemberErased: runs go with the person who was merged, and end for one who was erased."""
    for event in events:
        following.follow(event)
