"""Who could meet whom in a community, and what became of the pairs suggested before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from linli.people.consent import presets
from linli.people.consent.queries import choices
from linli.people.entry.models import Pairing
from linli.people.entry.rules.meeting import Traits
from linli.people.members.models import Membership
from linli.people.members.queries import names
from linli.people.profiles.queries import answers, fields
from linli.people.profiles.queries.fields import FieldLine
from linli.people.profiles.rules import kinds

OFFERS = ("can_share", "can_supply")
NEEDS = ("need_business", "need_knowledge", "need_life", "need_business_note")
COMMON = ("city", "industry", "position")
MOST = 2_000


@dataclass(frozen=True)
class PairLine:
    """A pair as people see it; `about` are the words that fit."""

    id: int
    first_id: int
    first: str
    second_id: int
    second: str
    reason: str
    about: tuple[str, ...]
    suggested_at: datetime
    connected_at: datetime | None


def traits(community_id: int) -> list[Traits]:
    """What is known for meeting others, of members who are in and agreed to be matched; five queries."""
    inside = Membership.objects.filter(community_id=community_id, left_at=None).order_by("member_id")
    ids = list(inside.values_list("member_id", flat=True).distinct()[:MOST])
    agreed = [id for id, yes in choices.answers(ids, purpose=presets.MATCHING).items() if yes]
    codes = (*OFFERS, *NEEDS, *COMMON)
    lines = fields.by_code(codes)
    values = answers.values_of_many(agreed, codes=codes)
    needs = {id: _needs(given, lines) for id, given in values.items()}
    wanted = frozenset(word for words in needs.values() for word in words)
    return [
        Traits(id, _offers(given, wanted), needs[id], _common(given, lines)) for id, given in values.items()
    ]


def known_pairs(community_id: int) -> list[tuple[int, int]]:
    """Pairs that were suggested before, the smaller id first."""
    found = Pairing.objects.filter(community_id=community_id).values_list(
        "first_member_id", "second_member_id"
    )
    return [(min(pair), max(pair)) for pair in found]


def pair_lines(community_id: int, *, limit: int = 100) -> list[PairLine]:
    """Suggested pairs, newest first, with names; two queries."""
    return _lines(Pairing.objects.filter(community_id=community_id).order_by("-suggested_at", "-id")[:limit])


def pairs_of(member_ids: Sequence[int], community_id: int) -> list[PairLine]:
    """Whom somebody could meet, newest first."""
    mine = Q(first_member_id__in=member_ids) | Q(second_member_id__in=member_ids)
    found = Pairing.objects.filter(mine, community_id=community_id, connected_at=None)
    return _lines(found.order_by("-suggested_at", "-id")[:5])


def _lines(found: Iterable[Pairing]) -> list[PairLine]:
    rows = list(found)
    people = names.names_of({id for row in rows for id in (row.first_member_id, row.second_member_id)})
    return [
        PairLine(
            id=row.pk,
            first_id=row.first_member_id,
            first=people.get(row.first_member_id, ""),
            second_id=row.second_member_id,
            second=people.get(row.second_member_id, ""),
            reason=row.reason,
            about=tuple(row.about),
            suggested_at=row.suggested_at,
            connected_at=row.connected_at,
        )
        for row in rows
    ]


def _needs(given: Mapping[str, str], lines: Mapping[str, FieldLine]) -> frozenset[str]:
    return frozenset(
        word
        for code in NEEDS
        if given.get(code) and code in lines
        for word in _words(lines[code], given[code])
    )


def _offers(given: Mapping[str, str], wanted: frozenset[str]) -> frozenset[str]:
    """The needs of anybody that stand in what somebody offers."""
    text = " ".join(given.get(code, "") for code in OFFERS).casefold()
    return frozenset(word for word in wanted if len(word) > 1 and word in text)


def _common(given: Mapping[str, str], lines: Mapping[str, FieldLine]) -> frozenset[str]:
    return frozenset(
        f"{code}={word}"
        for code in COMMON
        if given.get(code) and code in lines
        for word in _words(lines[code], given[code])[:1]
    )


def _words(field: FieldLine, value: str) -> list[str]:
    """An answer as words: the labels of what was chosen, or the text."""
    if field.kind not in kinds.WITH_CHOICES:
        return [value.casefold()]
    labels = {one.code: one.labels for one in field.choices}
    return [label.casefold() for code in kinds.parts(value) for label in labels.get(code, ())[:1] if label]
