"""Common goals for which roles have to work together."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities import locking
from linli.people.communities.models import Community
from linli.people.roles.models import JointEvent
from linli.people.roles.queries import wording

MAX_TITLE, MAX_GOAL, MOST_PAIRS, MOST_EVENTS = 80, 200, 10, 500


class BadEvent(Refusal):
    """A common goal that cannot be so."""


@transaction.atomic
def plan_event(
    *,
    community: Community,
    title: str,
    goal: str,
    on: date,
    pairs: Sequence[tuple[str, str]],
    by: Actor,
    at: datetime,
) -> JointEvent:
    """An event in which each pair of roles has to work together; the same title on the same day is one.

    Raises BadEvent and NoSuchRole.
    """
    title, goal = title.strip(), goal.strip()
    if not 1 <= len(title) <= MAX_TITLE or len(goal) > MAX_GOAL:
        raise BadEvent(_("an event needs a title of at most %(n)s characters") % {"n": MAX_TITLE})
    wanted = sorted({(min(pair), max(pair)) for pair in pairs})
    if not 1 <= len(wanted) <= MOST_PAIRS or any(first == second for first, second in wanted):
        raise BadEvent(_("name 1 to %(n)s pairs of different roles that work together") % {"n": MOST_PAIRS})
    for code in {code for pair in wanted for code in pair}:
        wording.get_part(community.id, code)
    locking.lock_community(community)
    own = JointEvent.objects.filter(community_id=community.id)
    known: JointEvent | None = own.filter(title=title, on=on).first()
    if known is not None:
        return known
    if own.count() >= MOST_EVENTS:
        raise BadEvent(_("the list holds at most %(n)s events: take one away first") % {"n": MOST_EVENTS})
    made: JointEvent = JointEvent.objects.create(
        community_id=community.id, title=title, goal=goal, on=on, pairs=[list(pair) for pair in wanted]
    )
    _record("joint_event.planned", made, by=by, at=at)
    return made


@transaction.atomic
def drop_event(*, event: JointEvent, by: Actor, at: datetime) -> None:
    """Take an event off the list; gone already is fine."""
    gone, _rows = JointEvent.objects.filter(id=event.id).delete()
    if gone:
        _record("joint_event.dropped", event, by=by, at=at)


def _record(action: str, event: JointEvent, *, by: Actor, at: datetime) -> None:
    after = {"community": event.community_id, "on": event.on.isoformat(), "pairs": event.pairs}
    audit.record(action, subject=f"joint_event:{event.id}", by=by, at=at, after=after)
