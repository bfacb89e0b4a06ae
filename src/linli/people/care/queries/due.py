"""What is to be done today for whom: reminders, planned contacts, answers, silence, and days to remember."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.care import rules
from linli.people.care.models import CareNote
from linli.people.care.queries import caring
from linli.people.care.queries.caring import CareLine, Reach
from linli.people.communities import queries as communities
from linli.people.members.queries import names
from linli.people.profiles.queries import answers

ORDER = ("answer", "reminder", "birthday", "anniversary", "next", "unseen")
BIRTHDAY = "birthday"


@dataclass(frozen=True)
class Due:
    """Something to do for somebody.

    kind   answer, reminder, birthday, anniversary (`number`: -years, or 100 days), next, unseen
    words  what staff wrote: of a note, or the next step
    on     since when; `note_id` of a reminder
    """

    kind: str
    member_id: int
    name: str
    community_id: int
    community: str
    seat_id: int | None
    is_vip: bool
    words: str = ""
    on: date | None = None
    note_id: int = 0
    number: int = 0


def due_today(*, reach: Reach, now: datetime, today: date, seat: int | None = None) -> list[Due]:
    """Everything due, the most pressing first; with `seat` only for whom it looks after. Five queries."""
    lines = caring.care_lines(reach=reach, now=now, seat=seat)
    birthdays = answers.values_of_many([line.member_id for line in lines], codes=[BIRTHDAY])
    found = [one for line in lines for one in _of_line(line, today, birthdays.get(line.member_id, {}))]
    found += _reminders(lines, reach=reach, today=today, is_mine=seat is not None)
    return sorted(found, key=lambda one: (ORDER.index(one.kind), not one.is_vip, one.name, one.member_id))


def count_waiting(*, seat: int, today: date) -> int:
    """People this seat looks after with a contact planned or a note to come back to by today. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT c.member_id) FROM care_care c WHERE c.org_id = %(org)s"
            " AND c.seat_id = %(seat)s AND c.ended_at IS NULL AND (c.next_on <= %(today)s OR EXISTS ("
            " SELECT 1 FROM care_carenote n WHERE n.member_id = c.member_id"
            " AND n.community_id = c.community_id AND n.remind_on <= %(today)s AND n.reminded_at IS NULL))",
            {"org": scope.org_id(), "seat": seat, "today": today},
        )
        count: int = cursor.fetchone()[0]
    return count


def people_due(*, reach: Reach, now: datetime, today: date, seat: int | None = None) -> int:
    """How many people something is due for."""
    return len({one.member_id for one in due_today(reach=reach, now=now, today=today, seat=seat)})


def _of_line(line: CareLine, today: date, answered: dict[str, str]) -> Iterable[Due]:
    if line.waiting_since is not None:
        yield _due("answer", line, on=line.waiting_since.date())
    if line.next_on is not None and line.next_on <= today:
        yield _due("next", line, words=line.next_step, on=line.next_on)
    elif line.seat_id is not None and line.is_unseen:
        yield _due("unseen", line, on=line.contact_on)
    if (born := _day(answered.get(BIRTHDAY, ""))) is not None and rules.is_day_of(born, today):
        yield _due("birthday", line)
    if (number := rules.anniversary(line.joined_on, today)) is not None:
        yield _due("anniversary", line, number=number, on=line.joined_on)


def _due(kind: str, line: CareLine, *, words: str = "", on: date | None = None, number: int = 0) -> Due:
    return Due(
        kind,
        line.member_id,
        line.name,
        line.community_id,
        line.community,
        line.seat_id,
        line.is_vip,
        words,
        on,
        number=number,
    )


def _reminders(lines: Sequence[CareLine], *, reach: Reach, today: date, is_mine: bool) -> list[Due]:
    """Notes to come back to; for one seat, those about whom it looks after."""
    found = CareNote.objects.filter(remind_on__lte=today, reminded_at=None).order_by("remind_on", "id")
    if reach is not None:
        found = found.filter(community_id__in=reach)
    known = {(line.member_id, line.community_id): line for line in lines}
    notes = [one for one in found[: caring.MOST] if not is_mine or (one.member_id, one.community_id) in known]
    called = names.names_of({one.member_id for one in notes})
    places = {one.id: one.name for one in communities.communities(reach=reach)}
    due = []
    for note in notes:
        line = known.get((note.member_id, note.community_id))
        due.append(
            Due(
                "reminder",
                note.member_id,
                called.get(note.member_id, ""),
                note.community_id,
                places.get(note.community_id, ""),
                line.seat_id if line else None,
                line.is_vip if line else False,
                note.text,
                note.remind_on,
                note.id,
            )
        )
    return due


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
