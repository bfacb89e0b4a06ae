"""Decisions about people: the stays of a member in a group, and the key names are sorted by."""

import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from pypinyin import lazy_pinyin

MAX_SORT_KEY = 400
TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Stay:
    """One stay in a group, `[joined_at, left_at)`; `number` 0 has not been given one yet."""

    number: int
    joined_at: datetime
    left_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Moment:
    """Somebody came in (`reason` None) or went out (`reason` says how)."""

    at: datetime
    reason: str | None = None


def revise(stays: Iterable[Stay], moments: Iterable[Moment]) -> list[Stay]:
    """The stays after hearing of more comings and goings, in whatever order they are told; by time.

    Coming in while in, and going out while out, change nothing, so telling twice changes nothing. A coming
    before a known stay began extends it backwards. Known stays keep their numbers; a new stay gets the next
    free one. Platforms count in seconds: of two moments at one instant the one told later is a TICK later.
    """
    known = list(stays)
    joins = {stay.joined_at: stay.number for stay in known}
    leaves = {stay.left_at: stay.reason for stay in known if stay.left_at is not None}
    for moment in moments:
        if moment.reason is None:
            if (at := _free_instant(moment.at, joins, leaves)) is not None:
                joins[at] = 0
        elif (at := _free_instant(moment.at, leaves, joins)) is not None:
            leaves[at] = moment.reason
    return _numbered(_walk(joins, leaves))


def _free_instant(at: datetime, same: Container[datetime], opposite: Container[datetime]) -> datetime | None:
    """Where a moment goes; None when it was told before."""
    if at in same or at + TICK in same:
        return None
    return at + TICK if at in opposite else at


def _walk(joins: Mapping[datetime, int], leaves: Mapping[datetime, str]) -> list[Stay]:
    found: list[Stay] = []
    is_in = False
    for at in sorted(joins.keys() | leaves.keys()):
        if is_in and at in leaves:
            found[-1] = replace(found[-1], left_at=at, reason=leaves[at])
            is_in = False
        elif is_in:
            found[-1] = replace(found[-1], number=found[-1].number or joins[at])
        elif at in joins:
            found.append(Stay(joins[at], at))
            is_in = True
    return found


def _numbered(stays: Sequence[Stay]) -> list[Stay]:
    last = max((stay.number for stay in stays), default=0)
    numbered = []
    for stay in stays:
        if stay.number == 0:
            last += 1
            stay = replace(stay, number=last)
        numbered.append(stay)
    return numbered


def union(one: Iterable[Stay], other: Iterable[Stay]) -> list[Stay]:
    """The stays of one person who was there under two records: overlapping stays become one; by time.

    Two accounts are there as long as either is. Numbers start again at 1.
    """
    joined: list[Stay] = []
    for stay in sorted((*one, *other), key=lambda stay: (stay.joined_at, stay.left_at is None)):
        last = joined[-1] if joined else None
        if last is None or (last.left_at is not None and last.left_at < stay.joined_at):
            joined.append(stay)
        elif last.left_at is not None and (stay.left_at is None or stay.left_at > last.left_at):
            joined[-1] = replace(last, left_at=stay.left_at, reason=stay.reason)
    return [replace(stay, number=number) for number, stay in enumerate(joined, start=1)]


@lru_cache(maxsize=8_192)
def sort_key(name: str) -> str:
    """What a name is sorted and looked up by: pinyin for Chinese, small letters, half width."""
    plain = unicodedata.normalize("NFKC", name).strip()
    return "".join(lazy_pinyin(plain)).casefold()[:MAX_SORT_KEY]


def split(before: Iterable[Stay], present: Iterable[Stay], *, merged_at: datetime, joins: bool) -> list[Stay]:
    """The stays of one of two records after their merge is taken back; by time.

    `before` is what the record had when it was merged, `present` what the person has now. Who left after the
    merge left under both records; who came after it came under the kept one (`joins`).
    """
    moments = []
    for stay in present:
        if joins and stay.joined_at > merged_at:
            moments.append(Moment(stay.joined_at))
        if stay.left_at is not None and stay.left_at > merged_at:
            moments.append(Moment(stay.left_at, stay.reason))
    return revise(before, moments)


def last_word(stay: Stay, spoken: Iterable[datetime]) -> datetime | None:
    """The last of these moments that lies in the stay."""
    inside = [at for at in spoken if stay.joined_at <= at and (stay.left_at is None or at <= stay.left_at)]
    return max(inside, default=None)


def clean_tag(name: str) -> str:
    """A tag as it is stored: one line, no width variants, no space around; "" when nothing is left."""
    return " ".join(unicodedata.normalize("NFKC", name).split())
