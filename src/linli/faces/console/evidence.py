"""Cases of moderation in words: what was found, with the matched words marked, and what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, pgettext

from linli.people.communities import queries as communities
from linli.people.members.queries import names
from linli.run.moderation import folding


@dataclass(frozen=True)
class CaseRow:
    """A case as the page shows it. `pieces` are the excerpt cut at the matched words: (text, is a hit)."""

    id: int
    rule_set: str
    member_id: int | None
    member: str
    group: str
    pieces: Sequence[tuple[str, bool]]
    matched: Sequence[str]
    reason: str
    measures: Sequence[str]
    is_enforced: bool
    is_edit: bool
    is_alert: bool
    found_at: datetime
    muted_until: datetime | None
    is_dismissed: bool
    is_lifted: bool
    can_lift: bool


def rows_of(found: Iterable[Any]) -> list[CaseRow]:
    """Cases with the names of people and groups, in four queries however many."""
    cases = list(found)
    people = names.names_of({one.member_id for one in cases if one.member_id})
    groups = {one.id: one.name for one in communities.group_lines(with_closed=True)}
    return [_row(one, people, groups) for one in cases]


def measure_words(measure: str) -> str:
    """What a measure does."""
    return {
        "recall": pgettext("measure", "Recalled"),
        "warn": pgettext("measure", "Warned"),
        "mute": pgettext("measure", "Muted"),
    }.get(measure, measure)


def marked(excerpt: str, matched: Sequence[str]) -> list[tuple[str, bool]]:
    """The excerpt cut into pieces at every place where a matched word stands, as both are compared."""
    forms = folding.fold_batch(list(matched)).plain.split(folding.SEPARATOR) if matched else []
    hits = sorted({form for form in forms if form}, key=len, reverse=True)
    pieces: list[tuple[str, bool]] = []
    rest = excerpt
    while rest:
        place, word = min(((rest.find(word), word) for word in hits if word in rest), default=(-1, ""))
        if place < 0:
            break
        if place:
            pieces.append((rest[:place], False))
        pieces.append((rest[place : place + len(word)], True))
        rest = rest[place + len(word) :]
    return [*pieces, (rest, False)] if rest else pieces


def _row(case: Any, people: dict[int, str], groups: dict[int, str]) -> CaseRow:
    return CaseRow(
        id=case.id,
        rule_set=case.rule_set.name if case.rule_set else gettext("By hand"),
        member_id=case.member_id,
        member=people.get(case.member_id or 0, ""),
        group=groups.get(case.group_id, ""),
        pieces=marked(case.excerpt, case.matched),
        matched=case.matched,
        reason=case.reason,
        measures=[measure_words(one) for one in case.done],
        is_enforced=case.mode == "enforce",
        is_edit=case.is_edit,
        is_alert=case.is_alert,
        found_at=case.found_at,
        muted_until=case.muted_until,
        is_dismissed=case.dismissed_at is not None,
        is_lifted=case.lifted_at is not None,
        can_lift=bool(case.done) and case.lifted_at is None and case.dismissed_at is None,
    )
