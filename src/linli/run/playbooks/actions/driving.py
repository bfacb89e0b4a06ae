"""Events to runs, in the order of the log: who starts, who is woken, who stops.

The runs that an event may concern are locked before what they wait for is read. A transition going on
elsewhere is therefore either finished, with its waits in sight, or begins after this one: no event falls in
between.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from linli.kernel.events.event import Event
from linli.run.playbooks.actions import starting, watching
from linli.run.playbooks.actions.advancing import advance
from linli.run.playbooks.actions.entering import Entrant
from linli.run.playbooks.actions.moves import Impulse
from linli.run.playbooks.actions.reaching import goals_reached
from linli.run.playbooks.actions.triggering import Triggers, groups_of_communities
from linli.run.playbooks.actions.watching import Held


def drive(events: Sequence[Event]) -> None:
    """Let runs react to a batch of one organisation's events."""
    listed = [event for event in events if event.member or event.group or event.community]
    if listed:
        goals_reached(listed)
        _Deck(listed).play(listed)


class _Deck:
    def __init__(self, events: Sequence[Event]) -> None:
        self.runs: dict[int, Held] = {}
        self.by_member: dict[int, set[int]] = defaultdict(set)
        self.by_group: dict[int, set[int]] = defaultdict(set)
        self.impulses: list[Impulse] = []
        self.entrants: list[Entrant] = []
        self.busy: set[int] = set()
        self.entering: set[str] = set()
        self.members: set[int | None] = set()
        self.kinds = frozenset(event.kind for event in events)
        self.at: datetime = events[-1].recorded_at
        self.triggers = Triggers(events)
        self._hold(*_concerned(events))

    def play(self, events: Sequence[Event]) -> None:
        for event in events:
            if self._is_crowded(event):
                self._flush()
            self._move(event)
            for entrant in self.triggers.entrants(event):
                self.entrants.append(entrant)
                self.entering.add(entrant.subject)
                self.members.add(entrant.place[0])
        self._flush()

    def _is_crowded(self, event: Event) -> bool:
        """Would it meet a run, or somebody on their way in, that an event before it has moved?"""
        if any(run.id in self.busy for run in self._about(event)):
            return True
        if not self.entering:
            return False
        if event.member is not None and event.group is None:
            return event.member in self.members
        names = {
            f"membership:{event.member}:{event.group}",
            f"person:{event.member}",
            f"group:{event.group}",
        }
        return not names.isdisjoint(self.entering)

    def _about(self, event: Event) -> list[Held]:
        ids = self.by_member.get(event.member or 0, set()) | self.by_group.get(event.group or 0, set())
        if event.member is None and event.group is None:
            ids |= {id for some in self.by_group.values() for id in some}
        return [self.runs[id] for id in sorted(ids) if self.runs[id].concerns(event)]

    def _move(self, event: Event) -> None:
        for run in self._about(event):
            if impulse := watching.impulse(run, event):
                self.impulses.append(impulse)
                self.busy.add(run.id)

    def _flush(self) -> None:
        """Carry out what has been gathered, and look again at the runs it touched."""
        advance(self.impulses)
        entered = starting.admit(self.entrants).impulses
        advance(entered)
        touched = self.busy | {impulse.run for impulse in entered}
        places = [one.place for one in self.entrants]
        for id in touched & self.runs.keys():
            self._drop(id)
        self.impulses, self.entrants = [], []
        self.busy.clear()
        self.entering.clear()
        self.members.clear()
        members = sorted({member for member, _group, _community in places if member is not None})
        groups = sorted({group for member, group, _community in places if member is None and group})
        if touched or places:
            where = (
                "r.id = ANY(%s) OR r.member_id = ANY(%s) OR (r.member_id IS NULL AND r.group_id = ANY(%s))"
            )
            self._hold(where, [sorted(touched), members, groups])

    def _hold(self, where: str, params: Sequence[Any]) -> None:
        self._keep(watching.hold(where, params, kinds=self.kinds, at=self.at))

    def _keep(self, runs: Iterable[Held]) -> None:
        for run in runs:
            member, group, _community = run.place
            self.runs[run.id] = run
            if member is not None:
                self.by_member[member].add(run.id)
            elif group is not None:
                self.by_group[group].add(run.id)

    def _drop(self, id: int) -> None:
        member, group, _community = self.runs.pop(id).place
        self.by_member.get(member or 0, set()).discard(id)
        self.by_group.get(group or 0, set()).discard(id)


def _concerned(events: Sequence[Event]) -> tuple[str, list[Any]]:
    """Which runs a batch may concern, as SQL on `r`."""
    kinds = sorted({event.kind for event in events})
    members = sorted({event.member for event in events if event.member is not None})
    groups = {event.group for event in events if event.group is not None}
    wide = {event.community for event in events if event.group is None and event.member is None}
    groups |= groups_of_communities({one for one in wide if one is not None})
    where = (
        "(r.member_id = ANY(%s) AND r.hears && %s::varchar[])"
        " OR (r.member_id IS NULL AND r.group_id = ANY(%s) AND r.hears && %s::varchar[])"
    )
    return where, [members, kinds, sorted(groups), kinds]
