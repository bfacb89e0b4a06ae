"""Which fields an organisation has: defined, changed, put in order, archived, or taken from the template."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import audit_values
from linli.people.profiles.actions.storing import LONGEST_KEY
from linli.people.profiles.models import Answer, Field
from linli.people.profiles.queries import presets
from linli.people.profiles.queries.fields import NoSuchField
from linli.people.profiles.queries.presets import PresetField
from linli.people.profiles.rules import kinds, naming
from linli.people.profiles.rules.kinds import Kind
from linli.people.profiles.rules.naming import GROUPS, SEEN_BY

MOST_FIELDS = 200
_AUDITED = ("code", "name", "kind", "group", "community_id", "is_required", "is_asked", "seen_by", "position")


class BadField(Refusal):
    """A field that cannot be defined as it was described."""


@dataclass(frozen=True)
class Described:
    """A field as staff describe it; see `models.Field`. `choices` are written one a line."""

    code: str
    name: str
    kind: str
    group: str = "other"
    name_en: str = ""
    purpose: str = ""
    purpose_en: str = ""
    choices: str = ""
    is_required: bool = False
    is_asked: bool = True
    is_sensitive: bool = False
    tells_apart: bool = False
    seen_by: str = "staff"
    stale_after_days: int | None = None


@transaction.atomic
def define_field(*, described: Described, community_id: int | None = None, by: Actor, at: datetime) -> int:
    """Add a field at the end of its group; returns its id. Raises BadField."""
    _check(described)
    if Field.objects.filter(code=described.code).exists():
        raise BadField(_("there is a field with this code already: choose another code"))
    if Field.objects.filter(archived_at=None).count() >= MOST_FIELDS:
        raise BadField(_("there are {most} fields already: archive one first").format(most=MOST_FIELDS))
    row = Field(
        **_columns(described),
        code=described.code,
        kind=described.kind,
        community_id=community_id,
        position=_last_position() + 1,
        created_at=at,
    )
    row.save()
    _record("profile_field.defined", row, by=by, at=at)
    return int(row.pk)


@transaction.atomic
def change_field(*, field_id: int, described: Described, by: Actor, at: datetime) -> None:
    """Describe a field anew. Code and type stay; so do choices that somebody gave. Raises BadField."""
    row = _lock(field_id)
    described = Described(**{**asdict(described), "code": row.code, "kind": row.kind})
    _check(described)
    if row.kind in kinds.WITH_CHOICES:
        _check_choices_in_use(row, described)
    before = audit_values(row, *_AUDITED)
    for name, value in _columns(described).items():
        setattr(row, name, value)
    row.save()
    _find_by_answers(row)
    _record("profile_field.changed", row, by=by, at=at, before=before)


@transaction.atomic
def move_field(*, field_id: int, up: bool, by: Actor, at: datetime) -> None:
    """Change places with the neighbour in the same group; at the end of the group nothing happens."""
    row = _lock(field_id)
    others = Field.objects.select_for_update().filter(group=row.group, archived_at=None)
    ordered = list(others.order_by("position", "id"))
    here = [one.id for one in ordered].index(row.id)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(ordered):
        return
    ordered[here], ordered[there] = ordered[there], ordered[here]
    for position, one in enumerate(ordered):
        one.position = position
    Field.objects.bulk_update(ordered, ["position"])
    _record("profile_field.moved", ordered[there], by=by, at=at)


@transaction.atomic
def archive_field(*, field_id: int, by: Actor, at: datetime) -> None:
    """Ask and show a field no more; its answers stay and come back with it."""
    row = _lock(field_id)
    if Field.objects.filter(id=row.id, archived_at=None).update(archived_at=at):
        _record("profile_field.archived", row, by=by, at=at)


@transaction.atomic
def restore_field(*, field_id: int, by: Actor, at: datetime) -> None:
    """Bring an archived field back."""
    row = _lock(field_id)
    if Field.objects.filter(id=row.id).exclude(archived_at=None).update(archived_at=None):
        _record("profile_field.restored", row, by=by, at=at)


@transaction.atomic
def take_template(*, by: Actor, at: datetime) -> int:
    """Define the fields of the ready-made template that are not there yet; returns how many."""
    present = set(Field.objects.values_list("code", flat=True))
    first = _last_position() + 1
    rows = [
        _from_preset(one, position=first + number, at=at)
        for number, one in enumerate(presets.template())
        if one.code not in present
    ]
    made = Field.objects.bulk_create(rows, ignore_conflicts=True)
    if made:
        audit.record(
            "profile_field.template_taken", subject="profiles", by=by, at=at, after={"fields": len(made)}
        )
    return len(made)


def _find_by_answers(row: Field) -> None:
    """Members are found by the answers to a field that tells people apart, and by no others."""
    is_telling = row.tells_apart or row.kind in kinds.TELLING
    rows = Answer.objects.filter(field=row, key__isnull=is_telling)
    rows.update(key=Left("value", LONGEST_KEY) if is_telling else None)


def _check(described: Described) -> None:
    if not naming.is_code(described.code):
        raise BadField(_("a code has small letters, digits and _, and begins with a letter, like can_share"))
    if not 1 <= len(naming.clean_name(described.name)) <= naming.MAX_NAME:
        raise BadField(_("a name has 1 to {most} characters").format(most=naming.MAX_NAME))
    if max(len(described.purpose), len(described.purpose_en)) > naming.MAX_PURPOSE:
        raise BadField(_("a purpose has at most {most} characters").format(most=naming.MAX_PURPOSE))
    if described.kind not in tuple(Kind) or described.group not in GROUPS or described.seen_by not in SEEN_BY:
        raise BadField(_("there is no such type, group or audience of fields"))
    if described.kind in kinds.WITH_CHOICES and not naming.are_choices(
        naming.choices_from(described.choices)
    ):
        raise BadField(_("write 2 to {most} different choices, one a line").format(most=naming.MAX_CHOICES))
    if described.stale_after_days is not None and not 1 <= described.stale_after_days <= 3650:
        raise BadField(_("an answer holds 1 to 3650 days"))


def _check_choices_in_use(row: Field, described: Described) -> None:
    offered = {one["code"] for one in naming.choices_from(described.choices)}
    gone = {one["code"] for one in row.choices} - offered
    if not gone:
        return
    values = Answer.objects.filter(field=row).values_list("value", flat=True).distinct()
    given = {code for value in values for code in kinds.parts(value)}
    if gone & given:
        raise BadField(
            _("somebody has answered “{choice}”: a choice that was given cannot be taken away").format(
                choice=min(gone & given)
            )
        )


def _columns(described: Described) -> dict[str, object]:
    has_choices = described.kind in kinds.WITH_CHOICES
    return {
        "name": naming.clean_name(described.name),
        "name_en": naming.clean_name(described.name_en)[: naming.MAX_NAME],
        "purpose": naming.clean_name(described.purpose),
        "purpose_en": naming.clean_name(described.purpose_en),
        "group": described.group,
        "choices": naming.choices_from(described.choices) if has_choices else [],
        "is_required": described.is_required,
        "is_asked": described.is_asked,
        "is_sensitive": described.is_sensitive,
        "tells_apart": described.tells_apart,
        "seen_by": described.seen_by,
        "stale_after_days": described.stale_after_days,
    }


def _from_preset(one: PresetField, *, position: int, at: datetime) -> Field:
    return Field(
        code=one.code,
        kind=one.kind,
        group=one.group,
        name=one.name,
        name_en=one.name_en,
        purpose=one.purpose,
        purpose_en=one.purpose_en,
        choices=[{"code": code, "name": name, "name_en": english} for code, name, english in one.choices],
        is_required=one.is_required,
        is_asked=one.is_asked,
        is_sensitive=one.is_sensitive,
        tells_apart=one.kind in kinds.TELLING,
        seen_by=one.seen_by,
        stale_after_days=one.stale_after_days,
        position=position,
        created_at=at,
    )


def _last_position() -> int:
    found = Field.objects.aggregate(last=Max("position"))["last"]
    return -1 if found is None else int(found)


def _lock(field_id: int) -> Field:
    row: Field | None = Field.objects.select_for_update().filter(id=field_id).first()
    if row is None:
        raise NoSuchField
    return row


def _record(
    action: str, row: Field, *, by: Actor, at: datetime, before: dict[str, object] | None = None
) -> None:
    audit.record(
        action,
        subject=f"profile_field:{row.pk}",
        by=by,
        at=at,
        before=before,
        after=audit_values(row, *_AUDITED),
    )
