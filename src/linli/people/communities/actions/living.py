"""The life of a community: a longer one, the checklist of its beginning, and its end with a farewell."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from linli.connect.gateway import orders
from linli.connect.gateway.outbox import planning
from linli.facts import communities as facts
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs.actor import Actor
from linli.people.communities import locking, queries, rules
from linli.people.communities.actions import communities, groups
from linli.people.communities.actions.identity import LONGEST_LIFE
from linli.people.communities.models import Community, Group
from linli.people.communities.rules import Stage

LONGEST_FAREWELL = 2000
FAREWELL_WAITS = timedelta(days=2)


class CannotExtend(Refusal):
    """There is no planned end to move, or the life would be too long."""


class BadFarewell(Refusal):
    """A farewell without a word, or a very long one."""


class UnknownItem(Refusal):
    """The checklist has no such item."""


@transaction.atomic
def extend_life(*, community: Community, days: int, by: Actor, at: datetime) -> Community:
    """Let a community live `days` longer than planned. Raises CannotExtend and IsClosed."""
    locked = locking.lock_community(community)
    if locked.lifespan_days is None:
        raise CannotExtend(_("no end is planned: there is nothing to extend"))
    whole = locked.lifespan_days + days
    if days < 1 or whole > LONGEST_LIFE:
        raise CannotExtend(_("a life is extended by 1 day or more, up to 100 years in all"))
    changed = locking.change(locked, {"lifespan_days": whole}, action="community.life_extended", by=by, at=at)
    log.append_one(facts.LifeExtended(days=whole), by=by, at=at, community=locked.id)
    return changed


@transaction.atomic
def tick(*, community: Community, item: str, is_done: bool, by: Actor, at: datetime) -> Community:
    """Say that an item of the cold start is done, or is not. Safe to repeat. Raises UnknownItem."""
    if item not in rules.CHECKLIST:
        raise UnknownItem(_("the checklist has no such item"))
    locked = locking.lock_community(community)
    if (item in locked.checklist) == is_done:
        return locked
    ticks = {name: mark for name, mark in locked.checklist.items() if name != item}
    if is_done:
        ticks[item] = {"by": by.code, "at": at.isoformat()}
    return locking.change(locked, {"checklist": ticks}, action="community.ticked", by=by, at=at)


@transaction.atomic
def close_community(*, community: Community, farewell: str, by: Actor, at: datetime) -> Community:
    """End a community: a farewell to each of its groups goes out, and once it went they are closed.

    From now on it is dissolved and read-only; its groups close when their farewell is sent, or cannot be, or
    FAREWELL_WAITS is over (`finish_closing`). "" says nothing and closes at once. Safe to repeat. Raises
    BadFarewell.
    """
    text = farewell.strip()
    if len(text) > LONGEST_FAREWELL:
        raise BadFarewell(
            _("a farewell takes up to %(most)s characters: shorten it") % {"most": LONGEST_FAREWELL}
        )
    locked = locking.lock_community(community, even_closed=True)
    if locked.closed_at is not None:
        return locked
    open_groups = list(Group.objects.filter(community=locked, closed_at=None).order_by("id"))
    if text:
        planning.plan([_farewell(one, text, at) for one in open_groups], by=by, at=at)
    communities.change_stage(community=locked, stage=Stage.DISSOLVED, by=by, at=at)
    wanted = {"closed_at": at, "farewell": text}
    closed = locking.change(locked, wanted, action="community.closed", by=by, at=at)
    log.append_one(facts.CommunityClosed(groups=len(open_groups)), by=by, at=at, community=locked.id)
    finish_closing(community=closed, by=by, at=at)
    return closed


@transaction.atomic
def finish_closing(*, community: Community, by: Actor, at: datetime) -> int:
    """Close the groups of a closed community whose farewell is out or will not go; returns how many."""
    if community.closed_at is None:
        return 0
    remaining = list(Group.objects.filter(community=community, closed_at=None).order_by("id"))
    waiting = set() if at >= community.closed_at + FAREWELL_WAITS else _waiting(community, remaining)
    done = [one for one in remaining if one.id not in waiting]
    for one in done:
        groups.close_group(group=one, by=by, at=at)
    return len(done)


def farewell_text(community: Community) -> str:
    """A farewell to begin with, in the community's language."""
    with translation.override(community.language):
        return _("Thank you all: “{name}” ends here. It was good to have you with us.").format(
            name=community.name
        )


def _farewell(group: Group, text: str, at: datetime) -> planning.Plan:
    return planning.Plan(
        key=f"farewell:{group.id}",
        group=group.id,
        payload=orders.SendMessage(text=text),
        message_class="service",
        due_at=at,
        late_after=at + FAREWELL_WAITS,
        origin=f"farewell:{group.community_id}",
        source="farewell",
    )


def _waiting(community: Community, remaining: Sequence[Group]) -> set[int]:
    if not community.farewell:
        return set()
    return queries.groups_with_open_effects(
        origin=f"farewell:{community.id}", group_ids=[one.id for one in remaining]
    )
