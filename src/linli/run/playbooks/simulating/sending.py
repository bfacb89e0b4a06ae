"""Would a message go now? The sending policy's answer, with counters in memory."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from linli.connect.gateway.outbox.rules import surfaces_of
from linli.connect.gateway.policy import rules
from linli.connect.gateway.policy.document import Cap, Policy, Quiet
from linli.connect.gateway.policy.rules import CalendarWindow, RollingWindow
from linli.run.playbooks.simulating.shapes import Intention

ZoneOf = Callable[[Intention, str, str], ZoneInfo]


class Sent(NamedTuple):
    """It goes."""


class Later(NamedTuple):
    """Not before a moment."""

    until: datetime
    reason: str


class Dropped(NamedTuple):
    """Not at all."""

    reason: str


Verdict = Sent | Later | Dropped


class Desk:
    """Applies policies in the order in which the outbox does: lateness, consent, quiet hours, caps."""

    def __init__(
        self,
        policy_of: Callable[[int], Policy],
        zone_of: ZoneOf,
        refused: Callable[[str, int], str],
    ) -> None:
        self._policy_of = policy_of
        self._zone_of = zone_of
        self._refused = refused
        self._uses: dict[tuple[str, str], list[datetime]] = defaultdict(list)

    def judge(self, one: Intention, *, at: datetime) -> Verdict:
        """What becomes of a message at a moment; one that goes is counted."""
        if one.late_after is not None and one.late_after < at:
            return Dropped("late")
        member = one.place.member if one.surface == "dm" else None
        if member is not None and (purpose := self._refused(one.message_class, member)):
            return Dropped(f"consent:{purpose}")
        hours = self._quiet_hours(one)
        if any(quiet.on_hit == "drop" and self._opening(one, at, [quiet]) != at for quiet in hours):
            return Dropped("quiet_hours")
        if (opening := self._opening(one, at, hours)) != at:
            return _put_off(one, opening, "quiet_hours")
        return self._over_cap(one, hours, at) or self._take(one, at)

    def count(self, one: Intention, at: datetime) -> None:
        """Something else was really sent then."""
        self._take(one, at)

    def _quiet_hours(self, one: Intention) -> list[Quiet]:
        surfaces = surfaces_of(one.surface)
        return [
            quiet
            for quiet in self._policy_of(one.place.community).quiet_hours
            if quiet.surface in surfaces and one.message_class in quiet.applies_to
        ]

    def _opening(self, one: Intention, at: datetime, hours: Sequence[Quiet]) -> datetime | None:
        windows = [(quiet.window, self._zone_of(one, quiet.zone, quiet.fallback)) for quiet in hours]
        return rules.first_open(at, windows)

    def _over_cap(self, one: Intention, hours: Sequence[Quiet], at: datetime) -> Verdict | None:
        answer = self._answer(one)
        if answer == "ignore_but_count":
            return None
        full = [cap for cap in self._caps(one) if self._used(one, cap, at) >= cap.limit]
        if not full:
            return None
        reason = f"cap:{full[0].id}"
        if answer == "drop":
            return Dropped(reason)
        opening = self._opening(one, max(self._free_at(one, cap, at) for cap in full), hours)
        if one.slot_wait is not None and (opening is None or opening > one.at + one.slot_wait):
            return Dropped(f"no_slot:{reason}")
        return _put_off(one, opening, reason)

    def _caps(self, one: Intention) -> list[Cap]:
        if self._answer(one) == "ignore":
            return []
        surfaces = surfaces_of(one.surface)
        return [
            cap
            for cap in self._policy_of(one.place.community).caps
            if cap.surface in surfaces
            and one.message_class in cap.applies_to
            and (one.place.member if cap.unit == "person" else one.place.group) is not None
        ]

    def _answer(self, one: Intention) -> str:
        on_cap: Mapping[str, str] = self._policy_of(one.place.community).on_cap
        return one.on_cap or on_cap[one.message_class]

    def _take(self, one: Intention, at: datetime) -> Sent:
        for cap in self._caps(one):
            self._uses[_key(one, cap)].append(at)
        return Sent()

    def _used(self, one: Intention, cap: Cap, at: datetime) -> int:
        uses = self._uses[_key(one, cap)]
        if isinstance(cap.window, RollingWindow):
            return sum(used > at - cap.window.length for used in uses[-cap.limit :])
        zone = self._zone_of(one, cap.zone, "community")
        period = rules.period_start(at, cap.window.calendar, zone)
        return sum(
            rules.period_start(used, cap.window.calendar, zone) == period for used in uses[-cap.limit :]
        )

    def _free_at(self, one: Intention, cap: Cap, at: datetime) -> datetime:
        if isinstance(cap.window, CalendarWindow):
            return rules.period_end(at, cap.window.calendar, self._zone_of(one, cap.zone, "community"))
        uses = self._uses[_key(one, cap)]
        return rules.rolling_slot(uses, limit=cap.limit, length=cap.window.length, waiting=0)


def _key(one: Intention, cap: Cap) -> tuple[str, str]:
    unit = f"member:{one.place.member}" if cap.unit == "person" else f"group:{one.place.group}"
    return cap.id, unit


def _put_off(one: Intention, until: datetime | None, reason: str) -> Verdict:
    if until is None or (one.late_after is not None and until > one.late_after):
        return Dropped(f"late:{reason}")
    return Later(until, reason)
