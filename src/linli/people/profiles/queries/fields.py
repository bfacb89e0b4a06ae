"""Which fields there are, for whom, and in what order."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.people.profiles.models import Field
from linli.people.profiles.rules import kinds
from linli.people.profiles.rules.naming import GROUPS


class NoSuchField(Refusal):
    """There is no such field."""

    def __init__(self) -> None:
        super().__init__(_("there is no such field here"))


@dataclass(frozen=True)
class ChoiceLine:
    """One of the answers a field offers: `label` in the active language, `labels` in all."""

    code: str
    label: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldLine:
    """A field as faces and rooms see it; `name` and `purpose` are in the active language.

    `names` are all names it goes by (for headings of files). `seen_by`: member, staff or personal.
    """

    id: int
    code: str
    name: str
    names: tuple[str, ...]
    purpose: str
    group: str
    kind: str
    choices: tuple[ChoiceLine, ...]
    community_id: int | None
    is_required: bool
    is_asked: bool
    is_sensitive: bool
    tells_apart: bool
    seen_by: str
    stale_after_days: int | None
    position: int

    @property
    def look_up(self) -> Mapping[str, str]:
        """From what people write to the code of a choice."""
        return kinds.look_up([(one.code, one.labels) for one in self.choices])

    @property
    def is_telling(self) -> bool:
        """Are two people with one answer likely one person?"""
        return self.tells_apart or self.kind in kinds.TELLING

    @property
    def is_personal(self) -> bool:
        """Is it masked for those without the permission for personal data?"""
        return self.seen_by == "personal" or self.is_sensitive


def fields_for(community_id: int | None) -> list[FieldLine]:
    """The fields that count in a community (None: those that count everywhere), group by group, in order."""
    return lines(_live().filter(Q(community_id=None) | Q(community_id=community_id)))


def all_fields(*, reach: Collection[int] | None = None) -> list[FieldLine]:
    """Every field of the organisation that a seat with this reach works with."""
    found = _live()
    if reach is not None:
        found = found.filter(Q(community_id=None) | Q(community_id__in=list(reach)))
    return lines(found)


def template_fields(community_id: int) -> list[FieldLine]:
    """The fields of a community's information template, in order."""
    return [one for one in fields_for(community_id) if one.is_asked]


def by_code(codes: Iterable[str]) -> dict[str, FieldLine]:
    """The fields of these codes that are in use."""
    return {one.code: one for one in lines(_live().filter(code__in=list(codes)))}


def find_field(code: str) -> FieldLine | None:
    """A field in use by its code."""
    return by_code([code]).get(code)


def get_field(field_id: int) -> FieldLine:
    """A field of the organisation in scope, archived or not; or NoSuchField."""
    found = lines(Field.objects.filter(id=field_id))
    if not found:
        raise NoSuchField
    return found[0]


def archived_fields() -> list[FieldLine]:
    """Fields that are asked and shown no more."""
    return lines(Field.objects.exclude(archived_at=None))


def lines(found: QuerySet[Field]) -> list[FieldLine]:
    """Rows as lines, in the order of groups, then of positions."""
    is_english = (get_language() or "").startswith("en")
    rows = sorted(found, key=lambda one: (GROUPS.index(one.group), one.position, one.id))
    return [_line(row, is_english=is_english) for row in rows]


def _live() -> QuerySet[Field]:
    found: QuerySet[Field] = Field.objects.filter(archived_at=None)
    return found


def _line(row: Field, *, is_english: bool) -> FieldLine:
    return FieldLine(
        id=row.id,
        code=row.code,
        name=(row.name_en if is_english else "") or row.name,
        names=tuple(name for name in (row.name, row.name_en, row.code) if name),
        purpose=(row.purpose_en if is_english else "") or row.purpose,
        group=row.group,
        kind=row.kind,
        choices=tuple(_choice(one, is_english=is_english) for one in row.choices),
        community_id=row.community_id,
        is_required=row.is_required,
        is_asked=row.is_asked,
        is_sensitive=row.is_sensitive,
        tells_apart=row.tells_apart,
        seen_by=row.seen_by,
        stale_after_days=row.stale_after_days,
        position=row.position,
    )


def _choice(one: Mapping[str, str], *, is_english: bool) -> ChoiceLine:
    name, english = one["name"], one.get("name_en", "")
    return ChoiceLine(one["code"], (english if is_english else "") or name, (name, english))


@dataclass(frozen=True)
class Words:
    """The purpose of a field in both languages."""

    purpose: str
    purpose_en: str


def raw_words(field_id: int) -> Words:
    """What stands in a field's form, whatever the active language."""
    return Words(*Field.objects.values_list("purpose", "purpose_en").get(id=field_id))
