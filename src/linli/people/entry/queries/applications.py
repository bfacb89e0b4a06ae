"""Applications: one by the doors for staff and for applicants, the queue, the waiting list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import msgspec
from django.db.models import F, QuerySet

from linli.kernel.orgs.models import Seat
from linli.people.entry import refusals
from linli.people.entry.models import Application
from linli.people.entry.rules import states
from linli.people.entry.rules.scoring import Given, Part
from linli.people.members.queries import names

Applied: TypeAlias = Application  # what faces call a row, which they get from here


@dataclass(frozen=True)
class QueueLine:
    """An application in a list; `missing` are the ids of required criteria that are not met."""

    id: int
    member_id: int
    name: str
    community_id: int
    state: str
    score: int
    missing: tuple[str, ...]
    source: str
    sent_at: datetime | None
    answer_by: datetime | None
    waits_from: datetime | None
    offer_until: datetime | None
    place: int = 0


def access_application(seat: Seat, application_id: int) -> Application:
    """An application in a community this seat reaches, or NoSuchApplication."""
    found = Application.objects.filter(id=application_id, org_id=seat.org_id).first()
    if found is None or (seat.reach is not None and found.community_id not in seat.reach):
        raise refusals.NoSuchApplication
    one: Application = found
    return one


def get_application(application_id: int) -> Application:
    """An application of the organisation in scope, or NoSuchApplication."""
    found = Application.objects.filter(id=application_id).first()
    if found is None:
        raise refusals.NoSuchApplication
    one: Application = found
    return one


def find_open(member_ids: Sequence[int], community_id: int) -> Application | None:
    """The open application of a person to a community."""
    found = Application.objects.filter(
        member_id__in=member_ids, community_id=community_id, state__in=states.OPEN
    )
    one: Application | None = found.order_by("-id").first()
    return one


def find_latest(member_ids: Sequence[int], community_id: int) -> Application | None:
    """The newest application of a person to a community, open or not."""
    found = Application.objects.filter(member_id__in=member_ids, community_id=community_id)
    one: Application | None = found.order_by("-id").first()
    return one


def latest_of(member_ids: Sequence[int]) -> list[Application]:
    """A person's applications, newest first."""
    return list(Application.objects.filter(member_id__in=member_ids).order_by("-id")[:20])


def to_decide(
    *, reach: frozenset[int] | None, community: int | None = None, order: str = "score"
) -> QuerySet[Application]:
    """What waits for a person: the best scores first, or by `order` "time" those who wait longest."""
    found = _reached(reach, community).filter(state__in=states.TO_DECIDE)
    if order == "time":
        return found.order_by("answer_by", "id")
    return found.order_by("-score", "sent_at", "id")


def decided(*, reach: frozenset[int] | None, community: int | None = None) -> QuerySet[Application]:
    """What was decided or taken back, newest first."""
    found = _reached(reach, community).filter(state__in=[states.ACCEPTED, states.REFUSED, states.WITHDRAWN])
    return found.exclude(sent_at=None).order_by(F("decided_at").desc(nulls_last=True), "-id")


def waiting_list(*, reach: frozenset[int] | None, community: int | None = None) -> QuerySet[Application]:
    """Who waits for a place, in order; those who were offered one first."""
    found = _reached(reach, community).filter(state__in=[states.WAITING, states.OFFERED])
    return found.order_by("community_id", F("offer_until").asc(nulls_last=True), "waits_from", "id")


def next_waiting(community_id: int) -> Application | None:
    """The first of the waiting list, locked; those another worker holds are passed over."""
    found = Application.objects.select_for_update(skip_locked=True).filter(
        community_id=community_id, state=states.WAITING
    )
    one: Application | None = found.order_by("waits_from", "id").first()
    return one


def place_of(application: Application) -> int:
    """The place of somebody in the waiting list, counted from 1; 0 for those who are not in it."""
    if application.state != states.WAITING or application.waits_from is None:
        return 0
    ahead = Application.objects.filter(community_id=application.community_id, state=states.WAITING)
    earlier = ahead.filter(waits_from__lt=application.waits_from).count()
    same = ahead.filter(waits_from=application.waits_from, id__lt=application.pk).count()
    return int(earlier + same + 1)


def lines(found: Sequence[Application]) -> list[QueueLine]:
    """Applications with their names, in their order; one query."""
    people = names.names_of({one.member_id for one in found})
    places: dict[int, int] = {}
    made = []
    for one in found:
        place = 0
        if one.state == states.WAITING:
            place = places[one.community_id] = places.get(one.community_id, 0) + 1
        made.append(_line(one, people, place))
    return made


def reachable(application_ids: Sequence[int], *, reach: frozenset[int] | None) -> list[int]:
    """Those of these applications that are in the communities of a seat (None = all), in their order."""
    found = set(_reached(reach, None).filter(id__in=application_ids).values_list("id", flat=True))
    return [id for id in application_ids if id in found]


def count_to_decide() -> int:
    """How many wait for a person in the organisation in scope."""
    return int(Application.objects.filter(state__in=states.TO_DECIDE).count())


def given_of(application: Application) -> dict[str, Given]:
    """What the applicant gave, by the id of the criterion."""
    return {id: msgspec.convert(one, Given) for id, one in application.answers.items()}


def parts_of(application: Application) -> tuple[Part, ...]:
    """What each criterion added to the score."""
    return tuple(msgspec.convert(one, Part) for one in application.parts)


def _reached(reach: frozenset[int] | None, community: int | None) -> QuerySet[Application]:
    found: QuerySet[Application] = Application.objects.all()
    if reach is not None:
        found = found.filter(community_id__in=reach)
    return found if community is None else found.filter(community_id=community)


def _line(one: Application, people: Mapping[int, str], place: int) -> QueueLine:
    return QueueLine(
        id=one.pk,
        member_id=one.member_id,
        name=people.get(one.member_id, ""),
        community_id=one.community_id,
        state=one.state,
        score=one.score,
        missing=tuple(part["id"] for part in one.parts if part.get("is_missing")),
        source=one.source,
        sent_at=one.sent_at,
        answer_by=one.answer_by,
        waits_from=one.waits_from,
        offer_until=one.offer_until,
        place=place,
    )
