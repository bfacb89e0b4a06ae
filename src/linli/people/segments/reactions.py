"""What the log tells that can put somebody into a segment or out of it."""

from collections.abc import Iterable, Sequence
from typing import cast

from linli.facts.belonging import DayTurned
from linli.facts.fact import Fact, fact_class
from linli.facts.members import MemberErased, MembersMerged, MergeUndone
from linli.kernel.events.event import Event
from linli.people.belonging import reactions as belonging
from linli.people.segments import fields
from linli.people.segments.actions import clocks, keeping, turning
from linli.people.segments.actions.keeping import Touch
from linli.people.segments.actions.writing import Why
from linli.people.segments.queries import standing

_PERSON = MembersMerged | MergeUndone | MemberErased
# A belonging may begin with these, or become another one's: every segment is asked.
_ANYTHING = frozenset(one.kind for one in belonging.HEARD)


def heard() -> tuple[type[Fact], ...]:
    """The facts that wake the reaction: the fixed ones and those any offered reading names."""
    kinds = fields.heard_kinds() | _ANYTHING | {DayTurned.kind}
    return tuple(fact_class(kind) for kind in sorted(kinds))


def keep_segments(events: Sequence[Event]) -> None:
    """Keep every segment of the organisation current. Comes after the belonging room's own reaction."""
    turns = {
        event.community: event
        for event in events
        if isinstance(event.fact, DayTurned) and event.community is not None
    }
    touches = _touches(events)
    clocks.lock(alone=turns, shared=keeping.homes_of(touches))
    segments = standing.standing()
    turned = turning.turn_days(turns, segments)
    keeping.keep(touches, segments, without=turned)
    erased, named = _erased(events), _named(events)
    told = {member: why for member, why in named.items() if member not in erased}
    keeping.drop_vanished({*named, *erased}, segments, why=told)
    if erased:
        keeping.forget(erased)


def _touches(events: Iterable[Event]) -> list[Touch]:
    """Who was touched where, by which kinds, and by which event last."""
    kinds: dict[tuple[int, int | None], set[str]] = {}
    last: dict[tuple[int, int | None], Event] = {}
    wide = fields.wide_kinds()
    for event in events:
        for member in _members(event):
            is_wide = event.kind in wide or isinstance(event.fact, _PERSON)
            key = (member, None if is_wide else event.community)
            kinds.setdefault(key, set()).add(event.kind)
            last[key] = event
    return [
        Touch(member, community, _asking(kinds[member, community]), _why(event))
        for (member, community), event in last.items()
    ]


def _asking(kinds: set[str]) -> frozenset[str] | None:
    return None if kinds & _ANYTHING else frozenset(kinds)


def _why(event: Event) -> Why:
    return Why(event.kind, event.occurred_at, event.as_cause)


def _members(event: Event) -> set[int]:
    fact = event.fact
    if isinstance(fact, MembersMerged):
        return {fact.into, fact.merged}
    if isinstance(fact, MergeUndone):
        return {fact.restored, fact.kept}
    return set() if event.member is None else {event.member}


def _named(events: Iterable[Event]) -> dict[int, Why]:
    """Whose records became one or two, and by which event last."""
    found: dict[int, Why] = {}
    for event in events:
        if isinstance(event.fact, MembersMerged | MergeUndone):
            found |= dict.fromkeys(_members(event), _why(event))
    return found


def _erased(events: Iterable[Event]) -> set[int]:
    found: set[int] = set()
    for event in events:
        if isinstance(event.fact, MemberErased):
            found |= {cast("int", event.member), *event.fact.merged}
    return found
