"""What wakes the room: members who leave or are forgotten, and tasks for whoever is on duty."""

from collections import defaultdict
from collections.abc import Sequence

from linli.facts.tasks import TaskOpened
from linli.kernel.events.event import Event
from linli.kernel.orgs.actor import SYSTEM
from linli.people.duty.actions import leaving, planning
from linli.people.duty.queries import on_duty, rotas
from linli.people.members.actions import keeping
from linli.people.tasks.rules.states import DUTY_ROLE


def replace_leavers(events: Sequence[Event]) -> None:
    """MembershipLeft: whoever is in no group of a community any more takes no turns there.

    Comes after the stays are kept.
    """
    left: dict[int, set[int]] = defaultdict(set)
    kept = keeping.kept_ids({one.member for one in events if one.member is not None})
    for one in events:
        if one.member is not None and one.community is not None:
            left[one.community].add(kept.get(one.member, one.member))
    if left:
        leaving.take_off_leavers(left=left, by=SYSTEM, at=max(one.occurred_at for one in events))


def fill_terms_of_erased_members(events: Sequence[Event]) -> None:
    """MemberErased: terms that belong to nobody now go to others."""
    at = max(one.occurred_at for one in events)
    for community in rotas.running_communities():
        planning.plan_ahead(community=community, at=at)


def give_tasks_to_whoever_is_on_duty(events: Sequence[Event]) -> None:
    """TaskOpened for the role "duty": it goes to the member on duty in its community, if there is one."""
    wanted: dict[int, list[int]] = defaultdict(list)
    for one in events:
        fact = one.fact
        if isinstance(fact, TaskOpened) and fact.role == DUTY_ROLE and one.community is not None:
            wanted[one.community].append(fact.task)
    if not wanted:
        return
    at = max(one.occurred_at for one in events)
    for community, serving in on_duty.on_duty(list(wanted), at=at).items():
        leaving.give_unassigned(tasks=wanted[community], member_id=serving.member_id, at=at)
