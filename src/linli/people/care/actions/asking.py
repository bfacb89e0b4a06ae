"""What is due today becomes tasks of whoever looks after somebody, and doing them is written into the log."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.kernel.orgs.models import Seat
from linli.people.belonging.queries import places
from linli.people.care.actions import caring
from linli.people.care.models import CareNote
from linli.people.care.queries import due
from linli.people.care.queries.due import Due
from linli.people.communities.models import Community
from linli.people.tasks.actions import opening
from linli.people.tasks.models import Task
from linli.people.tasks.openings import Opening

ORIGIN = "care"
ASKED_FROM, DONE_BY = time(8), time(21)
ASKED = frozenset({"answer", "reminder", "birthday", "anniversary", "next"})


def origin_of(member_id: int, community_id: int) -> str:
    """Who asks for the tasks about a member of a community."""
    return f"{ORIGIN}:{member_id}:{community_id}"


@transaction.atomic
def open_due(*, at: datetime) -> int:
    """Open a task for what is due where it is past eight in the morning, once each; returns how many."""
    days: dict[date, set[int]] = defaultdict(set)
    languages = {}
    for one in Community.objects.filter(closed_at=None):
        local = at.astimezone(ZoneInfo(one.zone))
        languages[one.id] = one.language
        if local.time() >= ASKED_FROM:
            days[local.date()].add(one.id)
    zones = places.zones_of(sorted(languages))
    seats = dict(Seat.objects.filter(staff__is_active=True).values_list("id", "staff_id"))
    wanted = [
        _opening(one, day, zones[one.community_id], seats, languages[one.community_id], at)
        for day, reached in sorted(days.items())
        for one in _due(day, reached, at)
    ]
    opening.open_tasks(wanted, by=SYSTEM, at=at)
    return len(wanted)


def settle(task: Task, by: Actor, at: datetime) -> None:
    """Doing the task is a line in the log; the note it reminded of is ticked."""
    _care, member, community = task.origin.split(":")
    note = CareNote.objects.filter(id=_note_of(task.key)).first()
    if note is not None:
        caring.tick_reminder(note=note, by=by, at=at)
    if task.outcome != "done":
        return
    today = at.astimezone(places.zones_of([int(community)])[int(community)]).date()
    caring.write_note(
        member_id=int(member),
        community_id=int(community),
        kind="done",
        text=task.proof_given or task.title,
        happened_on=today,
        today=today,
        by=by,
        at=at,
    )


def _due(day: date, reached: set[int], at: datetime) -> Iterable[Due]:
    found = due.due_today(reach=frozenset(reached), now=at, today=day)
    return (one for one in found if one.kind in ASKED)


def _opening(
    one: Due, day: date, zone: ZoneInfo, seats: Mapping[int, int], language: str, at: datetime
) -> Opening:
    since = one.on if one.kind != "anniversary" else None
    with translation.override(language):
        return Opening(
            key=f"{ORIGIN}:{one.kind}:{one.member_id}:{one.community_id}:{since or day}:{one.note_id}",
            about="care",
            title=_title(one),
            community=one.community_id,
            member=one.member_id,
            origin=origin_of(one.member_id, one.community_id),
            source=_("Care"),
            role="support",
            staff_id=seats.get(one.seat_id or 0),
            due_at=max(datetime.combine(day, DONE_BY, zone), at + timedelta(hours=1)),
            outcomes=("done", "skip"),
            proof="optional",
        )


def _title(one: Due) -> str:
    sentences = {
        "answer": _("Answer %(person)s, who spoke and waits"),
        "reminder": _("Come back to a note about %(person)s"),
        "birthday": _("It is the birthday of %(person)s: congratulate them"),
        "anniversary": _("%(person)s has been with us for a while: thank them today"),
        "next": _("Get in touch with %(person)s, as planned"),
    }
    return sentences[one.kind] % {"person": one.name}


def _note_of(key: str) -> int:
    number = key.rpartition(":")[2]
    return int(number) if number.isdecimal() else 0
