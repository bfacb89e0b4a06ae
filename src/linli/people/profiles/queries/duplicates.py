"""Pairs of records that may be one person, as a person decides on them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.people.members.models import Member
from linli.people.members.queries import people
from linli.people.members.queries import reach as reaching
from linli.people.profiles.models import DuplicatePair


class NoSuchPair(Refusal):
    """There is no such suggestion, or this seat does not reach both."""

    def __init__(self) -> None:
        super().__init__(_("there is no such pair of members here"))


@dataclass(frozen=True)
class Reason:
    """A sign and its points, in words."""

    code: str
    points: int
    words: str


@dataclass(frozen=True)
class PairLine:
    """Two records, how likely they are one person (0 to 100), and why."""

    id: int
    one_id: int
    one_name: str
    other_id: int
    other_name: str
    score: int
    reasons: tuple[Reason, ...]
    refuted_at: datetime | None


def pairs(
    *, reach: Collection[int] | None = None, refuted: bool = False, limit: int = 50, offset: int = 0
) -> list[PairLine]:
    """Suggestions that wait (or those refuted), likeliest first.

    A limited seat sees pairs it reaches both of. Pairs of which one is part of another record
    now, or erased, are left out.
    """
    found = DuplicatePair.objects.filter(refuted_at__isnull=not refuted).order_by("-score", "id")
    gone = Member.objects.exclude(merged_into=None, erased_at=None).values("id")
    found = found.exclude(one_member_id__in=gone).exclude(other_member_id__in=gone)
    rows = list(found[offset : offset + limit])
    ids = {id for row in rows for id in (row.one_member_id, row.other_member_id)}
    allowed = set(_reachable(ids, reach))
    names = dict(Member.objects.filter(id__in=ids).values_list("id", "name"))
    return [_line(row, names) for row in rows if {row.one_member_id, row.other_member_id} <= allowed]


def count_pairs() -> int:
    """How many suggestions wait, merged and erased records included until the next search."""
    return DuplicatePair.objects.filter(refuted_at=None).count()


def get_pair(pair_id: int, *, reach: Collection[int] | None = None) -> PairLine:
    """One suggestion whose two records are members of their own, or NoSuchPair."""
    row = DuplicatePair.objects.filter(id=pair_id).first()
    if row is None:
        raise NoSuchPair
    ids = {row.one_member_id, row.other_member_id}
    if set(_reachable(ids, reach)) != ids:
        raise NoSuchPair
    if any(people.get_member(id).id != id for id in ids):
        raise NoSuchPair
    names = dict(Member.objects.filter(id__in=ids).values_list("id", "name"))
    return _line(row, names)


def reason_words(code: str) -> str:
    """A sign in words."""
    said = {
        "same_phone": _("the same phone number"),
        "same_email": _("the same e-mail address"),
        "same_key": _("the same answer that tells people apart"),
        "same_name": _("the same name"),
        "once_same_name": _("once went by the same name"),
        "like_name": _("names that differ in signs only"),
        "same_company": _("the same company"),
        "same_place": _("the same place"),
        "other_channel": _("on different platforms"),
        "same_channel": _("two accounts on one platform"),
        "never_together": _("never active on the same day"),
        "together": _("active on the same days"),
    }
    return said.get(code, code)


def _reachable(ids: Collection[int], limits: Collection[int] | None) -> list[int]:
    return reaching.reachable(ids, reach=None if limits is None else frozenset(limits))


def _line(row: DuplicatePair, names: dict[int, str]) -> PairLine:
    return PairLine(
        row.id,
        row.one_member_id,
        names.get(row.one_member_id, ""),
        row.other_member_id,
        names.get(row.other_member_id, ""),
        row.score,
        tuple(Reason(code, points, reason_words(code)) for code, points in row.reasons),
        row.refuted_at,
    )
