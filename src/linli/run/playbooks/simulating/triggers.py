"""Lets the clock and absences start runs while the past is replayed."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from linli.kernel.conditions.values import Outer
from linli.run.playbooks import timetable
from linli.run.playbooks.document.shapes import Schedule, Trigger
from linli.run.playbooks.simulating.entering import subject_of
from linli.run.playbooks.simulating.past import SIGNS, Past
from linli.run.playbooks.simulating.reference import Reference
from linli.run.playbooks.simulating.shapes import Happening, Place

KINDS = {
    "message.posted": {"message.posted"},
    "checked_in": {"checkin.done"},
    "reaction": {"reaction.added"},
    "reaction.added": {"reaction.added"},
}


class Triggers:
    """The alarms of a playbook's schedules and absences."""

    def __init__(self, engine: Reference, past: Past, *, since: datetime, until: datetime) -> None:
        self._engine = engine
        self._past = past
        self._since, self._until = since, until
        self._subject = engine.document.subject
        self._absences = [one for one in engine.document.triggers if one.absence is not None]
        self._last: dict[tuple[int, Place], datetime] = {}
        self._armed: set[tuple[int, Place]] = set()

    def set(self) -> None:
        """The schedules of the whole stretch, and the absences that have begun before it."""
        for trigger in self._engine.document.triggers:
            if trigger.schedule is not None:
                self._schedule(trigger, trigger.schedule)
        if self._absences:
            self._begun_before()

    def follow(self, event: Happening) -> None:
        """A sign of somebody: their absence begins anew."""
        if event.member is None or event.community is None or not self._absences:
            return
        group = event.group if self._subject == "membership" else None
        if self._subject == "membership" and group is None:
            return
        place = Place(event.member, group, event.community)
        for number, trigger in enumerate(self._absences):
            if trigger.absence is not None and event.kind in KINDS.get(trigger.absence.of, SIGNS):
                self._seen(number, place, event.at, trigger.absence.after)

    def _begun_before(self) -> None:
        for place in self._past.places(self._subject):
            for number, trigger in enumerate(self._absences):
                days = self._past.probe(place, "belonging.days_silent", {})
                if trigger.absence is not None and isinstance(days, int):
                    seen_at = self._since - timedelta(days=days)
                    if seen_at + trigger.absence.after > self._since:
                        self._seen(number, place, seen_at, trigger.absence.after)

    def _seen(self, number: int, place: Place, at: datetime, after: timedelta) -> None:
        key = (number, place)
        self._last[key] = at
        if key not in self._armed:
            self._armed.add(key)
            self._engine.clock.set(at + after, lambda moment: self._away(key, after, moment))

    def _away(self, key: tuple[int, Place], after: timedelta, at: datetime) -> None:
        number, place = key
        last = self._last[key]
        if last + after > at:
            self._engine.clock.set(last + after, lambda moment: self._away(key, after, moment))
            return
        self._armed.discard(key)
        self._past.at = at
        if self._past.is_in(place):
            day = last.astimezone(ZoneInfo(self._past.zone(place))).date()
            fields: dict[str, Outer] = {
                "absence.started_on": day.isoformat(),
                "absence.days": (at - last).days,
            }
            self._start(self._absences[number], place, f"absence:{last.isoformat()}", at, fields)

    def _schedule(self, trigger: Trigger, schedule: Schedule) -> None:
        places = self._past.places(self._subject)
        for community in sorted({place.community for place in places}):
            here = [place for place in places if place.community == community]
            zone = self._past.zone(here[0]) if schedule.zone == "group" else schedule.zone
            for one in self._occurrences(schedule, zone):
                self._tick(trigger, schedule, here, one.at)

    def _occurrences(self, schedule: Schedule, zone: str) -> Iterable[timetable.Occurrence]:
        found = timetable.occurrences(schedule, after=self._since - timedelta(seconds=1), zone=zone)
        return takewhile(lambda one: one.at < self._until, found)

    def _tick(self, trigger: Trigger, schedule: Schedule, places: list[Place], at: datetime) -> None:
        key = f"tick:{at.isoformat()}"

        def ring(moment: datetime) -> None:
            for place in places:
                self._past.at = moment
                if self._past.is_in(place):
                    spread = timetable.jitter(self._name(place), key, schedule.spread)
                    if spread:
                        self._later(trigger, place, key, moment + spread)
                    else:
                        self._start(trigger, place, key, moment)

        self._engine.clock.set(at, ring)

    def _later(self, trigger: Trigger, place: Place, key: str, at: datetime) -> None:
        self._engine.clock.set(at, lambda moment: self._start(trigger, place, key, moment))

    def _start(
        self,
        trigger: Trigger,
        place: Place,
        key: str,
        at: datetime,
        fields: Mapping[str, Outer] | None = None,
    ) -> None:
        self._engine.start(place, f"{key}:{self._name(place)}", at=at, trigger=trigger, fields=fields)

    def _name(self, place: Place) -> str:
        return subject_of(self._subject, place.member, place.group)
