"""What the room does when it hears that somebody was in touch, or need not be any more."""

from collections import defaultdict
from collections.abc import Sequence

from linli.facts.care import CareEnded, CareNoted
from linli.kernel.events.event import Event
from linli.kernel.orgs.actor import Actor
from linli.people.care.actions import asking
from linli.people.care.rules import Kind
from linli.people.tasks.actions import closing


def close_tasks_of_care(events: Sequence[Event]) -> None:
    """CareNoted (what was done), OutreachMade and CareEnded: nobody has to be asked any more."""
    done: dict[Actor, dict[str, str]] = defaultdict(dict)
    ended: dict[str, str] = {}
    for one in events:
        if one.member is None or one.community is None:
            continue
        origin = asking.origin_of(one.member, one.community)
        if isinstance(one.fact, CareEnded):
            ended[origin] = "care_ended"
        elif not isinstance(one.fact, CareNoted) or one.fact.note_kind == Kind.DONE:
            by = Actor(one.actor, one.origin)  # type: ignore[arg-type]  # as it was appended
            done[by][origin] = "done"
    at = max(one.occurred_at for one in events)
    for by, outcomes in done.items():
        closing.settle_elsewhere(outcomes, by=by, at=at)
    closing.cancel_tasks(ended, at=at)
