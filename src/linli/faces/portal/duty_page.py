"""What the duty page shows a member: gathered here, so that the view stays thin."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from linli.faces.portal.access import Home, Visitor
from linli.people.duty.queries import board, phone, rotas
from linli.people.duty.queries.board import SwapLine, TermLine
from linli.people.duty.queries.phone import Chore, NewFace, Waiting
from linli.people.duty.records import RotaRow, VolunteerRow
from linli.people.duty.rules.checklist import Item
from linli.people.duty.rules.terms import State
from linli.people.duty.rules.turns import Standing

SHOWN_AHEAD = 6


@dataclass(frozen=True)
class DutyPage:
    """Everything on the page; `mine` is the term of the visitor that is on, `coming` those to come."""

    home: Home
    rota: RotaRow
    volunteer: VolunteerRow | None
    now: TermLine | None
    mine: TermLine | None
    coming: tuple[TermLine, ...]
    past: tuple[TermLine, ...]
    ahead: tuple[TermLine, ...]
    ahead_of_others: tuple[TermLine, ...]
    chores: tuple[Chore, ...]
    others: tuple[Chore, ...]
    faces: tuple[NewFace, ...]
    waiting: tuple[tuple[Waiting, bool], ...]
    before: TermLine | None
    asked_of_me: tuple[SwapLine, ...]
    asked_by_me: tuple[SwapLine, ...]
    partners: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]

    @property
    def is_listed(self) -> bool:
        """Does the visitor take turns?"""
        return self.volunteer is not None and self.volunteer.standing in (Standing.READY, Standing.PAUSED)

    @property
    def is_waiting(self) -> bool:
        """Has the visitor offered themselves, and the team has not answered yet?"""
        return self.volunteer is not None and self.volunteer.standing == Standing.WAITING

    @property
    def done(self) -> int:
        """How many of today's lines are done."""
        return sum(one.state in ("done", "skipped") for one in self.chores)

    @property
    def minutes(self) -> int:
        """About how long a day takes."""
        return sum(one.minutes for one in self.items if one.every in ("daily", "workdays"))

    @property
    def asked_terms(self) -> frozenset[int]:
        """The terms the visitor has asked somebody to take."""
        return frozenset(one.given.id for one in self.asked_by_me)


def page_of(visitor: Visitor, home: Home, *, today: date, at: datetime) -> DutyPage | None:
    """The page of a visitor; None where their community takes no turns."""
    rota = rotas.find_rota(home.id)
    if rota is None:
        return None
    mine = set(visitor.member_ids)
    ahead = board.terms_to_come(home.id, at=at)
    now = next((one for one in ahead if one.starts_at <= at), None)
    own = board.terms_of(visitor.member_ids, home.id)
    on = now if now is not None and now.member_id in mine and now.state is State.ON else None
    others = [
        one for one in ahead if one.member_id and one.member_id not in mine and one.state is State.PLANNED
    ]
    swaps = board.open_swaps(home.id, at=at, member_ids=visitor.member_ids)
    return DutyPage(
        home=home,
        rota=rota,
        volunteer=rotas.find_volunteer(home.id, visitor.member_ids),
        now=now,
        mine=on,
        coming=tuple(one for one in ahead if one.member_id in mine and one.state is State.PLANNED),
        past=tuple(one for one in own if one.state in (State.DONE, State.MISSED))[:6],
        ahead=tuple(ahead[:SHOWN_AHEAD]),
        ahead_of_others=tuple(others),
        chores=tuple(phone.chores_of(on.id, today=today, at=at)) if on else (),
        others=tuple(phone.other_chores(visitor.member_ids, home.id, at=at)),
        faces=tuple(phone.new_faces(home.id, but=visitor.member_ids, at=at)) if on else (),
        waiting=tuple(_waiting(visitor, home, at)) if on else (),
        before=board.note_before(home.id, on.number) if on else None,
        asked_of_me=tuple(one for one in swaps if one.to_member_id in mine),
        asked_by_me=tuple(one for one in swaps if one.member_id in mine),
        partners=tuple(_partners(home, others, mine, at)),
        items=tuple(rotas.items_of(home.id)),
    )


def _waiting(visitor: Visitor, home: Home, at: datetime) -> list[tuple[Waiting, bool]]:
    """Who waits for an answer in the rooms the visitor is in; True where their message can be opened."""
    groups = {stay.room.address.group_id for stay in visitor.stays}
    found = phone.waiting_for_an_answer(
        home.id, groups={id for id in groups if id is not None}, but=visitor.member_ids, at=at
    )
    addresses = {stay.room.address.external for stay in visitor.stays}
    return [(one, one.address in addresses) for one in found]


def _partners(home: Home, others: list[TermLine], mine: set[int], at: datetime) -> list[tuple[str, str]]:
    """With whom a term can be swapped: their terms to come, then everybody on the list, for nothing."""
    terms = [
        (
            f"term:{one.id}",
            _("%(name)s, for %(day)s") % {"name": one.name, "day": day_of(one.starts_at)},
        )
        for one in others
    ]
    people = [
        (f"member:{one.member_id}", _("%(name)s, for nothing in return") % {"name": one.name})
        for one in rotas.volunteer_lines(home.id, at=at)
        if one.member_id not in mine and one.standing is Standing.READY
    ]
    return terms + people


def day_of(at: datetime) -> str:
    """A day as people say it, in the zone that is open."""
    return date_format(localtime(at), "MONTH_DAY_FORMAT")
