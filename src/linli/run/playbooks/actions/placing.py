"""Where a playbook runs: in all communities, or in those that are named."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries as communities
from linli.run.playbooks.actions import tickers
from linli.run.playbooks.models import Playbook


class CannotPlace(Refusal):
    """A community is not there."""


@transaction.atomic
def place_playbook(*, playbook: Playbook, in_communities: Sequence[int], by: Actor, at: datetime) -> None:
    """Let it run in these communities only; none named: in all of them. Runs under way go on to their end."""
    wanted = sorted(set(in_communities))
    known = {one.id for one in communities.community_lines()}
    if not known.issuperset(wanted):
        raise CannotPlace(_("a community is not there any more; choose again"))
    locked = Playbook.objects.select_for_update().get(id=playbook.id)
    before = list(locked.communities)
    Playbook.objects.filter(id=locked.id).update(communities=wanted)
    tickers.sync(at=at)
    audit.record(
        "playbooks.placed",
        subject=f"playbook:{locked.id}",
        by=by,
        at=at,
        before={"communities": before},
        after={"communities": wanted},
    )
