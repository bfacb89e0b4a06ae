"""The waiting list moves: places that came free are offered, and offers end."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from linli.facts.entry import ApplicationWaitlisted
from linli.kernel.events import log
from linli.kernel.orgs.actor import SYSTEM
from linli.people.entry.actions import deciding
from linli.people.entry.models import Application
from linli.people.entry.queries import applications, capacity, policies
from linli.people.entry.rules import states

MOST_AT_ONCE = 200


@transaction.atomic
def offer_places(*, communities: Collection[int], at: datetime) -> int:
    """Offer every free place of these communities to the first of their waiting lists; how many were."""
    waiting = Application.objects.filter(community_id__in=communities, state=states.WAITING)
    offered = 0
    for community_id in sorted(set(waiting.values_list("community_id", flat=True))):
        offered += _offer_in(community_id, at)
    return offered


@transaction.atomic
def end_offers(*, at: datetime) -> int:
    """Who did not take their place in time goes to the end of the line; the place goes to the next."""
    late = list(
        Application.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(state=states.OFFERED, offer_until__lte=at)
        .order_by("offer_until", "id")[:MOST_AT_ONCE]
    )
    for one in late:
        one.state, one.waits_from, one.offer_until = states.WAITING, at, None
        one.save(update_fields=["state", "waits_from", "offer_until"])
        fact = ApplicationWaitlisted(application=one.pk)
        log.append_one(fact, by=SYSTEM, at=at, community=one.community_id, member=one.member_id)
    offer_places(communities={one.community_id for one in late}, at=at)
    return len(late)


def _offer_in(community_id: int, at: datetime) -> int:
    policy = policies.published(community_id).policy
    group = deciding.locked_group(community_id, policy)
    offered = 0
    while offered < MOST_AT_ONCE and capacity.space_of(group, at=at).has_room:
        one = applications.next_waiting(community_id)
        if one is None:
            break
        deciding.offer(one, group=group.id if group else None, hours=policy.offer_hours, at=at)
        offered += 1
    return offered
