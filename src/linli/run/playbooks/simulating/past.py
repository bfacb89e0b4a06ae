"""The community as it was, moment by moment: what the engine in memory reads while the past is replayed."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from linli.kernel.conditions.values import Outer
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.registry import Value, registry
from linli.run.playbooks.queries import people, simulation_past
from linli.run.playbooks.queries.simulation_past import Spoken, Stay
from linli.run.playbooks.simulating.shapes import Happening, Place

SIGNS = {"message.posted", "reaction.added", "checkin.done", "membership.joined"}
REBUILT = frozenset(
    {
        "membership.joined_at",
        "membership.last_spoke_at",
        "person.tags",
        "growth.points",
        "belonging.is_in",
        "belonging.days_joined",
        "belonging.days_silent",
        "belonging.messages",
        "belonging.messages_7",
        "belonging.messages_30",
        "belonging.messages_90",
    }
)
"""Probes whose value is rebuilt from the log; all others are read as they are today."""
AT_ONCE = 5000


class Past:
    """A World that begins at a moment and is told of every event after it."""

    def __init__(self, *, since: datetime, until: datetime, community: int | None) -> None:
        self.at = since
        self._today = until
        self._merged = simulation_past.merged()
        self._stays: dict[tuple[int, int], list[Stay]] = defaultdict(list)
        for stay in simulation_past.stays(until=until, community=community):
            member = self.member(stay.member)
            self._stays[member, stay.group].append(stay)
        self._groups: dict[int, list[int]] = defaultdict(list)
        for member, group in self._stays:
            self._groups[member].append(group)
        self._spoken: dict[int, Spoken] = defaultdict(Spoken)
        for member, spoken in simulation_past.spoken(before=since, community=community).items():
            self._add(self.member(member), spoken)
        self._tags: dict[int, set[str]] = defaultdict(set)
        for member, tags in simulation_past.tags(at=since).items():
            self._tags[self.member(member)] |= tags
        self._given: dict[int, int] = {}
        self._points_since: Mapping[int, int] | None = None
        self._signs: dict[int, datetime] = {}
        self._known: dict[tuple[int | None, int | None, int], people.Person] = {}
        self._frozen: dict[tuple[str, int, str], dict[int, Value]] = {}
        self.read_as_today: set[str] = set()
        self._belongings = simulation_past.belongings(community)
        self._load()

    def member(self, id: int) -> int:
        """Who a record is today."""
        for _step in range(10):
            if id not in self._merged:
                break
            id = self._merged[id]
        return id

    def places(self, subject: str) -> list[Place]:
        """Everybody (or every group) a playbook of this kind could be about."""
        found = {
            (stay.member, stay.group, stay.community) for stays in self._stays.values() for stay in stays
        }
        if subject == "group":
            return sorted({Place(None, group, community) for _member, group, community in found})
        if subject == "person":
            return sorted(
                {Place(self.member(member), None, community) for member, _group, community in found}
            )
        return sorted({Place(self.member(member), group, community) for member, group, community in found})

    def is_in(self, place: Place) -> bool:
        """Is somebody in the group, or in any group of the community, now?"""
        if place.member is None:
            return True
        groups = [place.group] if place.group is not None else self._groups[place.member]
        return any(self._open_stay(place.member, group) for group in groups)

    def follow(self, event: Happening) -> None:
        """Time has come to an event; what it changes is known from now on."""
        self.at = event.at
        member = event.member
        if member is None:
            return
        if event.kind in SIGNS:
            self._signs[member] = event.at
        if event.kind == "message.posted":
            spoken = self._spoken[member]
            spoken.total += 1
            day = event.at.date()
            spoken.days[day] = spoken.days.get(day, 0) + 1
            if event.group is not None:
                spoken.last[event.group] = event.at
        elif event.kind == "member.tagged":
            self._tags[member].add(str(event.values["event.tag"]))
        elif event.kind == "member.untagged":
            self._tags[member].discard(str(event.values["event.tag"]))
        elif event.kind == "points.awarded" and isinstance(points := event.values["event.points"], int):
            self._given[member] = self._given.get(member, 0) + points

    # what conditions read

    def values(self, place: Place) -> Mapping[str, Outer]:
        """What the engine would read, with what can be rebuilt as it was then."""
        person = self._person(place)
        values = dict(person.values)
        if place.member is not None:
            values["person.tags"] = sorted(self._tags[place.member])
            if place.group is not None:
                values.update(self._membership(place.member, place.group))
        return values

    def probe(self, place: Place, name: str, given: Mapping[str, object]) -> Outer:
        """A reading: rebuilt where that is possible, else as of today."""
        if name in REBUILT and place.member is not None:
            return self._rebuilt(place.member, place, name)
        self.read_as_today.add(name)
        subject = registry.get_probe(name).subject
        id = self._subject_id(place, subject)
        key = (name, place.community, repr(sorted(given.items())))
        known = self._frozen.setdefault(key, {})
        if id is not None and id not in known:
            known.update(self._read(name, subject, place, id, given))
        return known.get(id) if id is not None else None

    def zone(self, place: Place) -> str:
        """The community's clock."""
        return self._person(place).zone

    def member_zone(self, place: Place) -> str:
        """The member's own clock."""
        return self._person(place).member_zone

    def can_reach(self, place: Place) -> bool:
        """A simulation takes it that platforms deliver."""
        return True

    # how

    def _membership(self, member: int, group: int) -> dict[str, Outer]:
        stay = self._stay(member, group)
        spoke_at = self._spoken[member].last.get(group)
        return {
            "membership.id": stay.id if stay else None,
            "membership.stay": stay.number if stay else None,
            "membership.joined_at": stay.joined_at if stay else None,
            "membership.is_in": self._open_stay(member, group),
            "membership.last_spoke_at": spoke_at,
            "membership.has_spoken": spoke_at is not None,
        }

    def _stay(self, member: int, group: int) -> Stay | None:
        stays = self._stays.get((member, group), [])
        number = bisect_right(stays, self.at, key=lambda one: one.joined_at)
        return stays[number - 1] if number else None

    def _open_stay(self, member: int, group: int) -> bool:
        stay = self._stay(member, group)
        return stay is not None and (stay.left_at is None or stay.left_at > self.at)

    def _rebuilt(self, member: int, place: Place, name: str) -> Outer:
        spoken = self._spoken[member]
        match name:
            case "person.tags":
                return sorted(self._tags[member])
            case "growth.points":
                return self._points(member, place)
            case "belonging.messages":
                return spoken.total
            case "belonging.messages_7" | "belonging.messages_30" | "belonging.messages_90":
                oldest = (self.at - timedelta(days=int(name.rpartition("_")[2]))).date()
                return sum(count for day, count in spoken.days.items() if day > oldest)
        return self._stay_reading(member, place, name)

    def _stay_reading(self, member: int, place: Place, name: str) -> Outer:
        groups = [place.group] if place.group is not None else self._groups[member]
        stays = [stay for group in groups if (stay := self._stay(member, group))]
        match name:
            case "membership.joined_at":
                return stays[0].joined_at if stays else None
            case "membership.last_spoke_at":
                return max(
                    (self._spoken[member].last[g] for g in groups if g in self._spoken[member].last),
                    default=None,
                )
            case "belonging.is_in":
                return any(self._open_stay(member, group) for group in self._groups[member])
            case "belonging.days_joined":
                return (self.at - min(stay.joined_at for stay in stays)).days if stays else None
        signs = [*self._spoken[member].last.values(), *(stay.joined_at for stay in stays)]
        signs += [self._signs[member]] if member in self._signs else []
        return (self.at.date() - max(signs).date()).days if signs else None

    def _points(self, member: int, place: Place) -> int:
        if self._points_since is None:
            self._points_since = simulation_past.points_since(at=self.at)
            self._given = {}
        today = self._read("growth.points", Subject.PERSON, place, member, {}).get(member)
        before = today - self._points_since.get(member, 0) if isinstance(today, int) else 0
        return before + self._given.get(member, 0)

    def _person(self, place: Place) -> people.Person:
        found = self._known.get(place)
        if found is None:
            self._look_up([place])
            found = self._known[place]
        return found

    def _load(self) -> None:
        places = self.places("membership")
        for start in range(0, len(places), AT_ONCE):
            self._look_up(places[start : start + AT_ONCE])

    def _look_up(self, places: list[Place]) -> None:
        asked = [(place.member, place.group, place.community) for place in places]
        found = people.people(asked).values()
        self._known.update({(one.member, one.group, one.community): one for one in found})

    def _subject_id(self, place: Place, subject: Subject) -> int | None:
        match subject:
            case Subject.PERSON:
                return place.member
            case Subject.GROUP:
                return place.group
            case Subject.COMMUNITY:
                return place.community
            case Subject.BELONGING:
                return self._belongings.get((place.member or 0, place.community))
        stay = self._stay(place.member or 0, place.group or 0)
        return stay.id if stay else None

    def _read(
        self, name: str, subject: Subject, place: Place, id: int, given: Mapping[str, object]
    ) -> Mapping[int, Value]:
        """Everybody of the community at once, so that the next one who is asked about is known."""
        places = self.places("membership")
        ids = {self._subject_id(one, subject) for one in places if one.community == place.community} | {id}
        context = Context(
            org_id=scope.org_id(),
            community_id=place.community,
            at=self._today,
            actor=SYSTEM.code,
            key=f"read:{name}",
        )
        return dict(registry.read(name, sorted(one for one in ids if one is not None), context, dict(given)))

    def _add(self, member: int, more: Spoken) -> None:
        spoken = self._spoken[member]
        spoken.total += more.total
        for day, count in more.days.items():
            spoken.days[day] = spoken.days.get(day, 0) + count
        for group, last in more.last.items():
            spoken.last[group] = max(last, spoken.last.get(group, last))
