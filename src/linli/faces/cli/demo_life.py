"""The life of an invented group, day by day: who joins, speaks, asks, answers, checks in, advertises and
leaves.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.faces.cli import demo_words as words
from linli.facts.inbound import Inbound, InboundKind

_HOURS = (7, 8, 12, 13, 18, 20, 21, 21, 22, 22)


@dataclass
class Person:
    """Somebody of the demo: how talkative, how faithful, and from when to when they are there."""

    external: str
    name: str
    talks: float
    checks_in: float
    leaves_on: date | None
    is_in: bool = False


@dataclass
class Life:
    """One group over the days. The same seed tells the same life."""

    group: str
    zone: ZoneInfo
    seed: int
    newcomers_a_day: float
    first_number: int
    people: list[Person] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = random.Random(f"{self.seed}{self.group}")  # noqa: S311 - a story, not a secret
        self._number = self.first_number
        self._records = 0

    def day(self, on: date, *, until: datetime) -> list[Inbound]:
        """What happens on a day, in order of time, as far as `until`."""
        found = [*self._talk(on), *self._arrivals(on), *self._departures(on)]
        return sorted((one for one in found if one.occurred_at < until), key=lambda one: one.occurred_at)

    def _arrivals(self, on: date) -> Iterator[Inbound]:
        count = int(self.newcomers_a_day) + (self.rng.random() < self.newcomers_a_day % 1)
        for _ in range(count):
            person = self._newcomer(on)
            self.people.append(person)
            yield self._record("join", person, self._at(on, self.rng.choice((9, 10, 14, 19))))

    def _newcomer(self, on: date) -> Person:
        self._number += 1
        stays = self.rng.choice((2, 5, 9, 20, 60, 90, None, None, None))
        return Person(
            external=f"demo-{self._number}",
            name=words.name(self._number),
            talks=self.rng.choice((0.02, 0.05, 0.1, 0.2, 0.4, 0.9)),
            checks_in=self.rng.choice((0.0, 0.1, 0.3, 0.6, 0.95)),
            leaves_on=None if stays is None else on + timedelta(days=stays),
            is_in=True,
        )

    def _talk(self, on: date) -> Iterator[Inbound]:
        present = [person for person in self.people if person.is_in]
        for person in present:
            if self.rng.random() < person.checks_in:
                yield self._record("message", person, self._at(on, 7), text="签到")
            while self.rng.random() < person.talks:
                yield from self._remark(person, present, on)
                if self.rng.random() < 0.5:
                    break
        if present and self.rng.random() < 0.12:
            yield self._record(
                "message", self.rng.choice(present), self._at(on, 15), text=words.advert(self.rng)
            )

    def _remark(self, person: Person, present: list[Person], on: date) -> Iterator[Inbound]:
        at = self._at(on, self.rng.choice(_HOURS))
        if self.rng.random() < 0.7:
            yield self._record("message", person, at, text=words.saying(self.rng))
            return
        asked = self._record("message", person, at, text=words.question(self.rng))
        yield asked
        if self.rng.random() < 0.75:
            other = self.rng.choice(present)
            later = at + timedelta(minutes=self.rng.randint(1, 50))
            yield self._record(
                "message", other, later, text=words.answer(self.rng), reply_to=asked.external_id
            )

    def _departures(self, on: date) -> Iterator[Inbound]:
        for person in self.people:
            if person.is_in and person.leaves_on is not None and person.leaves_on <= on:
                person.is_in = False
                yield self._record("leave", person, self._at(on, 23))

    def _record(
        self, kind: InboundKind, person: Person, at: datetime, *, text: str = "", reply_to: str = ""
    ) -> Inbound:
        self._records += 1
        return Inbound(
            kind=kind,
            external_id=f"{self.group}-{self._records}",
            occurred_at=at,
            group=self.group,
            sender=person.external,
            sender_name=person.name,
            text=text,
            reply_to=reply_to,
        )

    def _at(self, on: date, hour: int) -> datetime:
        moment = time(hour, self.rng.randint(0, 59), self.rng.randint(0, 59))
        return datetime.combine(on, moment, tzinfo=self.zone)
