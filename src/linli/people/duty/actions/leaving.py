"""What follows from others' doings: people who are gone take no turns, and tasks find whoever is on duty."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.communities.models import Community
from linli.people.duty.actions import replacing
from linli.people.duty.models import Rota, Volunteer
from linli.people.duty.queries import rotas
from linli.people.duty.rules.turns import Standing
from linli.people.tasks.actions import assigning
from linli.people.tasks.models import Task


@transaction.atomic
def take_off_leavers(*, left: Mapping[int, Collection[int]], by: Actor, at: datetime) -> int:
    """Take members off the lists of communities (id: members) they are in no group of; returns how many."""
    here = Rota.objects.filter(community_id__in=list(left)).values("community_id")
    gone_count = 0
    for community in Community.objects.filter(id__in=here).order_by("id"):
        gone = set(left[community.id]) - rotas.present(left[community.id], community.id)
        if not gone:
            continue
        rotas.lock_rota(community.id)
        on_list = Volunteer.objects.filter(community_id=community.id, member_id__in=gone)
        gone_count += on_list.exclude(standing=Standing.LEFT).update(
            standing=Standing.LEFT, paused_until=None
        )
        replacing.give_away(community=community, member_ids=gone, reason="left", until=None, by=by, at=at)
    return gone_count


@transaction.atomic
def give_unassigned(*, tasks: Sequence[int], member_id: int, at: datetime) -> int:
    """Give those of these tasks that nobody has to a member."""
    free = Task.objects.filter(id__in=tasks, staff_id=None, assignee_member_id=None)
    ids = list(free.order_by("id").values_list("id", flat=True))
    return assigning.assign_tasks(tasks=ids, member_id=member_id, by=SYSTEM, at=at)
