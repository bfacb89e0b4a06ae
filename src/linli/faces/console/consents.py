"""What the page of a member shows about consent, and noting that a page was looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from linli.faces.console import actors
from linli.faces.ui.request import StaffRequest
from linli.faces.ui.words import where_words, why_words
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.rules import Permission
from linli.people.consent import masking
from linli.people.consent.actions import watching as noting
from linli.people.consent.queries import choices, requests, watching
from linli.people.consent.queries.requests import Asked
from linli.people.consent.rules import Why
from linli.people.members.queries import people


@dataclass(frozen=True)
class PurposeLine:
    """A purpose and the member's last answer, in words."""

    code: str
    title: str
    is_given: bool
    is_asked: bool
    is_outdated: bool
    where: str
    at: datetime | None


@dataclass(frozen=True)
class Consents:
    """For the partial `console/parts/consents_of_member.html`; looks are (who, why, when, times)."""

    purposes: list[PurposeLine]
    waiting: Asked | None
    looks: list[tuple[str, str, datetime, int]]


def of_member(request: StaffRequest, member_id: int) -> Consents:
    """What one member agreed to and who looked; at most eight queries."""
    ids = people.all_ids(member_id)
    looks = watching.looks_at(ids, limit=12)
    by = actors.named(request, {one.actor for one in looks})
    return Consents(
        [_line(one) for one in choices.standings_of(member_id)],
        requests.waiting_erasure(ids),
        [(by[one.actor].name, why_words(one.why), one.at, one.times) for one in looks],
    )


def looked(request: StaffRequest, members: Sequence[int], why: Why = Why.PAGE) -> None:
    """This request showed personal data of these members; call it once in the view."""
    noting.note_access(members, by=request.actor, at=request.now, why=why)


def may_see(request: StaffRequest) -> bool:
    """May personal values be shown to this seat?"""
    return orgs.can(request.seat, Permission.PERSONAL_SEE)


def shown(request: StaffRequest, value: str, kind: masking.Kind | str) -> str:
    """A personal value, masked for seats that may not see it."""
    return value if may_see(request) else masking.mask(value, kind)


def _line(one: choices.Standing) -> PurposeLine:
    chosen = one.chosen
    return PurposeLine(
        one.purpose.code,
        one.purpose.words.title(get_language() or "zh-hans"),
        one.is_given,
        chosen is not None,
        one.is_outdated,
        where_words(chosen.where) if chosen else "",
        chosen.at if chosen else None,
    )
