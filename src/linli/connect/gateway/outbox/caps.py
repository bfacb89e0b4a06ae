"""Caps: counters locked in one fixed order, so that any number of dispatchers together stay below a limit."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from linli.connect.gateway.outbox.places import Places
from linli.connect.gateway.outbox.rows import Row
from linli.connect.gateway.policy import rules
from linli.connect.gateway.policy.document import Cap
from linli.connect.gateway.policy.rules import CalendarWindow, RollingWindow

ROLLING = "rolling"
Key = tuple[int, str, str, str]
"""organisation, cap, unit, window"""


@dataclass
class _Counter:
    used: int = 0
    uses: list[datetime] = field(default_factory=list)
    taken: int = 0
    waiting: int = 0


class CapBook:
    """The counters that a batch of effects needs, locked until the transaction ends."""

    def __init__(self, rows: Sequence[Row], places: Places, at: datetime) -> None:
        self._places = places
        self._at = at
        self._needs = {row.id: self._needs_of(row) for row in rows}
        needed = {key: cap for needs in self._needs.values() for key, cap in needs}
        self._counters = {key: _Counter(used=used) for key, used in lock_counters(needed).items()}
        self._load_rolling({key: cap for key, cap in needed.items() if key[3] == ROLLING})
        self._held = _held([row.id for row in rows if row.attempts])
        self._taken: list[tuple[int, Key]] = []

    def full(self, row: Row) -> list[Cap]:
        """The caps that stand in an effect's way."""
        if self._places.on_cap(row) == "ignore_but_count":
            return []
        return [
            cap
            for key, cap in self._needs[row.id]
            if self._counters[key].used >= cap.limit and (row.id, cap.id) not in self._held
        ]

    def take(self, row: Row) -> None:
        """Count an effect that will be sent."""
        for key, cap in self._needs[row.id]:
            if (row.id, cap.id) not in self._held:
                counter = self._counters[key]
                counter.used += 1
                counter.taken += 1
                counter.uses.append(self._at)
                self._taken.append((row.id, key))

    def slot(self, row: Row) -> datetime:
        """The moment at which all caps in an effect's way let it through, later for each one that waits."""
        moments = []
        for key, cap in self._needs[row.id]:
            counter = self._counters[key]
            if counter.used >= cap.limit:
                moments.append(self._free_at(row, cap, counter))
                counter.waiting += 1
        return max(moments)

    def write(self) -> None:
        """Keep what was taken."""
        counted = {key: one.taken for key, one in self._counters.items() if one.taken and key[3] != ROLLING}
        _add(counted)
        if not self._taken:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO gateway_capuse (effect_id, org_id, cap, unit, "window", at)'
                " SELECT *, %s FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[])"
                " ON CONFLICT DO NOTHING",
                [self._at, [one for one, _key in self._taken], *_columns(key for _id, key in self._taken)],
            )

    def _needs_of(self, row: Row) -> list[tuple[Key, Cap]]:
        return [
            ((row.org, cap.id, _unit(row, cap), self._window(row, cap)), cap)
            for cap in self._places.caps(row)
        ]

    def _window(self, row: Row, cap: Cap) -> str:
        if isinstance(cap.window, RollingWindow):
            return ROLLING
        zone = self._places.zone(row, cap.zone)
        return f"{cap.window.calendar} {rules.period_start(self._at, cap.window.calendar, zone)}"

    def _free_at(self, row: Row, cap: Cap, counter: _Counter) -> datetime:
        if isinstance(cap.window, CalendarWindow):
            periods = 1 + counter.waiting // cap.limit
            return rules.later_period(
                self._at, cap.window.calendar, self._places.zone(row, cap.zone), periods
            )
        return rules.rolling_slot(
            counter.uses, limit=cap.limit, length=cap.window.length, waiting=counter.waiting
        )

    def _load_rolling(self, needed: dict[Key, Cap]) -> None:
        if not needed:
            return
        since = [
            self._at - cap.window.length for cap in needed.values() if isinstance(cap.window, RollingWindow)
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT n.org, n.cap, n.unit, ARRAY(SELECT u.at FROM gateway_capuse u WHERE u.org_id = n.org"
                "  AND u.cap = n.cap AND u.unit = n.unit AND u.at > n.since ORDER BY u.at DESC LIMIT n.most)"
                " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::int[])"
                " AS n(org, cap, unit, since, most)",
                [*_columns(needed)[:3], since, [cap.limit for cap in needed.values()]],
            )
            for org, cap, unit, uses in cursor.fetchall():
                counter = self._counters[org, cap, unit, ROLLING]
                counter.uses, counter.used = uses, len(uses)


def lock_counters(keys: Iterable[Key]) -> dict[Key, int]:
    """Lock counters in the one order everybody does, making those that are missing; returns what is used."""
    listed = sorted(set(keys))
    if not listed:
        return {}
    columns = _columns(listed)
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO gateway_capcounter (org_id, cap, unit, "window", used)'
            " SELECT *, 0 FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS k(o, c, u, w)"
            ' ORDER BY o, c COLLATE "C", u COLLATE "C", w COLLATE "C" ON CONFLICT DO NOTHING',
            columns,
        )
        cursor.execute(
            'SELECT k.org_id, k.cap, k.unit, k."window", k.used'
            " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS n(o, c, u, w)"
            ' JOIN gateway_capcounter k ON (k.org_id, k.cap, k.unit, k."window") = (n.o, n.c, n.u, n.w)'
            ' ORDER BY n.o, n.c COLLATE "C", n.u COLLATE "C", n.w COLLATE "C" FOR UPDATE OF k',
            columns,
        )
        return {(row[0], row[1], row[2], row[3]): row[4] for row in cursor.fetchall()}


def give_back(effects: Sequence[int]) -> None:
    """Effects certainly did not reach anybody: what they counted is free again."""
    if not effects:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            'DELETE FROM gateway_capuse WHERE effect_id = ANY(%s) RETURNING org_id, cap, unit, "window"',
            [list(effects)],
        )
        keys = [(row[0], row[1], row[2], row[3]) for row in cursor.fetchall()]
    counts: dict[Key, int] = defaultdict(int)
    for key in keys:
        if key[3] != ROLLING:
            counts[key] -= 1
    lock_counters(counts)
    _add(counts)


def _add(counts: dict[Key, int]) -> None:
    if not counts:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gateway_capcounter k SET used = k.used + n.more"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::int[]) AS n(o, c, u, w, more)"
            ' WHERE (k.org_id, k.cap, k.unit, k."window") = (n.o, n.c, n.u, n.w)',
            [*_columns(counts), list(counts.values())],
        )


def _columns(keys: Iterable[Key]) -> list[list[int | str]]:
    listed = list(keys)
    return [[key[i] for key in listed] for i in range(4)]


def _held(effects: Sequence[int]) -> set[tuple[int, str]]:
    """Caps that effects hold already from an attempt of which nobody knows whether it arrived."""
    if not effects:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT effect_id, cap FROM gateway_capuse WHERE effect_id = ANY(%s)", [list(effects)])
        return {(row[0], row[1]) for row in cursor.fetchall()}


def _unit(row: Row, cap: Cap) -> str:
    return f"member:{row.member}" if cap.unit == "person" else f"group:{row.group}"
