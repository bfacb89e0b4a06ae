"""Terms that change hands: somebody cannot come, or the team decides otherwise."""

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts import duty as facts
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities.models import Community
from linli.people.duty.actions import gaps, planning, tasking
from linli.people.duty.models import Rota, Swap, Term
from linli.people.duty.queries import rotas
from linli.people.duty.rules.terms import OPEN


class CannotChange(Refusal):
    """A term that cannot go to somebody, or not to them."""


@transaction.atomic
def give_away(
    *,
    community: Community,
    member_ids: Collection[int],
    reason: str,
    until: date | None,
    by: Actor,
    at: datetime,
) -> int:
    """Terms of these members that have not ended go to the backup, else to the next in line, else to nobody.

    `until`: only those that begin by the end of this day of the community. Returns how many changed hands.
    """
    rota = rotas.lock_rota(community.id)
    open_terms = Term.objects.filter(community_id=community.id, state__in=OPEN, ends_at__gt=at)
    gone = set(member_ids)
    changed = 0
    for term in open_terms.order_by("number"):
        starts_on = term.starts_at.astimezone(ZoneInfo(community.zone)).date()
        if until is not None and starts_on > until:
            continue
        if term.backup_member_id in gone:
            term.backup_member_id = None
            term.save(update_fields=["backup_member_id"])
        if term.member_id in gone:
            _pass_on(term, rota, community, gone, reason=reason, by=by, at=at)
            changed += 1
    gaps.tell_of_gaps(community=community, at=at)
    return changed


@transaction.atomic
def decline(*, term: Term, community: Community, member_id: int, by: Actor, at: datetime) -> None:
    """Whoever has a term cannot come: the backup, else the next in line takes it. Raises CannotChange."""
    rota = rotas.lock_rota(community.id)
    term.refresh_from_db()
    if term.member_id != member_id or term.community_id != community.id:
        raise CannotChange(_("this term belongs to somebody else by now: look again"))
    if term.state not in OPEN or term.ends_at <= at:
        raise CannotChange(_("this term is over: it can be read, but not given to anybody"))
    _pass_on(term, rota, community, {member_id}, reason="declined", by=by, at=at)
    gaps.tell_of_gaps(community=community, at=at)


@transaction.atomic
def appoint(
    *,
    term: Term,
    community: Community,
    member_id: int | None,
    backup_member_id: int | None,
    by: Actor,
    at: datetime,
) -> Term:
    """The team says who has a term and who stands in. The same again changes nothing. Raises CannotChange."""
    rotas.lock_rota(community.id)
    term.refresh_from_db()
    if term.state not in OPEN:
        raise CannotChange(_("this term is over: it can be read, but not given to anybody"))
    named = {one for one in (member_id, backup_member_id) if one is not None}
    if member_id is not None and member_id == backup_member_id:
        raise CannotChange(_("somebody cannot stand in for themselves: choose another backup"))
    if named - rotas.present(named, community.id):
        raise CannotChange(_("they are in no group of this community now: let them join first"))
    term.backup_member_id, term.is_agreed = backup_member_id, member_id is not None
    term.save(update_fields=["backup_member_id", "is_agreed"])
    before = term.member_id
    if before != member_id:
        hand_to(term, member_id, reason="staff", by=by, at=at)
    audit.record(
        "duty.appointed",
        subject=f"duty_term:{term.id}",
        by=by,
        at=at,
        before={"member": before},
        after={"member": member_id, "backup": backup_member_id},
    )
    gaps.tell_of_gaps(community=community, at=at)
    return term


def hand_to(term: Term, member_id: int | None, *, reason: str, by: Actor, at: datetime) -> None:
    """Write a new holder into a term, whose open tasks and wishes to swap follow. The rota is locked."""
    before = term.member_id
    term.member_id = member_id
    lay_down(term, before, by=by, at=at)
    if member_id is None:
        term.gap += 1
    if term.backup_member_id == member_id:
        term.backup_member_id = None
    term.save(update_fields=["member_id", "backup_member_id", "gap"])
    Swap.objects.filter(term_id=term.id, state="open").update(state="void", decided_at=at)
    Swap.objects.filter(other_term_id=term.id, state="open").update(state="void", decided_at=at)
    tasking.follow(term, at=at, by=by)
    fact = facts.DutyReplaced(term=term.id, before=before or 0, reason=reason)
    log.append_one(fact, by=by, at=at, community=term.community_id, member=member_id)


def lay_down(term: Term, before: int | None, *, by: Actor, at: datetime) -> None:
    """Say of whoever had a term that they have it no more."""
    if before is not None:
        fact = facts.DutyGivenUp(term=term.id)
        log.append_one(fact, by=by, at=at, community=term.community_id, member=before)


def _pass_on(
    term: Term, rota: Rota, community: Community, gone: set[int], *, reason: str, by: Actor, at: datetime
) -> None:
    taker = term.backup_member_id
    if taker is None or taker not in rotas.present([taker], community.id):
        taker = planning.pick(rota, term, community.zone, but=gone)
    hand_to(term, taker, reason=reason, by=by, at=at)
    if taker is not None and term.backup_member_id is None:
        term.backup_member_id = planning.pick(rota, term, community.zone, but={taker, *gone}, is_backup=True)
        term.save(update_fields=["backup_member_id"])
