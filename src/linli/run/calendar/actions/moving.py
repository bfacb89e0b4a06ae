"""Moving posts in time: not into the past, not into quiet hours, not what somebody else just changed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from linli.connect.gateway.policy import queries as policies
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries as communities
from linli.run.calendar.actions import standing
from linli.run.calendar.actions.standing import CannotChange
from linli.run.calendar.models import Slot
from linli.run.calendar.queries import standing as reads
from linli.run.calendar.rules.words import AHEAD


@transaction.atomic
def move_slot(*, slot_id: int, version: int, starts_at: datetime, by: Actor, at: datetime) -> Slot:
    """Another time for a post that is still to go out; it lasts as long as before.

    Raises CannotChange when it went out already, the time is past or quiet, or `version` is not its own.
    """
    slot = standing.lock(slot_id, version=version)
    standing.must_be(slot, *AHEAD)
    must_be_ahead(starts_at, at)
    if starts_at == slot.starts_at:
        return slot
    _must_be_awake(slot, starts_at)
    before = standing.audited(slot)
    slot.starts_at, slot.ends_at = starts_at, starts_at + (slot.ends_at - slot.starts_at)
    slot.is_touched, slot.asked_at = True, None
    standing.save(slot, "calendar.slot_moved", before=before, by=by, at=at)
    return slot


def must_be_ahead(starts_at: datetime, at: datetime) -> None:
    """CannotChange for a time that is past."""
    if starts_at <= at:
        raise CannotChange(_("this time is past: choose a later one"))


def _must_be_awake(slot: Slot, starts_at: datetime) -> None:
    zone = ZoneInfo(communities.zones_of([slot.community_id])[slot.community_id])
    policy = policies.effective_policy(org=scope.org_id(), community=slot.community_id)
    if reads.is_quiet(starts_at, policy, zone):
        raise CannotChange(
            _("%(time)s lies in the quiet hours of this community: choose a time of the day")
            % {"time": f"{starts_at.astimezone(zone):%H:%M}"}
        )
