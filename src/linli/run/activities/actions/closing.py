"""The end of activities: by their time, by hand, or because what asked for them was stopped."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts.activities import ActivityClosed
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.run.activities.models import Activity
from linli.run.activities.queries import activities

BATCH = 200


class CannotClose(Refusal):
    """The activity is over already."""


@transaction.atomic
def close_due(*, at: datetime) -> int:
    """Close what has come to its time in the organisation in scope; any number of processes may do this."""
    due = Activity.objects.select_for_update(skip_locked=True).filter(state="open", closes_at__lte=at)
    return _close(list(due.order_by("closes_at", "id")[:BATCH]), by=SYSTEM, at=at)


@transaction.atomic
def close(*, activity: Activity, by: Actor, at: datetime) -> None:
    """Close one now, or CannotClose."""
    locked: Activity = Activity.objects.select_for_update().get(id=activity.id)
    if locked.state != "open":
        raise CannotClose(_("this activity is over already"))
    _close([locked], by=by, at=at)
    audit.record("activities.closed", subject=f"activity:{locked.id}", by=by, at=at)


@transaction.atomic
def cancel(*, origin: str, at: datetime) -> int:
    """What an origin asked for is called off; who took part keeps that. Returns how many were open."""
    return Activity.objects.filter(origin=origin, state="open").update(state="cancelled", closed_at=at)


def _close(found: Sequence[Activity], *, by: Actor, at: datetime) -> int:
    ids = [one.id for one in found]
    Activity.objects.filter(id__in=ids).update(state="closed", closed_at=at)
    standings = activities.standings(ids)
    log.append(
        [
            Draft(
                fact=ActivityClosed(
                    one.id, one.kind, standings[one.id].participants, standings[one.id].top, one.origin
                ),
                occurred_at=at,
                community=one.community_id,
                group=one.group_id,
                member=one.member_id,
            )
            for one in found
        ],
        by=by,
    )
    return len(found)
