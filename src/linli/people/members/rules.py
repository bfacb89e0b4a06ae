"""Decisions about people: the stays of a member in a group, and the key names are sorted by."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pypinyin import lazy_pinyin

MAX_SORT_KEY = 400


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
    before a known stay began extends it backwards. At one instant going out is before coming in, except when
    the person was not there: then they came and went at once. Known stays keep their numbers; a new stay gets
    the next free one.
    """
    known = list(stays)
    joins = {stay.joined_at: stay.number for stay in known}
    leaves = {stay.left_at: stay.reason for stay in known if stay.left_at is not None}
    for moment in moments:
        if moment.reason is None:
            joins.setdefault(moment.at, 0)
        else:
            leaves.setdefault(moment.at, moment.reason)
    return _numbered(_walk(joins, leaves))


def _walk(joins: dict[datetime, int], leaves: dict[datetime, str]) -> list[Stay]:
    found: list[Stay] = []
    is_in = False
    for at in sorted(joins.keys() | leaves.keys()):
        was_in = is_in
        if was_in and at in leaves:
            found[-1] = replace(found[-1], left_at=at, reason=leaves[at])
            is_in = False
        if at in joins:
            if is_in:
                found[-1] = replace(found[-1], number=found[-1].number or joins[at])
            else:
                found.append(Stay(joins[at], at))
                is_in = True
        if not was_in and is_in and at in leaves:
            found[-1] = replace(found[-1], left_at=at, reason=leaves[at])
            is_in = False
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


def sort_key(name: str) -> str:
    """What a name is sorted and looked up by: pinyin for Chinese, small letters, half width."""
    plain = unicodedata.normalize("NFKC", name).strip()
    return "".join(lazy_pinyin(plain)).casefold()[:MAX_SORT_KEY]
