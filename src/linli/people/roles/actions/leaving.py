"""Who leaves a community leaves its roles."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from linli.kernel.orgs.actor import Actor
from linli.people.members.models import Membership
from linli.people.roles.actions import assigning
from linli.people.roles.models import Assignment
from linli.people.roles.rules.parts import EndReason


@transaction.atomic
def end_roles_of_leavers(*, pairs: Sequence[tuple[int, int]], by: Actor, at: datetime) -> int:
    """End what members (member, community) are in where they are in no group of it now; returns how many."""
    members = {member for member, _community in pairs}
    open_rows = Assignment.objects.filter(member_id__in=members, ended_at=None)
    wanted = [one for one in open_rows if (one.member_id, one.community_id) in set(pairs)]
    if not wanted:
        return 0
    here = set(
        Membership.objects.filter(
            member_id__in=members, community_id__in={one.community_id for one in wanted}, left_at=None
        ).values_list("member_id", "community_id")
    )
    gone = [one for one in wanted if (one.member_id, one.community_id) not in here]
    for one in gone:
        assigning.end(assignment=one, reason=EndReason.LEFT, by=by, at=at)
    return len(gone)
