"""Who the people of a community are, in numbers: distributions, the persona, commonality and diversity."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from linli.people.profiles.models import Persona
from linli.people.profiles.queries import fields as known
from linli.people.profiles.queries import wording
from linli.people.profiles.queries.fields import FieldLine
from linli.people.profiles.queries.people import PRESENT, count_present, within
from linli.people.profiles.rules import kinds, portraits, regions
from linli.people.profiles.rules.kinds import Kind

COUNTABLE = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.REGION, Kind.NUMBER})
TERMS = frozenset({"organisations", "good_communities"})
MOST_GROUPS = 15


@dataclass(frozen=True)
class Group:
    """People with one answer. `people` None: fewer than three, and this seat may not know more."""

    value: str
    label: str
    people: int | None
    share: float


@dataclass(frozen=True)
class Distribution:
    """How a field is answered; `answered` people of `present` did. Groups of several choices overlap."""

    field: FieldLine
    present: int
    answered: int
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class PersonaLine:
    """Whom a community is for."""

    name: str
    wanted: Mapping[str, Sequence[str]]
    speciality: str


@dataclass(frozen=True)
class Fit:
    """A wanted attribute: how many of those who answered have it; `share` None where nobody answered."""

    field: FieldLine
    wanted: str
    share: float | None
    answered: int


@dataclass(frozen=True)
class Structure:
    """What people have in common and where they differ (C023). Shares from 0 to 1; None: not enough known.

    missing   specialities of the field's choices that nobody has
    """

    persona: PersonaLine | None
    match: float | None
    fits: tuple[Fit, ...]
    commonality: float | None
    diversity: float | None
    leaders: int
    missing: tuple[str, ...]


def distributions(
    codes: Sequence[str],
    *,
    community_id: int | None = None,
    reach: Collection[int] | None = None,
    sees_personal: bool,
) -> list[Distribution]:
    """Fields that can be counted, in the order of their codes; three queries together."""
    fields = known.by_code(codes)
    chosen = [fields[code] for code in codes if code in fields and _is_countable(fields[code])]
    present = count_present(community_id, reach=reach)
    rows = _values([one.id for one in chosen], community_id, reach)
    return [_distribution(one, rows.get(one.id, []), present, sees_personal=sees_personal) for one in chosen]


def persona_of(community_id: int) -> PersonaLine | None:
    """The persona of a community, if somebody described one."""
    row = Persona.objects.filter(community_id=community_id).first()
    return PersonaLine(row.name, row.wanted, row.speciality) if row else None


def structure_of(community_id: int) -> Structure:
    """Match with the persona, commonality (M48) and diversity (M49) of the people there now."""
    persona = persona_of(community_id)
    wanted = persona.wanted if persona else {}
    speciality = persona.speciality if persona else "position"
    fields = known.by_code([*wanted, speciality])
    wanted = {code: values for code, values in wanted.items() if code in fields}
    people = _answers_by_member([one.id for one in fields.values()], community_id)
    shared = [portraits.shared_by(answers, wanted) for answers in people.values()]
    counts = Counter(value for answers in people.values() for value in answers.get(speciality, ()))
    field = fields.get(speciality)
    return Structure(
        persona=persona,
        match=sum(shared) / (len(shared) * len(wanted)) if shared and wanted else None,
        fits=tuple(_fit(fields[code], values, people) for code, values in wanted.items()),
        commonality=portraits.commonality(shared, wanted=len(wanted)),
        diversity=portraits.diversity(counts.values()),
        leaders=sum(1 for count in counts.values() if count),
        missing=tuple(one.label for one in field.choices if not counts[one.code]) if field else (),
    )


def commonality(community_id: int) -> float | None:
    """M48, 0 to 1."""
    return structure_of(community_id).commonality


def diversity(community_id: int) -> float | None:
    """M49, 0 to 1."""
    return structure_of(community_id).diversity


def _is_countable(field: FieldLine) -> bool:
    return field.kind in COUNTABLE or field.code in TERMS


def _values(
    field_ids: Sequence[int], community_id: int | None, reach: Collection[int] | None
) -> dict[int, list[tuple[str, int]]]:
    """Answers to fields with how many people gave them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH present AS ({PRESENT}) SELECT a.field_id, a.value, count(*) FROM profiles_answer a"
            " JOIN present p ON p.id = a.member_id WHERE a.field_id = ANY(%(fields)s)"
            " GROUP BY a.field_id, a.value",
            {**within(community_id, reach), "fields": list(field_ids)},
        )
        found: dict[int, list[tuple[str, int]]] = {}
        for field_id, value, count in cursor.fetchall():
            found.setdefault(field_id, []).append((value, count))
        return found


def _answers_by_member(field_ids: Sequence[int], community_id: int) -> dict[int, dict[str, list[str]]]:
    """The answers of everybody there now, by field; members without any have none."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH present AS ({PRESENT}) SELECT p.id, f.code, f.kind, a.value FROM present p"
            " LEFT JOIN profiles_answer a ON a.member_id = p.id AND a.field_id = ANY(%(fields)s)"
            " LEFT JOIN profiles_field f ON f.id = a.field_id",
            {**within(community_id, None), "fields": list(field_ids)},
        )
        found: dict[int, dict[str, list[str]]] = {}
        for member, code, kind, value in cursor.fetchall():
            answers = found.setdefault(member, {})
            if code is not None:
                answers[code] = _pieces(kind, value)
        return found


def _pieces(kind: str, value: str) -> list[str]:
    if kind == Kind.CHOICES:
        return kinds.parts(value)
    if kind == Kind.REGION:
        return [value, regions.province_of(value)]
    return [value]


def _distribution(
    field: FieldLine, rows: Sequence[tuple[str, int]], present: int, *, sees_personal: bool
) -> Distribution:
    counts: Counter[str] = Counter()
    for value, count in rows:
        for group in _groups_of(field, value):
            counts[group] += count
    answered = sum(count for _value, count in rows)
    shown = [
        _group(field, value, count, answered, sees_personal=sees_personal)
        for value, count in _ordered(field, counts)[:MOST_GROUPS]
    ]
    visible = answered if sees_personal else answered - answered % portraits.SMALLEST
    return Distribution(field, present, visible, tuple(shown))


def _groups_of(field: FieldLine, value: str) -> list[str]:
    if field.code in TERMS:
        return sorted({term.strip() for term in re.split(r"[、,，;；/\n]", value) if term.strip()})
    if field.kind == Kind.CHOICES:
        return kinds.parts(value)
    if field.kind == Kind.REGION:
        return [regions.province_of(value)]
    if field.kind == Kind.NUMBER:
        low, high = portraits.bucket(float(value))
        return [f"{low}-{high}" if high is not None else f"{low}+"]
    return [value]


def _ordered(field: FieldLine, counts: Counter[str]) -> list[tuple[str, int]]:
    if field.kind == Kind.NUMBER:
        return sorted(counts.items(), key=lambda one: int(re.split(r"[-+]", one[0])[0]))
    return counts.most_common()


def _group(field: FieldLine, value: str, count: int, answered: int, *, sees_personal: bool) -> Group:
    if portraits.is_hidden(count, sees_personal=sees_personal):
        return Group(value, _label(field, value), None, 0.0)
    return Group(value, _label(field, value), count, count / answered if answered else 0.0)


def _label(field: FieldLine, value: str) -> str:
    if field.kind == Kind.NUMBER:
        low, _dash, high = value.partition("-")
        return _("{low} to under {high}").format(low=low, high=high) if high else value
    if field.code in TERMS or field.kind == Kind.REGION:
        return value
    return wording.shown(field, value)


def _fit(field: FieldLine, values: Sequence[str], people: Mapping[int, Mapping[str, Sequence[str]]]) -> Fit:
    answered = [answers[field.code] for answers in people.values() if field.code in answers]
    having = sum(1 for given in answered if set(given) & set(values))
    labels = wording.listed([wording.shown(field, value) for value in values])
    return Fit(field, labels, having / len(answered) if answered else None, len(answered))
