"""Two records that are one person: merging them, and taking it back.

What is needed to take it back is kept in `Merge.moved`: the ids of what moved to the kept record, and the
stays and tags of both as they were. Rooms above follow `members.merged` and `members.merge_undone`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from linli.connect.gateway.models import Identity, Presence
from linli.facts.members import MembersMerged, MergeUndone
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.members import rules
from linli.people.members.actions import holding, keeping
from linli.people.members.actions.holding import RowsMoved
from linli.people.members.models import Member, Membership, Merge, Nickname, Tag
from linli.people.members.rules import Stay


class CannotMerge(Refusal):
    """Two records cannot become one: they are one already, or one is gone."""


class CannotUndoMerge(Refusal):
    """A merge cannot be taken back (any more)."""


class StayKept(msgspec.Struct, frozen=True):
    """A stay as it was before a merge."""

    community: int
    group: int
    number: int
    joined_at: datetime
    left_at: datetime | None
    reason: str
    last_spoke_at: datetime | None


class TagKept(msgspec.Struct, frozen=True):
    """A tag both records had: what the merged one's said."""

    name: str
    since: datetime
    by: str


class Moved(msgspec.Struct, frozen=True):
    """Everything needed to take a merge back; stored in `Merge.moved`."""

    identities: list[int]
    nicknames: list[int]
    tags: list[int]
    dropped_tags: list[TagKept]
    pointers: list[int]
    kept_stays: list[StayKept]
    merged_stays: list[StayKept]
    first_seen_at: datetime
    is_operator: bool
    rows: list[RowsMoved] = []


@transaction.atomic
def merge_members(*, kept: Member, merged: Member, by: Actor, at: datetime) -> Merge:
    """Make `merged` a pointer to `kept`: accounts, names, stays and tags become those of one person.

    The kept record keeps its name until either account shows a new one. Stays that overlap become one.
    Raises CannotMerge.
    """
    kept, merged = _lock_both(kept, merged)
    moved = _remember(kept, merged)
    Identity.objects.filter(id__in=moved.identities).update(member_id=kept.id)
    Nickname.objects.filter(id__in=moved.nicknames).update(member=kept)
    Tag.objects.filter(id__in=moved.tags).update(member=kept)
    Tag.objects.filter(member=merged).delete()
    Member.objects.filter(id__in=[*moved.pointers, merged.id]).update(merged_into=kept)
    _unite_stays(kept, merged, moved, at=at)
    rows = holding.move(kept_id=kept.id, merged_id=merged.id)
    moved = msgspec.structs.replace(moved, rows=rows)
    kept.first_seen_at = min(kept.first_seen_at, merged.first_seen_at)
    kept.is_operator = kept.is_operator or merged.is_operator
    kept.save(update_fields=["first_seen_at", "is_operator"])
    merge: Merge = Merge.objects.create(
        kept=kept, merged=merged, moved=msgspec.to_builtins(moved), merged_at=at, by=by.code
    )
    log.append_one(MembersMerged(into=kept.id, merged=merged.id), by=by, at=at, member=kept.id)
    _record("members.merged", merge, by=by, at=at)
    return merge


@transaction.atomic
def undo_merge(*, merge: Merge, by: Actor, at: datetime) -> Member:
    """Make the merged record a member of its own again; returns it. Raises CannotUndoMerge.

    What happened since the merge stays with the kept record, except that who left, left under both.
    """
    merge = _lock_merge(merge)
    moved = msgspec.convert(merge.moved, Moved, strict=False)
    restored, kept = merge.merged, merge.kept
    Identity.objects.filter(id__in=moved.identities, member_id=kept.id).update(member_id=restored.id)
    Nickname.objects.filter(identity_id__in=moved.identities, member=kept).update(member=restored)
    Tag.objects.filter(id__in=moved.tags, member=kept).update(member=restored)
    Tag.objects.bulk_create(
        [Tag(member=restored, name=one.name, since=one.since, by=one.by) for one in moved.dropped_tags],
        ignore_conflicts=True,
    )
    Member.objects.filter(id__in=moved.pointers, merged_into=kept).update(merged_into=restored)
    Member.objects.filter(id=restored.id).update(merged_into=None)
    Member.objects.filter(id=kept.id).update(first_seen_at=moved.first_seen_at, is_operator=moved.is_operator)
    _part_stays(kept, restored, moved, merged_at=merge.merged_at, at=at)
    holding.move_back(moved.rows, kept_id=kept.id, restored_id=restored.id)
    keeping.call_by_newest_name({kept.id, restored.id})
    Merge.objects.filter(id=merge.id).update(undone_at=at)
    log.append_one(MergeUndone(restored=restored.id, kept=kept.id), by=by, at=at, member=restored.id)
    _record("members.merge_undone", merge, by=by, at=at)
    restored.refresh_from_db()
    return restored


def _lock_both(kept: Member, merged: Member) -> tuple[Member, Member]:
    if kept.id == merged.id:
        raise CannotMerge(_("a member cannot be merged with itself: choose two different members"))
    rows = Member.objects.select_for_update().filter(id__in=[kept.id, merged.id]).order_by("id")
    locked = {row.id: row for row in rows}
    if len(locked) != 2:
        raise CannotMerge(_("one of these members is not here any more"))
    if any(row.merged_into_id is not None for row in locked.values()):
        raise CannotMerge(_("one of these is already part of another member: take that merge back first"))
    if any(row.erased_at is not None for row in locked.values()):
        raise CannotMerge(_("an erased member cannot be merged"))
    return locked[kept.id], locked[merged.id]


def _lock_merge(merge: Merge) -> Merge:
    locked = Merge.objects.select_for_update().select_related("kept", "merged").filter(id=merge.id).first()
    if locked is None or locked.undone_at is not None:
        raise CannotUndoMerge(_("this merge has been taken back already"))
    if locked.kept.merged_into_id is not None:
        raise CannotUndoMerge(_("this member was merged into another since: take that merge back first"))
    if locked.kept.erased_at is not None:
        raise CannotUndoMerge(_("this member was erased: there is nothing left to take apart"))
    found: Merge = locked
    return found


def _remember(kept: Member, merged: Member) -> Moved:
    tags = list(Tag.objects.filter(member=merged).order_by("id"))
    shared = set(Tag.objects.filter(member=kept).values_list("name", flat=True))
    merged_stays = _stays(merged)
    groups = {stay.group for stay in merged_stays}
    return Moved(
        identities=_ids(Identity.objects.filter(member_id=merged.id)),
        nicknames=_ids(Nickname.objects.filter(member=merged)),
        tags=[tag.id for tag in tags if tag.name not in shared],
        dropped_tags=[TagKept(tag.name, tag.since, tag.by) for tag in tags if tag.name in shared],
        pointers=_ids(Member.objects.filter(merged_into=merged)),
        kept_stays=[stay for stay in _stays(kept) if stay.group in groups],
        merged_stays=merged_stays,
        first_seen_at=kept.first_seen_at,
        is_operator=kept.is_operator,
    )


def _ids(rows: Any) -> list[int]:
    return list(rows.order_by("id").values_list("id", flat=True))


def _stays(member: Member) -> list[StayKept]:
    rows = (
        Membership.objects.select_for_update().filter(member=member).order_by("group_id", "joined_at", "id")
    )
    return [
        StayKept(*row)
        for row in rows.values_list(
            "community_id", "group_id", "stay", "joined_at", "left_at", "leave_reason", "last_spoke_at"
        )
    ]


def _unite_stays(kept: Member, merged: Member, moved: Moved, *, at: datetime) -> None:
    for group, community in _groups(moved).items():
        ours, theirs = _in(moved.kept_stays, group), _in(moved.merged_stays, group)
        united = rules.union(_plain(ours), _plain(theirs))
        _write_stays(merged.id, group, community, [], [], at=at)
        _write_stays(kept.id, group, community, united, _words((*ours, *theirs)), at=at)


def _part_stays(kept: Member, restored: Member, moved: Moved, *, merged_at: datetime, at: datetime) -> None:
    present = _stays(kept)
    for group, community in _groups(moved).items():
        now = _in(present, group)
        ours, theirs = _in(moved.kept_stays, group), _in(moved.merged_stays, group)
        left = rules.split(_plain(ours), _plain(now), merged_at=merged_at, joins=True)
        right = rules.split(_plain(theirs), _plain(now), merged_at=merged_at, joins=False)
        since = [word for word in _words(now) if word > merged_at]
        _write_stays(kept.id, group, community, left, [*_words(ours), *since], at=at)
        _write_stays(restored.id, group, community, right, _words(theirs), at=at)


def _groups(moved: Moved) -> Mapping[int, int]:
    return {stay.group: stay.community for stay in moved.merged_stays}


def _in(stays: Iterable[StayKept], group: int) -> list[StayKept]:
    return [stay for stay in stays if stay.group == group]


def _plain(stays: Iterable[StayKept]) -> list[Stay]:
    return [Stay(stay.number, stay.joined_at, stay.left_at, stay.reason) for stay in stays]


def _words(stays: Iterable[StayKept]) -> list[datetime]:
    return [stay.last_spoke_at for stay in stays if stay.last_spoke_at is not None]


def _write_stays(
    member_id: int,
    group: int,
    community: int,
    stays: Sequence[Stay],
    spoken: Sequence[datetime],
    *,
    at: datetime,
) -> None:
    """Make the rows of a member in a group say exactly this; a row keeps its id with its number."""
    rows = Membership.objects.filter(member_id=member_id, group_id=group)
    rows.exclude(stay__in=[stay.number for stay in stays]).delete()
    for stay in sorted(stays, key=lambda stay: stay.left_at is None):
        Membership.objects.update_or_create(
            member_id=member_id,
            group_id=group,
            stay=stay.number,
            defaults={
                "community_id": community,
                "joined_at": stay.joined_at,
                "left_at": stay.left_at,
                "leave_reason": stay.reason,
                "last_spoke_at": rules.last_word(stay, spoken),
            },
        )
    Presence.objects.update_or_create(
        member_id=member_id,
        group_id=group,
        defaults={"is_in": any(stay.left_at is None for stay in stays), "changed_at": at},
    )


def _record(action: str, merge: Merge, *, by: Actor, at: datetime) -> None:
    audit.record(action, subject=f"member:{merge.kept_id}", by=by, at=at, after={"merged": merge.merged_id})
