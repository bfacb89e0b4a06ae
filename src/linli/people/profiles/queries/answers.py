"""What members answered: of one, of many, and what it was before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from linli.people.profiles.models import Answer, FormerAnswer
from linli.people.profiles.queries import fields as known
from linli.people.profiles.queries import wording
from linli.people.profiles.queries.fields import FieldLine
from linli.people.profiles.rules import quality


@dataclass(frozen=True)
class AnswerLine:
    """A field of a member with its answer; `text` is how it reads, "" when there is none.

    `is_masked`: this seat may not see it; `text` only tells that there is one.
    """

    field: FieldLine
    text: str = ""
    value: str = ""
    source: str = ""
    answered_at: datetime | None = None
    confirmed_at: datetime | None = None
    is_stale: bool = False
    is_masked: bool = False
    doubt: str = ""

    @property
    def source_name(self) -> str:
        """Where it came from, in words."""
        return wording.source_name(self.source) if self.source else ""


@dataclass(frozen=True)
class FormerLine:
    """An answer of before."""

    field: FieldLine
    text: str
    source_name: str
    answered_at: datetime
    replaced_at: datetime


def values_of(member_id: int) -> dict[str, str]:
    """Answers as they are stored, by the code of the field."""
    found = Answer.objects.filter(member_id=member_id, field__archived_at=None)
    return dict(found.values_list("field__code", "value"))


def values_of_many(member_ids: Sequence[int], *, codes: Collection[str]) -> dict[int, dict[str, str]]:
    """The same for many members and some fields; members without any answer are left out."""
    found = Answer.objects.filter(member_id__in=member_ids, field__code__in=list(codes))
    answers: dict[int, dict[str, str]] = {}
    for member_id, code, value in found.values_list("member_id", "field__code", "value"):
        answers.setdefault(member_id, {})[code] = value
    return answers


def profile_lines(
    member_id: int, fields: Sequence[FieldLine], *, now: datetime, sees_personal: bool
) -> list[AnswerLine]:
    """Every one of these fields with the member's answer, in their order; one query."""
    rows = {row.field_id: row for row in Answer.objects.filter(member_id=member_id)}
    return [_line(field, rows.get(field.id), now=now, sees_personal=sees_personal) for field in fields]


def former_lines(member_id: int, *, sees_personal: bool, limit: int = 50) -> list[FormerLine]:
    """What a member answered before, newest first; masked where the seat may not see it."""
    rows = list(FormerAnswer.objects.filter(member_id=member_id).order_by("-replaced_at", "-id")[:limit])
    fields = {one.id: one for one in known.all_fields()}
    return [
        FormerLine(
            fields[row.field_id],
            _text(fields[row.field_id], row.value, sees_personal=sees_personal),
            wording.source_name(row.source),
            row.answered_at,
            row.replaced_at,
        )
        for row in rows
        if row.field_id in fields
    ]


def texts(members: Sequence[int], code: str) -> Mapping[int, str]:
    """What each member answered to one field, for those who did."""
    found = Answer.objects.filter(member_id__in=members, field__code=code, field__archived_at=None)
    return dict(found.values_list("member_id", "value"))


def numbers(members: Sequence[int], code: str) -> Mapping[int, float]:
    """The numbers members answered to one field."""
    found = Answer.objects.filter(member_id__in=members, field__code=code, field__archived_at=None)
    rows = found.exclude(number=None).values_list("member_id", "number")
    return {member_id: float(Decimal(number)) for member_id, number in rows}


def _line(field: FieldLine, row: Answer | None, *, now: datetime, sees_personal: bool) -> AnswerLine:
    if row is None:
        return AnswerLine(field)
    is_masked = field.is_personal and not sees_personal
    return AnswerLine(
        field=field,
        text=_text(field, row.value, sees_personal=sees_personal),
        value="" if is_masked else row.value,
        source=row.source,
        answered_at=row.answered_at,
        confirmed_at=row.confirmed_at,
        is_stale=quality.is_stale(row.confirmed_at, after_days=field.stale_after_days, now=now),
        is_masked=is_masked,
        doubt=wording.doubt(row.doubt),
    )


def _text(field: FieldLine, value: str, *, sees_personal: bool) -> str:
    if field.is_personal and not sees_personal:
        return wording.masked(field, value)
    return wording.shown(field, value)


def completeness_of(members: Sequence[int]) -> Mapping[int, int]:
    """The share of fields asked everywhere that each member answered, in whole percent; two queries."""
    asked = {one.id for one in known.fields_for(None) if one.is_asked}
    filled = dict.fromkeys(members, 0)
    found = Answer.objects.filter(member_id__in=members, field_id__in=asked)
    for member in found.values_list("member_id", flat=True):
        filled[member] += 1
    return {member: 100 * count // len(asked) if asked else 100 for member, count in filled.items()}
