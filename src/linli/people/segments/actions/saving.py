"""Making a segment, changing what it says, putting it away and taking it out again."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.conditions import sql
from linli.kernel.conditions.problems import ConditionError
from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs.actor import Actor
from linli.people.communities import queries as communities
from linli.people.segments import fields, rules
from linli.people.segments.actions import picking, rebuilding
from linli.people.segments.models import Segment, Wording
from linli.people.segments.rules import Kind


class CannotSave(Refusal):
    """A segment lacks something, or its name is taken."""


class BadCondition(Refusal):
    """A condition that does not stand; the sentence says where and why."""

    def __init__(self, error: ConditionError) -> None:
        place = _("line {line}, character {column}").format(line=error.line, column=error.column)
        super().__init__(f"{error.localised()} ({place})")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a segment says. `condition` is empty for a static one, `community_id` None for all communities."""

    name: str
    purpose: str
    strategy: str
    resource: str = ""
    kind: Kind = Kind.CONDITION
    condition: str = ""
    counts_left: bool = False
    community_id: int | None = None
    owner_seat_id: int | None = None
    hue: str = "green"


def checked(draft: Draft) -> Draft:
    """The draft tidied up, or the refusal that says what it lacks. Nothing is written."""
    tidy = replace(
        draft,
        name=draft.name.strip(),
        purpose=draft.purpose.strip(),
        strategy=draft.strategy.strip(),
        resource=draft.resource.strip(),
        condition=draft.condition.strip() if draft.kind is Kind.CONDITION else "",
    )
    _check_words(tidy)
    if tidy.kind is Kind.CONDITION:
        check_condition(tidy.condition)
    if tidy.hue not in rules.HUES:
        raise CannotSave(_("this colour is none of the six: choose one of the list"))
    if tidy.community_id is not None:
        communities.get_community(tidy.community_id)
    if tidy.owner_seat_id is not None:
        orgs.get_seat(tidy.owner_seat_id)
    return tidy


def check_condition(text: str) -> None:
    """Raise BadCondition unless the text is a condition that sets of members can be asked."""
    try:
        sql.where(fields.check_condition(text), at=datetime.fromisoformat("2026-01-01T00:00:00+00:00"))
    except ConditionError as error:
        raise BadCondition(error) from error


@transaction.atomic
def create_segment(*, draft: Draft, by: Actor, at: datetime, scheme: str = "") -> Segment:
    """Make a segment and compute who belongs to it. Raises CannotSave, BadCondition."""
    tidy = checked(draft)
    _refuse_taken(tidy.name)
    if Segment.objects.filter(archived_at=None).count() >= rules.MOST_SEGMENTS:
        raise CannotSave(
            _("there are {most} segments already: put one away first").format(most=rules.MOST_SEGMENTS)
        )
    segment: Segment = Segment.objects.create(
        **asdict(tidy), scheme=scheme, created_at=at, created_by=by.code
    )
    _note_wording(segment, by=by, at=at)
    _record("segment.created", segment, None, by=by, at=at)
    fill([segment], by=by, at=at)
    return segment


@transaction.atomic
def change_segment(*, segment: Segment, draft: Draft, by: Actor, at: datetime) -> Segment:
    """Change what a segment says; a new wording is a new version, and is computed at once.

    The kind stays what it is. Raises CannotSave, BadCondition.
    """
    locked: Segment = Segment.objects.select_for_update().get(id=segment.id)
    if locked.archived_at is not None:
        raise CannotSave(_("this segment is put away: take it out again before you change it"))
    tidy = checked(replace(draft, kind=Kind(locked.kind)))
    _refuse_taken(tidy.name, but=locked.id)
    before = _audited(locked)
    asked = ("condition", "counts_left", "community_id")
    is_new = any(getattr(locked, name) != getattr(tidy, name) for name in asked)
    for name, value in asdict(tidy).items():
        setattr(locked, name, value)
    locked.version += is_new
    locked.save()
    _record("segment.changed", locked, before, by=by, at=at)
    if is_new:
        _note_wording(locked, by=by, at=at)
        fill([locked], by=by, at=at)
    return locked


@transaction.atomic
def archive_segment(*, segment: Segment, by: Actor, at: datetime) -> None:
    """Put a segment away: it is not kept any more and holds nobody. What was picked by hand stays picked."""
    changed = Segment.objects.filter(id=segment.id, archived_at=None).update(archived_at=at)
    if changed:
        rebuilding.empty(segment.id, _all_communities())
        audit.record("segment.archived", subject=f"segment:{segment.id}", by=by, at=at)


@transaction.atomic
def restore_segment(*, segment: Segment, by: Actor, at: datetime) -> None:
    """Take a segment out again and compute it. Raises CannotSave when its name was given away."""
    locked = Segment.objects.select_for_update().get(id=segment.id)
    if locked.archived_at is None:
        return
    _refuse_taken(locked.name)
    locked.archived_at = None
    locked.save(update_fields=["archived_at"])
    fill([locked], by=by, at=at)
    audit.record("segment.restored", subject=f"segment:{segment.id}", by=by, at=at)


@transaction.atomic
def save_from_people(
    *,
    draft: Draft,
    by: Actor,
    at: datetime,
    members: Sequence[int] = (),
    reach: frozenset[int] | None = None,
) -> Segment:
    """Save the people behind a number: by the draft's condition, or these members as a static segment.

    A limited seat (`reach`) saves only people it reaches. Raises CannotSave, BadCondition.
    """
    segment = create_segment(draft=draft, by=by, at=at)
    if draft.kind is Kind.STATIC:
        picking.add_people(segment=segment, members=members, by=by, at=at, reach=reach)
    return segment


def fill(segments: Sequence[Segment], *, by: Actor, at: datetime) -> None:
    """Compute these segments as a whole, in all communities."""
    ids = [one.id for one in segments]
    rebuilding.fill(ids, _all_communities(), by=by, at=at)


def _all_communities() -> list[int]:
    return sorted(communities.communities().values_list("id", flat=True))


def _check_words(draft: Draft) -> None:
    wanted = (
        (draft.name, 60, _("a segment needs a name of at most 60 characters")),
        (draft.purpose, 200, _("say what the segment is for, in at most 200 characters")),
        (draft.strategy, 2000, _("say what you do for these people, in at most 2,000 characters")),
        (draft.resource or "-", 200, _("say what it may cost in at most 200 characters")),
    )
    for text, most, sentence in wanted:
        if not 1 <= len(text) <= most:
            raise CannotSave(sentence)


def _refuse_taken(name: str, *, but: int | None = None) -> None:
    if Segment.objects.filter(name=name, archived_at=None).exclude(id=but).exists():
        raise CannotSave(
            _("there is a segment called “{name}” already: choose another name").format(name=name)
        )


def _note_wording(segment: Segment, *, by: Actor, at: datetime) -> None:
    Wording.objects.create(
        segment=segment,
        version=segment.version,
        condition=segment.condition,
        counts_left=segment.counts_left,
        published_at=at,
        published_by=by.code,
    )


def _audited(segment: Segment) -> dict[str, object]:
    """Numbers and codes: a condition may quote a person."""
    return {
        "version": segment.version,
        "kind": str(segment.kind),
        "community": segment.community_id,
        "owner_seat": segment.owner_seat_id,
    }


def _record(
    action: str, segment: Segment, before: dict[str, object] | None, *, by: Actor, at: datetime
) -> None:
    subject = f"segment:{segment.id}"
    audit.record(action, subject=subject, by=by, at=at, before=before, after=_audited(segment))
