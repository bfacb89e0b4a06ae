"""The terms of a community as people see them, and wishes to swap."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs.models import Seat
from linli.people.duty.models import Swap, Term
from linli.people.duty.rules.terms import OPEN, Reward, State
from linli.people.members.queries import names


class NoSuchTerm(Refusal):
    """There is no such term, or this seat does not reach its community."""

    def __init__(self) -> None:
        super().__init__(_("there is no such term on duty here"))


@dataclass(frozen=True)
class TermLine:
    """A term with names; a name is "" where nobody is."""

    id: int
    community_id: int
    number: int
    starts_at: datetime
    ends_at: datetime
    state: State
    member_id: int | None
    name: str
    backup_id: int | None
    backup: str
    tasks: int
    done: int
    on_time: int
    note: str
    noted_at: datetime | None
    rating: int | None
    reward_state: Reward
    reward_kind: str
    reward_what: str
    reward_cents: int
    reward_source: str
    given_on: date | None

    @property
    def is_gap(self) -> bool:
        """Is it still to come, or on, and nobody has it?"""
        return self.member_id is None and self.state in OPEN

    @property
    def owes_reward(self) -> bool:
        """Was it done, and what was promised for it is not given?"""
        return self.state is State.DONE and self.reward_state is Reward.PROMISED

    @property
    def last_at(self) -> datetime:
        """A moment of its last day, to be shown: the end is the beginning of the next one."""
        return self.ends_at - timedelta(hours=12)

    @property
    def percent(self) -> int:
        """The share of its tasks that were done."""
        return round(100 * self.done / self.tasks) if self.tasks else 0


@dataclass(frozen=True)
class SwapLine:
    """A wish to swap, with both terms. `taken` is None where nothing is given in return."""

    id: int
    given: TermLine
    taken: TermLine | None
    member_id: int
    name: str
    to_member_id: int
    to_name: str
    asked_at: datetime
    expires_at: datetime


def terms_between(community_id: int, *, since: datetime, until: datetime) -> list[TermLine]:
    """The terms of a community that touch a period, by time; two queries."""
    found = Term.objects.filter(community_id=community_id, ends_at__gt=since, starts_at__lt=until)
    return lines_of(found.order_by("starts_at"))


def terms_to_come(community_id: int, *, at: datetime) -> list[TermLine]:
    """The term that is on and those planned, by time; two queries."""
    found = Term.objects.filter(community_id=community_id, state__in=OPEN, ends_at__gt=at)
    return lines_of(found.order_by("number"))


def past_terms(community_id: int, *, limit: int = 20) -> list[TermLine]:
    """Terms that are over, last first; two queries."""
    found = Term.objects.filter(community_id=community_id).exclude(state__in=OPEN)
    return lines_of(found.order_by("-number")[:limit])


def terms_of(member_ids: Collection[int], community_id: int) -> list[TermLine]:
    """Every term somebody has or had, last first; two queries."""
    found = Term.objects.filter(community_id=community_id, member_id__in=member_ids)
    return lines_of(found.order_by("-number")[:60])


def get_term(term_id: int) -> Term:
    """A term of the organisation in scope, or NoSuchTerm."""
    found: Term | None = Term.objects.filter(id=term_id).first()
    if found is None:
        raise NoSuchTerm
    return found


def access_term(seat: Seat, term_id: int) -> Term:
    """The same for ids from outside: only in communities this seat reaches."""
    found = get_term(term_id)
    if found.org_id != seat.org_id or (seat.reach is not None and found.community_id not in seat.reach):
        raise NoSuchTerm
    return found


def line_of(term: Term) -> TermLine:
    """A term as shown."""
    return lines_of([term])[0]


def note_before(community_id: int, number: int) -> TermLine | None:
    """The newest earlier term whose holder wrote a note; two queries."""
    found = Term.objects.filter(community_id=community_id, number__lt=number).exclude(note="")
    return next(iter(lines_of(found.order_by("-number")[:1])), None)


def open_swaps(
    community_id: int, *, at: datetime, member_ids: Collection[int] | None = None
) -> list[SwapLine]:
    """Wishes that wait for an answer, oldest first; `member_ids`: those by or to these members."""
    found = Swap.objects.filter(community_id=community_id, state="open", expires_at__gt=at)
    if member_ids is not None:
        found = found.filter(Q(member_id__in=member_ids) | Q(to_member_id__in=member_ids))
    rows = list(found.order_by("asked_at", "id"))
    ids = {id for one in rows for id in (one.term_id, one.other_term_id) if id is not None}
    terms = {one.id: one for one in lines_of(Term.objects.filter(id__in=ids))} if ids else {}
    called = names.names_of({id for one in rows for id in (one.member_id, one.to_member_id)})
    return [
        SwapLine(
            id=one.id,
            given=terms[one.term_id],
            taken=terms.get(one.other_term_id),
            member_id=one.member_id,
            name=called.get(one.member_id, ""),
            to_member_id=one.to_member_id,
            to_name=called.get(one.to_member_id, ""),
            asked_at=one.asked_at,
            expires_at=one.expires_at,
        )
        for one in rows
        if one.term_id in terms
    ]


def lines_of(found: Iterable[Term]) -> list[TermLine]:
    """Terms with names, in the order given; two queries."""
    rows = list(found)
    called = names.names_of({id for one in rows for id in (one.member_id, one.backup_member_id) if id})
    return [
        TermLine(
            id=one.id,
            community_id=one.community_id,
            number=one.number,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            state=State(one.state),
            member_id=one.member_id,
            name=called.get(one.member_id or 0, ""),
            backup_id=one.backup_member_id,
            backup=called.get(one.backup_member_id or 0, ""),
            tasks=one.tasks,
            done=one.done,
            on_time=one.on_time,
            note=one.note,
            noted_at=one.noted_at,
            rating=one.rating,
            reward_state=Reward(one.reward_state),
            reward_kind=one.reward_kind,
            reward_what=one.reward_what,
            reward_cents=one.reward_cents,
            reward_source=one.reward_source,
            given_on=one.given_on,
        )
        for one in rows
    ]
