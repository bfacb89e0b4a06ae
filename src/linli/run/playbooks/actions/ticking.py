"""Occurrences of schedules that are due become runs. Any number of schedulers may do this at once.

A group's ticker and its run change in one transaction. A community's is taken for LEASE first, because its
members come in piece by piece; whoever is killed meanwhile is followed by another, and the keys of the runs
see to it that nobody comes in twice.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import zip_longest

import msgspec
from django.db import connection, transaction

from linli.kernel.orgs import scope
from linli.run.playbooks import timetable
from linli.run.playbooks.actions import skipping, starting, tickers
from linli.run.playbooks.actions.entering import Entrant, subject_of
from linli.run.playbooks.actions.skipping import Skipped
from linli.run.playbooks.actions.starting_many import start_many
from linli.run.playbooks.document.shapes import Schedule
from linli.run.playbooks.queries import compiled as versions
from linli.run.playbooks.queries.audiences import Whom
from linli.run.playbooks.queries.compiled import Current
from linli.run.playbooks.queries.people import Place
from linli.run.playbooks.rules import Occasion

LEASE = timedelta(minutes=2)
BATCH = 500


class Due(msgspec.Struct, frozen=True):
    """A ticker that is due, with what it belongs to."""

    id: int
    current: Current
    trigger: int
    schedule: Schedule
    community: int
    group: int | None
    occurs_at: datetime
    zone: str

    @property
    def place(self) -> Place:
        """The group, or the community, as a place."""
        return None, self.group, self.community

    def late_by(self) -> timedelta:
        """How much later than the clock says a group begins, because of the spread."""
        if self.group is None:
            return timedelta()
        key = tickers.tick_key(self.occurs_at)
        return timetable.jitter(subject_of("group", self.place), key, self.schedule.spread)


_CLAIM = """
SELECT t.id, t.playbook_id, t.trigger, t.community_id, t.group_id, t.occurs_at,
  coalesce(nullif(c.zone, ''), 'UTC')
FROM playbooks_ticker t JOIN communities_community c ON c.id = t.community_id
WHERE t.org_id = %s AND t.due_at <= %s ORDER BY t.due_at LIMIT %s FOR UPDATE OF t SKIP LOCKED
"""


def tick_due(*, at: datetime, limit: int = BATCH) -> int:
    """Carry out what is due in the organisation in scope; returns how many tickers it was."""
    with transaction.atomic():
        claimed = _claim(at, limit)
        _tick_groups([one for one in claimed if one.group is not None], at)
        wide = [one for one in claimed if one.group is None]
        _lease(wide, at)
    for one in wide:
        _tick_community(one, at)
    return len(claimed)


def _claim(at: datetime, limit: int) -> list[Due]:
    """Due tickers, locked; those whose playbook does not run any more are put to rest."""
    published = {one.playbook: one for one in versions.published()}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [scope.org_id(), at, limit])
        rows = cursor.fetchall()
    found, idle = [], []
    for id, playbook, number, community, group, occurs_at, zone in rows:
        current = published.get(playbook)
        schedule = _schedule(current, number)
        if current is None or schedule is None or not current.is_in(community):
            idle.append(id)
        else:
            clock = timetable.clock_of(schedule, zone)
            found.append(Due(id, current, number, schedule, community, group, occurs_at, clock))
    if idle:
        _set_due(dict.fromkeys(idle))
    return found


def _schedule(current: Current | None, number: int) -> Schedule | None:
    triggers = current.compiled.document.triggers if current is not None else ()
    return triggers[number].schedule if number < len(triggers) else None


def _tick_groups(due: Sequence[Due], at: datetime) -> None:
    taken: list[list[Entrant]] = []
    missed: list[Skipped] = []
    for one in due:
        now, late = _occurrences(one, at)
        taken.append([_entrant(one, one.place, occurs_at, at) for occurs_at in now])
        missed += [(_entrant(one, one.place, occurs_at, at), skipping.MISSED, []) for occurs_at in late]
    skipping.write(missed)
    for together in zip_longest(*taken):
        starting.admit([one for one in together if one is not None])
    _move_on(due, at)


def _tick_community(one: Due, at: datetime) -> None:
    """The members of a community, each at a moment of their own within the spread."""
    now, late = _occurrences(one, at)
    with transaction.atomic():
        skipping.write([(_entrant(one, one.place, when, at), skipping.MISSED, []) for when in late])
    for occurs_at in now:
        if one.current.state == "paused":
            skipped: Mapping[str, int] = {skipping.PAUSED: 0}
        else:
            whom = Whom(communities=(one.community,))
            begins = partial(_entrant, one, occurs_at=occurs_at, at=at)
            skipped = start_many(one.current, whom, begins, at=at).skipped
        with transaction.atomic():
            _tell_left_out(one, occurs_at, at, skipped)
    with transaction.atomic():
        _move_on([one], at)


def _tell_left_out(one: Due, occurs_at: datetime, at: datetime, skipped: Mapping[str, int]) -> None:
    """How many did not come in at an occurrence, for which reason: one row each."""
    for reason, count in skipped.items():
        entrant = _entrant(one, one.place, occurs_at, at)
        entrant = msgspec.structs.replace(entrant, key=f"{entrant.key}/{reason}")
        detail = [{"text": "people", "value": count, "level": 1}] if count else []
        skipping.write([(entrant, reason, detail)])


def _occurrences(one: Due, at: datetime) -> tuple[list[datetime], list[datetime]]:
    now = at - one.late_by()
    due = timetable.due_until(one.schedule, one.occurs_at, at=now, zone=one.zone)
    return timetable.catch_up(one.schedule, due, at=now)


def _entrant(one: Due, place: Place, occurs_at: datetime, at: datetime) -> Entrant:
    key = tickers.tick_key(occurs_at)
    wait_for = timedelta()
    if one.group is None:
        late = timetable.jitter(subject_of(one.current.subject, place), key, one.schedule.spread)
        wait_for = max(timedelta(), occurs_at + late - at)
    return Entrant(
        current=one.current,
        place=place,
        at=at,
        key=key,
        occasion=Occasion.TICK,
        trigger=one.trigger,
        fields={"schedule.at": occurs_at.isoformat()},
        overlaps=one.schedule.overlap == "allow",
        wait_for=wait_for,
    )


def _move_on(due: Sequence[Due], at: datetime) -> None:
    """Each ticker waits for its next occurrence; one that somebody else moved on is left alone."""
    rows = []
    for one in due:
        after = max(one.occurs_at, at - one.late_by())
        coming = timetable.next_occurrence(one.schedule, after=after, zone=one.zone)
        following = tickers.next_of(one.current, one.schedule, coming, one.community, one.group)
        rows.append((one.id, one.occurs_at, following.due_at, following.occurs_at, following.local))
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE playbooks_ticker t SET due_at = u.d, occurs_at = u.o, local = u.l"
                " FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],"
                " %s::text[]) AS u(id, was, d, o, l) WHERE t.id = u.id AND t.occurs_at = u.was",
                [list(column) for column in zip(*rows, strict=True)],
            )


def _lease(due: Sequence[Due], at: datetime) -> None:
    if due:
        _set_due(dict.fromkeys([one.id for one in due], at + LEASE))


def _set_due(due: Mapping[int, datetime | None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE playbooks_ticker t SET due_at = u.d FROM unnest(%s::bigint[], %s::timestamptz[])"
            " AS u(id, d) WHERE t.id = u.id AND t.org_id = %s",
            [list(due), list(due.values()), scope.org_id()],
        )
