"""Which playbooks an event may start, for whom, and under which key."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

from linli.kernel import texts
from linli.kernel.conditions.render import render
from linli.kernel.conditions.values import Outer
from linli.kernel.events.event import Event
from linli.kernel.orgs import scope
from linli.run.playbooks.actions.entering import Entrant, short_key
from linli.run.playbooks.actions.skipping import CHATTY
from linli.run.playbooks.document.vocabulary import event_values
from linli.run.playbooks.queries import compiled as versions
from linli.run.playbooks.queries import people
from linli.run.playbooks.queries.compiled import Current
from linli.run.playbooks.queries.people import Place

_NOT_KEPT = ("text",)


class Triggers:
    """The playbooks that a batch of events may start, ready to be asked event by event."""

    def __init__(self, events: Sequence[Event]) -> None:
        kinds = {event.kind for event in events}
        self.started_by: dict[str, list[tuple[Current, int]]] = {}
        for current in versions.published():
            for number, trigger in enumerate(current.compiled.document.triggers):
                if trigger.event in kinds:
                    self.started_by.setdefault(trigger.event, []).append((current, number))
        asked = [event for event in events if event.kind in self.started_by]
        self.homes = _homes({event.member for event in asked if event.member and not event.group})
        self.groups = _open_groups(
            {event.community for event in asked if event.community and not event.group and not event.member}
        )

    def entrants(self, event: Event) -> Iterator[Entrant]:
        """Those for whom the event may start something; each playbook at most once for a subject."""
        seen: set[tuple[int, Place]] = set()
        for current, number in self.started_by.get(event.kind, ()):
            for place in self._places(current, event):
                is_new = (current.playbook, place) not in seen
                if is_new and current.is_in(place[2]) and _may_be_meant(current, number, event):
                    seen.add((current.playbook, place))
                    yield Entrant(
                        current=current,
                        place=place,
                        at=event.recorded_at,
                        key=key_of(current, number, place, event),
                        trigger=number,
                        event=event,
                        fields=kept_fields(event),
                    )

    def _places(self, current: Current, event: Event) -> list[Place]:
        """Whom the event is about, as the playbook's subject.

        A member of no particular group is taken where they spoke last; a community stands for its groups.
        """
        member, group, community = event.member, event.group, event.community
        if current.subject == "group":
            if getattr(event.fact, "is_bot", False):
                return []
            if group is not None and community is not None:
                return [(None, group, community)]
            return [] if member is not None else self.groups.get(community or 0, [])
        if member is None:
            return []
        if group is None or community is None:
            found = self.homes.get((member, community)) or self.homes.get((member, None))
            if found is None or (community is not None and found[1] != community):
                found = None if group is None or community is None else (group, community)
            if found is None:
                return [(member, None, community)] if current.subject == "person" and community else []
            group, community = found
        return [(member, None if current.subject == "person" else group, community)]


def kept_fields(event: Event) -> dict[str, Any]:
    """What a run keeps of the event that began it: its fields, without what somebody said."""
    found = {
        name: value
        for name, value in event_values(event).items()
        if "." not in name and name not in _NOT_KEPT
    }
    return {**found, "id": str(event.id), "kind": event.kind, "author": event.member}


def key_of(current: Current, trigger: int, place: Place, event: Event) -> str:
    """The key of a run that an event starts; its id where the trigger names no key."""
    text = current.compiled.document.triggers[trigger].key
    return filled_key(text, place, event_values(event)) if text else str(event.id)


def filled_key(text: str, place: Place, more: Mapping[str, Outer]) -> str:
    """A key as a text, for one subject."""
    member, group, community = place
    values: dict[str, Outer] = {
        "person.id": member,
        "group.id": group,
        "community.id": community,
        **more,
    }
    if any(name not in values for name in texts.variables(text)):
        values = {**people.people([place])[place].values, **values}
    return short_key(texts.fill(text, {name: value for name, value in values.items() if value is not None}))


def _may_be_meant(current: Current, number: int, event: Event) -> bool:
    """Of events that come all day, those whose own fields say no are not even a try to come in."""
    condition = current.compiled.triggers[number]
    if condition is None or event.kind not in CHATTY:
        return True
    values = event_values(event)
    if not all(render(reference) in values for reference in condition.checked.references):
        return True
    return condition.holds(values, at=event.recorded_at)


def _homes(members: Collection[int | None]) -> dict[tuple[int, int | None], tuple[int, int]]:
    """For members the group in which they spoke last: by community, and (None) anywhere."""
    found: dict[tuple[int, int | None], tuple[int, int]] = {}
    if not members:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.member_id, s.group_id, s.community_id FROM members_membership s"
            " WHERE s.org_id = %s AND s.member_id = ANY(%s) AND s.left_at IS NULL"
            " ORDER BY s.last_spoke_at DESC NULLS LAST, s.joined_at DESC, s.id DESC",
            [scope.org_id(), sorted(one for one in members if one is not None)],
        )
        for member, group, community in cursor.fetchall():
            found.setdefault((member, community), (group, community))
            found.setdefault((member, None), (group, community))
    return found


def _open_groups(communities: Collection[int | None]) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = {}
    if not communities:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, community_id FROM communities_group WHERE org_id = %s AND community_id = ANY(%s)"
            " AND closed_at IS NULL ORDER BY id",
            [scope.org_id(), sorted(one for one in communities if one is not None)],
        )
        for group, community in cursor.fetchall():
            found.setdefault(community, []).append((None, group, community))
    return found


def groups_of_communities(communities: Collection[int]) -> set[int]:
    """The groups of communities, closed ones among them."""
    if not communities:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM communities_group WHERE org_id = %s AND community_id = ANY(%s)",
            [scope.org_id(), sorted(communities)],
        )
        return {row[0] for row in cursor.fetchall()}
