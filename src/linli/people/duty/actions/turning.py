"""Terms begin and end by the clock, and each day of one opens its tasks."""

from datetime import datetime

from django.db import transaction

from linli.facts import duty as facts
from linli.facts.fact import Fact
from linli.kernel.events import log
from linli.kernel.orgs.actor import SYSTEM
from linli.people.communities.models import Community
from linli.people.duty.actions import gaps, planning, tasking
from linli.people.duty.models import Swap, Term
from linli.people.duty.queries import rotas
from linli.people.duty.rules import terms
from linli.people.duty.rules.terms import OPEN, Reward, State


def turn_all(*, at: datetime) -> int:
    """Turn every running rota of the organisation in scope; returns how many terms began or ended."""
    return sum(turn(community=one, at=at) for one in rotas.running_communities())


def plan_all(*, at: datetime) -> int:
    """Plan every running rota ahead; returns how many terms were made or given to somebody."""
    return sum(planning.plan_ahead(community=one, at=at) for one in rotas.running_communities())


@transaction.atomic
def turn(*, community: Community, at: datetime) -> int:
    """End what is over, begin what has its time, open today's tasks. Safe to repeat at any moment.

    Terms that lay wholly in a time when nothing ran are ended in order, like any other.
    """
    rota = rotas.lock_rota(community.id)
    Swap.objects.filter(community_id=community.id, state="open", expires_at__lte=at).update(
        state="expired", decided_at=at
    )
    planning.plan_ahead(community=community, at=at)
    open_terms = Term.objects.filter(community_id=community.id, state__in=OPEN, starts_at__lte=at)
    items = rotas.items_of(community.id)
    turned = 0
    for term in open_terms.order_by("number"):
        if term.ends_at <= at:
            _end(term, at)
            turned += 1
            continue
        if term.state == State.PLANNED and term.member_id is not None:
            _begin(term, term.member_id, at)
            turned += 1
        tasking.open_today(term=term, rota=rota, community=community, items=items, at=at)
    if turned:
        gaps.tell_of_gaps(community=community, at=at)
    return turned


def _begin(term: Term, member_id: int, at: datetime) -> None:
    term.state = State.ON
    term.save(update_fields=["state"])
    tasking.take_over(community_id=term.community_id, member_id=member_id, at=at)
    _tell(facts.DutyBegan(term=term.id, number=term.number), term, at)


def _end(term: Term, at: datetime) -> None:
    tasking.settle(term, at=at)
    gaps.withdraw([term.id], at=at)
    term.state = terms.state_at_end(
        has_begun=term.state == State.ON and term.member_id is not None,
        tasks=term.tasks,
        done=term.done,
        has_note=bool(term.note),
    )
    if term.state == State.MISSED and term.reward_state == Reward.PROMISED:
        term.reward_state = Reward.NONE
    term.save(update_fields=["state", "tasks", "done", "on_time", "reward_state"])
    Swap.objects.filter(community_id=term.community_id, term_id=term.id, state="open").update(
        state="void", decided_at=at
    )
    if term.state == State.MISSED:
        _tell(facts.DutyMissed(term=term.id, number=term.number), term, at)
    else:
        ended = facts.DutyEnded(term=term.id, number=term.number, tasks=term.tasks, done=term.done)
        _tell(ended, term, at)


def _tell(fact: Fact, term: Term, at: datetime) -> None:
    log.append_one(
        fact,
        by=SYSTEM,
        at=at,
        community=term.community_id,
        member=term.member_id,
        key=f"{fact.kind}:{term.id}",
    )
