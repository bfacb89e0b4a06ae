"""Putting people into a static segment by hand and taking them out; each line that was given has a fate."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.events.event import Cause
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.members.actions import keeping as members_keeping
from linli.people.members.models import Member, Membership
from linli.people.segments import rules
from linli.people.segments.actions import clocks, keeping
from linli.people.segments.actions.keeping import Touch
from linli.people.segments.actions.writing import Why
from linli.people.segments.models import Pick, Segment
from linli.people.segments.queries import standing
from linli.people.segments.rules import Kind


class CannotPick(Refusal):
    """These people cannot be put into this segment by hand."""


class Fate(StrEnum):
    """What becomes of a line somebody pasted."""

    ADDED = "added"
    THERE = "there"
    UNKNOWN = "unknown"
    SEVERAL = "several"


@dataclass(frozen=True)
class Line:
    """A pasted line, the member it names where it names one, and its fate."""

    text: str
    fate: Fate
    member_id: int | None = None


def read_lines(segment: Segment, text: str, *, reach: frozenset[int] | None) -> list[Line]:
    """What would become of each line, a member's number or exact name; nothing is written. Three queries."""
    lines = [one.strip() for one in text.replace(",", "\n").replace("，", "\n").splitlines() if one.strip()]
    if len(lines) > rules.MOST_PICKED:
        raise CannotPick(_too_many())
    numbers = {int(one) for one in lines if one.isdecimal() and len(one) < 19}
    by_name: dict[str, set[int]] = {}
    rows = _reachable(Member.objects.filter(name__in=set(lines)), reach)
    for id, name in rows.values_list("id", "name"):
        by_name.setdefault(name, set()).add(id)
    known = set(_reachable(Member.objects.filter(id__in=numbers), reach).values_list("id", flat=True))
    there = set(Pick.objects.filter(segment=segment).values_list("member_id", flat=True))
    return [_line(one, by_name, known, there) for one in lines]


@transaction.atomic
def add_people(
    *,
    segment: Segment,
    members: Sequence[int],
    by: Actor,
    at: datetime,
    reach: frozenset[int] | None = None,
    cause: Cause | None = None,
) -> int:
    """Put members into a static segment; returns how many were not in it. Unknown ids are left out.

    Raises CannotPick for a segment by condition, and for more than MOST_PICKED.
    """
    _refuse_unless_static(segment)
    if len(members) > rules.MOST_PICKED:
        raise CannotPick(_too_many())
    kept = members_keeping.kept_ids(members)
    found = _reachable(Member.objects.filter(id__in={kept.get(one, one) for one in members}), reach)
    ids = sorted(set(found.values_list("id", flat=True)))
    had = set(Pick.objects.filter(segment=segment, member_id__in=ids).values_list("member_id", flat=True))
    fresh = [Pick(segment=segment, member_id=id, since=at, by=by.code) for id in ids if id not in had]
    Pick.objects.bulk_create(fresh, ignore_conflicts=True)
    _settle(segment, ids, by=by, at=at, cause=cause)
    _record("segment.people_added", segment, [one.member_id for one in fresh], by=by, at=at)
    return len(fresh)


@transaction.atomic
def remove_people(
    *, segment: Segment, members: Sequence[int], by: Actor, at: datetime, cause: Cause | None = None
) -> int:
    """Take members out of a static segment; returns how many were in it. Raises CannotPick."""
    _refuse_unless_static(segment)
    kept = members_keeping.kept_ids(members)
    ids = sorted({kept.get(one, one) for one in members})
    picks = Pick.objects.filter(segment=segment, member_id__in=ids)
    gone = sorted(picks.values_list("member_id", flat=True))
    picks.delete()
    _settle(segment, ids, by=by, at=at, cause=cause)
    _record("segment.people_removed", segment, gone, by=by, at=at)
    return len(gone)


def _settle(
    segment: Segment, members: Sequence[int], *, by: Actor, at: datetime, cause: Cause | None
) -> None:
    why = Why("", at, cause)
    touches = [Touch(member, None, None, why) for member in members]
    if not touches:
        return
    clocks.lock(shared=keeping.homes_of(touches))
    keeping.keep(touches, standing.standing([segment.id]), by=by)


def _refuse_unless_static(segment: Segment) -> None:
    if segment.kind != Kind.STATIC:
        raise CannotPick(
            _("“{name}” follows its condition: change that, or make a hand-picked list").format(
                name=segment.name
            )
        )
    if segment.archived_at is not None:
        raise CannotPick(_("this segment is put away: take it out again before you change it"))


def _reachable(found: QuerySet[Member], reach: frozenset[int] | None) -> QuerySet[Member]:
    living = found.filter(merged_into=None, erased_at=None, is_bot=False)
    if reach is None:
        return living
    stays = Membership.objects.filter(community_id__in=reach).values("member_id")
    return living.filter(id__in=stays)


def _line(text: str, by_name: dict[str, set[int]], known: Collection[int], there: Collection[int]) -> Line:
    named: Iterable[int] = by_name.get(text, set())
    found = set(named) | ({int(text)} & set(known) if text.isdecimal() and len(text) < 19 else set())
    if len(found) > 1:
        return Line(text, Fate.SEVERAL)
    for id in found:
        return Line(text, Fate.THERE if id in there else Fate.ADDED, id)
    return Line(text, Fate.UNKNOWN)


def _too_many() -> str:
    return _("these are more than {most} people: use a condition instead").format(most=rules.MOST_PICKED)


def _record(action: str, segment: Segment, members: Sequence[int], *, by: Actor, at: datetime) -> None:
    """What staff do is written in the trail, too; automations are in the log already."""
    if members and by.origin in {"staff", "api"}:
        after = {"members": list(members)[:1000], "count": len(members)}
        audit.record(action, subject=f"segment:{segment.id}", by=by, at=at, after=after)
