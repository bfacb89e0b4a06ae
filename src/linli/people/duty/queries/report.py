"""How well duty goes: coverage, fairness, how many people a year, how much was done in time, what it cost."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.people.duty.models import Term, Volunteer
from linli.people.duty.queries import board, rotas
from linli.people.duty.queries.board import TermLine
from linli.people.duty.rules import turns
from linli.people.duty.rules.terms import Reward, State
from linli.people.duty.rules.turns import Coverage, Fairness, Load, Span, Standing
from linli.people.members.queries import names

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class PersonLoad:
    """One volunteer's share of the year: terms done and to come, tasks done in time, the mean rating."""

    member_id: int
    name: str
    terms: int
    missed: int
    to_come: int
    tasks: int
    done: int
    on_time: int
    rating: float | None
    is_overloaded: bool


@dataclass(frozen=True)
class Report:
    """The year of a community up to a moment. Shares are 0–1, None where there is nothing to share."""

    since: datetime
    coverage: Coverage
    fairness: Fairness
    people: tuple[PersonLoad, ...]
    terms: int
    missed: int
    done_share: float | None
    on_time_share: float | None
    people_a_year: int
    at_this_pace: int
    owed: tuple[TermLine, ...]
    given: int
    given_cents: int


def report_of(community_id: int, *, at: datetime) -> Report | None:
    """The last year of a community, or since its first term; None before there is a term. Seven queries."""
    rota = rotas.find_rota(community_id)
    first = Term.objects.filter(community_id=community_id).order_by("starts_at").first()
    if rota is None or first is None:
        return None
    since = max(at - YEAR, min(first.starts_at, at))
    lines = board.terms_between(community_id, since=since, until=at + YEAR)
    begun = [one for one in lines if one.starts_at <= at]
    over = [one for one in begun if one.state in (State.DONE, State.MISSED)]
    people = _people(community_id, lines, at)
    tasks, done = sum(one.tasks for one in over), sum(one.done for one in over)
    kept = [one for one in over if one.reward_state is Reward.GIVEN]
    return Report(
        since=since,
        coverage=turns.coverage_of([_span(one) for one in begun], since=since, until=at),
        fairness=turns.fairness_of([Load(one.member_id, one.terms + one.to_come) for one in people]),
        people=tuple(people),
        terms=len(over),
        missed=sum(one.state is State.MISSED for one in over),
        done_share=done / tasks if tasks else None,
        on_time_share=sum(one.on_time for one in over) / done if done else None,
        people_a_year=len({one.member_id for one in begun if one.member_id is not None}),
        at_this_pace=round(365 / rota.days),
        owed=tuple(one for one in over if one.owes_reward),
        given=len(kept),
        given_cents=sum(one.reward_cents for one in kept),
    )


def _span(one: TermLine) -> Span:
    return Span(one.starts_at, one.ends_at, one.member_id is not None and one.state in (State.ON, State.DONE))


def _people(community_id: int, lines: list[TermLine], at: datetime) -> list[PersonLoad]:
    listed = Volunteer.objects.filter(
        community_id=community_id, standing__in=(Standing.READY, Standing.PAUSED)
    )
    known = set(listed.values_list("member_id", flat=True))
    called = names.names_of(known | {one.member_id for one in lines if one.member_id is not None})
    counts = Counter(one.member_id for one in lines if one.member_id is not None)
    loads = [Load(id, counts[id]) for id in called]
    heavy = set(turns.fairness_of(loads).overloaded)
    found = [_person(id, called[id], lines, at, is_overloaded=id in heavy) for id in called]
    return sorted(found, key=lambda one: (-one.terms - one.to_come, one.name, one.member_id))


def _person(
    member_id: int, name: str, lines: list[TermLine], at: datetime, *, is_overloaded: bool
) -> PersonLoad:
    own = [one for one in lines if one.member_id == member_id]
    begun = [one for one in own if one.starts_at <= at]
    ratings = [one.rating for one in begun if one.rating is not None]
    return PersonLoad(
        member_id=member_id,
        name=name,
        terms=len(begun),
        missed=sum(one.state is State.MISSED for one in begun),
        to_come=len(own) - len(begun),
        tasks=sum(one.tasks for one in begun),
        done=sum(one.done for one in begun),
        on_time=sum(one.on_time for one in begun),
        rating=sum(ratings) / len(ratings) if ratings else None,
        is_overloaded=is_overloaded,
    )
