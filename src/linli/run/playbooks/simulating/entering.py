"""Who comes into a playbook in memory, and who does not."""

from collections.abc import Sequence
from datetime import datetime

from linli.kernel import texts
from linli.run.playbooks import rules
from linli.run.playbooks.document.shapes import Playbook, Trigger
from linli.run.playbooks.rules import Entrance, Occasion, Past
from linli.run.playbooks.simulating.conditions import Condition, Conditions
from linli.run.playbooks.simulating.shapes import Happening, Place, Walk, World

LEFT = "membership.left"


class Door:
    """What a playbook asks of those who would come in."""

    def __init__(self, document: Playbook, world: World, conditions: Conditions) -> None:
        self._document = document
        self._world = world
        self._conditions = conditions

    def key(self, trigger: Trigger, event: Happening, place: Place) -> str:
        """The name of the run among those of its subject."""
        if not trigger.key or not trigger.event:
            return event.id
        known = {**self._world.values(place), **event.values, "event.id": event.id}
        return texts.fill(trigger.key, known)

    def entrance(self, trigger: Trigger, past: Sequence[Walk], *, at: datetime) -> Entrance:
        """May a subject with these runs, the oldest first, have another one?"""
        overlaps = trigger.schedule is not None and trigger.schedule.overlap == "allow"
        return rules.entrance(
            self._document.entry, _past(past), at=at, occasion=_occasion(trigger), overlaps=overlaps
        )

    def refusal(self, trigger: Trigger, event: Happening, place: Place) -> str:
        """Why the playbook is not for them; "" when it is."""
        if place.member is not None and self._world.values(place).get("person.is_bot") is True:
            return "bot"
        expected = trigger.absence.where if trigger.absence else ""
        if expected and not self._is(self._conditions.of_subject(expected), event, place):
            return "trigger"
        if trigger.where and not self._is(self._conditions.where(trigger.where, event.kind), event, place):
            return "trigger"
        audience = self._document.audience
        if audience and not self._is(self._conditions.audience(audience), event, place):
            return "audience"
        return ""

    def _is(self, condition: Condition, event: Happening, place: Place) -> bool:
        return condition.holds(self._world, place, event.values, event.at)


def subject_of(kind: str, member: int | None, group: int | None) -> str:
    """The name of whom a run is about; "" where it is not said whom."""
    match kind:
        case "membership" if member is not None and group is not None:
            return f"membership:{member}:{group}"
        case "person" if member is not None:
            return f"person:{member}"
        case "group" if group is not None:
            return f"group:{group}"
    return ""


def _past(walks: Sequence[Walk]) -> Past | None:
    if not walks:
        return None
    alive = sum(walk.is_alive for walk in walks)
    last = walks[-1]
    return Past(len(walks), alive > 0, last.ended_at, last.stopped_by == LEFT, alive, last.started_at)


def _occasion(trigger: Trigger) -> Occasion:
    if trigger.schedule is not None:
        return Occasion.TICK
    if trigger.absence is not None:
        return Occasion.ABSENCE
    return Occasion.HAND if trigger.is_manual else Occasion.EVENT
