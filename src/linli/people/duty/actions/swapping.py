"""Swapping terms: one asks, the other agrees (or the team decides), and both terms change at once."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.facts import duty as facts
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities.models import Community
from linli.people.duty.actions import gaps, replacing, tasking
from linli.people.duty.models import Rota, Swap, Term
from linli.people.duty.queries import rotas
from linli.people.duty.rules.terms import OPEN, State


class CannotSwap(Refusal):
    """Terms that cannot be swapped, or not any more."""


@transaction.atomic
def ask(
    *,
    community: Community,
    term_id: int,
    to_member_id: int,
    other_term_id: int | None,
    member_id: int,
    by: Actor,
    at: datetime,
) -> Swap:
    """Ask somebody to take a term, for one of theirs or for nothing. Asking the same again changes nothing.

    `member_id` has the term. Raises CannotSwap.
    """
    rota = rotas.lock_rota(community.id)
    term = _own_term(community, term_id, member_id)
    if to_member_id == member_id or to_member_id not in rotas.present([to_member_id], community.id):
        raise CannotSwap(_("choose somebody else of this community who takes turns"))
    if other_term_id is not None:
        _own_term(community, other_term_id, to_member_id)
    known: Swap | None = Swap.objects.filter(term_id=term.id, state="open").first()
    if known is not None:
        if (known.to_member_id, known.other_term_id) == (to_member_id, other_term_id):
            return known
        raise CannotSwap(_("you have asked somebody for this term already: withdraw that first"))
    return _write(rota, term, other_term_id, member_id, to_member_id, by=by, at=at)


@transaction.atomic
def accept(
    *, swap_id: int, community: Community, by: Actor, at: datetime, member_id: int | None = None
) -> Swap:
    """Both terms change hands. `member_id`: whoever was asked; None: the team decides.

    Accepted once is accepted. Raises CannotSwap.
    """
    rotas.lock_rota(community.id)
    swap = _get(community, swap_id)
    if member_id is not None and swap.to_member_id != member_id:
        raise CannotSwap(_("this wish is not addressed to you"))
    if swap.state == "accepted":
        return swap
    if swap.state != "open" or swap.expires_at <= at:
        raise CannotSwap(_("this wish is not open any more: ask again"))
    given = _own_term(community, swap.term_id, swap.member_id)
    taken = _own_term(community, swap.other_term_id, swap.to_member_id) if swap.other_term_id else None
    if swap.to_member_id not in rotas.present([swap.to_member_id], community.id):
        raise CannotSwap(_("choose somebody else of this community who takes turns"))
    _decide(swap, "accepted", at)
    _hand_over(given, swap.to_member_id, other=taken, by=by, at=at)
    if taken is not None:
        _hand_over(taken, swap.member_id, other=given, by=by, at=at)
    _void_others([given, *([taken] if taken else [])], at)
    gaps.tell_of_gaps(community=community, at=at)
    if by.origin == "staff":
        audit.record("duty.swapped", subject=f"duty_term:{given.id}", by=by, at=at, after={"swap": swap.id})
    return swap


@transaction.atomic
def refuse(
    *, swap_id: int, community: Community, by: Actor, at: datetime, member_id: int | None = None
) -> Swap:
    """Say no, or (whoever asked) take the wish back; decided already stays so. Raises CannotSwap."""
    rotas.lock_rota(community.id)
    swap = _get(community, swap_id)
    if member_id is not None and member_id not in (swap.member_id, swap.to_member_id):
        raise CannotSwap(_("this wish is not addressed to you"))
    if swap.state == "open":
        _decide(swap, "withdrawn" if member_id == swap.member_id else "declined", at)
        if by.origin == "staff":
            audit.record(
                "duty.swap_refused",
                subject=f"duty_term:{swap.term_id}",
                by=by,
                at=at,
                after={"swap": swap.id},
            )
    return swap


def _own_term(community: Community, term_id: int, member_id: int) -> Term:
    found: Term | None = Term.objects.filter(id=term_id, community_id=community.id).first()
    if found is None or found.member_id != member_id:
        raise CannotSwap(_("this term belongs to somebody else by now: look again"))
    if found.state not in OPEN:
        raise CannotSwap(_("this term is over: only what is to come can be swapped"))
    return found


def _write(
    rota: Rota, term: Term, other: int | None, member: int, to: int, *, by: Actor, at: datetime
) -> Swap:
    try:
        with transaction.atomic():
            made: Swap = Swap.objects.create(
                community_id=term.community_id,
                term_id=term.id,
                other_term_id=other,
                member_id=member,
                to_member_id=to,
                asked_at=at,
                expires_at=min(at + timedelta(hours=rota.swap_hours), term.ends_at),
            )
    except IntegrityError:
        raise CannotSwap(_("you have asked somebody for this term already: withdraw that first")) from None
    return made


def _get(community: Community, swap_id: int) -> Swap:
    found: Swap | None = (
        Swap.objects.select_for_update().filter(id=swap_id, community_id=community.id).first()
    )
    if found is None:
        raise CannotSwap(_("there is no such wish here"))
    return found


def _decide(swap: Swap, state: str, at: datetime) -> None:
    swap.state, swap.decided_at = state, at
    swap.save(update_fields=["state", "decided_at"])


def _hand_over(term: Term, member_id: int, *, other: Term | None, by: Actor, at: datetime) -> None:
    if term.backup_member_id == member_id:
        term.backup_member_id = term.member_id
    replacing.lay_down(term, term.member_id, by=by, at=at)
    term.member_id, term.is_agreed = member_id, True
    term.save(update_fields=["member_id", "backup_member_id", "is_agreed"])
    tasking.follow(term, by=by, at=at)
    if term.state == State.ON:
        tasking.take_over(community_id=term.community_id, member_id=member_id, at=at)
    fact = facts.DutySwapped(term=term.id, other=other.id if other else 0)
    log.append_one(fact, by=by, at=at, community=term.community_id, member=member_id)


def _void_others(swapped: list[Term], at: datetime) -> None:
    """Other wishes about these terms speak of people who no longer have them."""
    ids = [one.id for one in swapped]
    for field in ("term_id__in", "other_term_id__in"):
        Swap.objects.filter(**{field: ids}, state="open").update(state="void", decided_at=at)
