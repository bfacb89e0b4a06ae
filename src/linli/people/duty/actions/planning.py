"""Terms made ahead of time, and people found for them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from linli.people.communities.models import Community
from linli.people.duty.actions import gaps
from linli.people.duty.models import Rota, Swap, Term
from linli.people.duty.queries import rotas
from linli.people.duty.rules import turns
from linli.people.duty.rules.terms import Reward, State
from linli.people.duty.rules.turns import Candidate, Limits, Pattern

FIRM = timedelta(days=14)


@transaction.atomic
def plan_anew(*, community: Community, at: datetime) -> int:
    """The list changed: share out the planned terms again that begin later than in two weeks.

    What people agreed on, and what somebody asks to swap, stays. Returns as `plan_ahead`.
    """
    rotas.lock_rota(community.id)
    asked = Swap.objects.filter(community_id=community.id, state="open")
    Term.objects.filter(
        community_id=community.id, state=State.PLANNED, is_agreed=False, starts_at__gt=at + FIRM
    ).exclude(id__in=asked.values("term_id")).exclude(
        id__in=asked.filter(other_term_id__isnull=False).values("other_term_id")
    ).update(member_id=None, backup_member_id=None)
    return plan_ahead(community=community, at=at)


@transaction.atomic
def plan_ahead(*, community: Community, at: datetime) -> int:
    """Make the terms that are missing as far ahead as the rota says, and find people for those without.

    Terms that somebody has stay as they are; a second time changes nothing. Returns how many terms were
    made or given to somebody.
    """
    rota = rotas.lock_rota(community.id)
    if not rota.is_running or community.closed_at is not None:
        return 0
    known = {one.number: one for one in _open_terms(community.id)}
    people = {one.member: one for one in rotas.candidates(community.id)}
    fresh: list[Term] = []
    found = 0
    for number in rotas.rhythm_of(rota, community.zone).numbers_ahead(at, rota.ahead):
        term = known.get(number) or _new_term(rota, community, number)
        has_changed = _find_people(term, rota, community.zone, people)
        if term.pk is None:
            fresh.append(term)
        elif has_changed:
            term.save(update_fields=["member_id", "backup_member_id"])
            found += 1
    made = Term.objects.bulk_create(fresh, ignore_conflicts=True)
    gaps.tell_of_gaps(community=community, at=at)
    return found + len(made)


def pick(rota: Rota, term: Term, zone: str, *, but: set[int], is_backup: bool = False) -> int | None:
    """Who would have a term if it were given now; a backup needs no rest between terms."""
    return _choose(
        rota, term, zone, rotas.candidates(term.community_id, but_number=term.number), but, is_backup
    )


def promise(term: Term, rota: Rota) -> None:
    """Write what the rota promises for a term into it."""
    term.reward_kind, term.reward_what = rota.reward_kind, rota.reward_what
    term.reward_cents, term.reward_source = rota.reward_cents, rota.reward_source
    term.reward_state = Reward.PROMISED if rota.reward_what else Reward.NONE


def _open_terms(community_id: int) -> list[Term]:
    return list(Term.objects.filter(community_id=community_id, state__in=(State.PLANNED, State.ON)))


def _new_term(rota: Rota, community: Community, number: int) -> Term:
    rhythm = rotas.rhythm_of(rota, community.zone)
    term = Term(
        community_id=community.id,
        number=number,
        starts_at=rhythm.starts_at(number).astimezone(UTC),
        ends_at=rhythm.starts_at(number + 1).astimezone(UTC),
    )
    promise(term, rota)
    return term


def _find_people(term: Term, rota: Rota, zone: str, people: dict[int, Candidate]) -> bool:
    """Find whoever is missing in a term, remember a new holder in `people`; True where somebody was."""
    before = (term.member_id, term.backup_member_id)
    if term.member_id is None:
        term.member_id = _choose(rota, term, zone, list(people.values()), set(), is_backup=False)
        if term.member_id is not None:
            one = people[term.member_id]
            people[one.member] = replace(one, numbers=(*one.numbers, term.number))
    if term.member_id is not None and term.backup_member_id in (None, term.member_id):
        term.backup_member_id = _choose(
            rota, term, zone, list(people.values()), {term.member_id}, is_backup=True
        )
    return before != (term.member_id, term.backup_member_id)


def _choose(
    rota: Rota, term: Term, zone: str, line: list[Candidate], but: set[int], is_backup: bool
) -> int | None:
    limits = rotas.limits_of(rota)
    return turns.choose(
        line,
        number=term.number,
        starts_on=term.starts_at.astimezone(ZoneInfo(zone)).date(),
        pattern=Pattern(rota.pattern),
        limits=Limits(0, limits.most_a_year, limits.year) if is_backup else limits,
        but=but,
    )
