"""Applications follow what happens outside: somebody came in, knocked, or was erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.facts.entry import ApplicationReceived, ApplicationWithdrawn
from linli.kernel.events import log
from linli.kernel.events.event import Cause, Draft
from linli.kernel.orgs.actor import SYSTEM
from linli.people.entry.actions import deciding, scoring
from linli.people.entry.models import Application
from linli.people.entry.queries import applications, capacity, policies
from linli.people.entry.queries import people as names
from linli.people.entry.rules import states


@dataclass(frozen=True)
class Arrival:
    """Somebody came into a community."""

    member_id: int
    community_id: int
    at: datetime
    cause: Cause | None = None


@transaction.atomic
def note_arrivals(arrivals: Sequence[Arrival]) -> None:
    """Mark accepted applications as arrived, and end open ones of those who came in another way."""
    if not arrivals:
        return
    known = Application.objects.select_for_update(of=("self",)).filter(
        member_id__in={one.member_id for one in arrivals},
        community_id__in={one.community_id for one in arrivals},
        joined_at=None,
        state__in=(*states.OPEN, states.ACCEPTED),
    )
    by_pair = {(one.member_id, one.community_id): one for one in arrivals}
    for application in known.order_by("id"):
        arrival = by_pair.get((application.member_id, application.community_id))
        if arrival is None:
            continue
        if application.state == states.ACCEPTED:
            application.joined_at = arrival.at
            application.save(update_fields=["joined_at"])
        else:
            _end(application, "inside", arrival.at, arrival.cause)


@transaction.atomic
def take_in_request(
    *, member_id: int, community_id: int, group_id: int | None, at: datetime, cause: Cause | None = None
) -> Application | None:
    """Somebody knocked on a platform: an application without a form, to be decided.

    None where one is open already, or they are in.
    """
    kept = names.kept_ids([member_id]).get(member_id, member_id)
    if applications.find_open([kept], community_id) or capacity.is_inside(kept, community_id):
        return None
    held = policies.published(community_id)
    one: Application = Application.objects.create(
        member_id=kept,
        community_id=community_id,
        group_id=group_id,
        open_key=f"{kept}:{community_id}",
        state=states.RECEIVED,
        source="platform",
        policy_version=held.version,
        started_at=at,
        sent_at=at,
        answer_by=states.answer_by(at, hours=held.policy.answer_hours),
    )
    scored = scoring.rescore(one, held.policy)
    _tell(one, ApplicationReceived(application=one.pk, score=scored.total, source="platform"), at, cause)
    if held.version:
        deciding.decide_by_itself(one, held.policy, missing=scored.missing, at=at)
    return one


@transaction.atomic
def close_of_erased(member_ids: Sequence[int], *, at: datetime, cause: Cause | None = None) -> None:
    """End what erased people had open."""
    found = Application.objects.select_for_update(of=("self",)).filter(
        member_id__in=member_ids, state__in=states.OPEN
    )
    for one in found.order_by("id"):
        _end(one, "erased", at, cause)


def _end(one: Application, reason: str, at: datetime, cause: Cause | None) -> None:
    deciding.close(one, states.WITHDRAWN, by=SYSTEM, at=at)
    _tell(one, ApplicationWithdrawn(application=one.pk, reason=reason), at, cause)


def _tell(
    one: Application, fact: ApplicationReceived | ApplicationWithdrawn, at: datetime, cause: Cause | None
) -> None:
    draft = Draft(fact=fact, occurred_at=at, community=one.community_id, member=one.member_id, cause=cause)
    log.append([draft], by=SYSTEM)
