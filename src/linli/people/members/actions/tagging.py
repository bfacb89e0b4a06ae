"""Tags on members, and who of them belongs to the team."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts.members import MemberTagged, MemberUntagged
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Cause, Draft
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.members import rules
from linli.people.members.models import Member, Tag

MAX_TAG = 40


class BadTag(Refusal):
    """A tag without a word in it, or a very long one."""

    def __init__(self) -> None:
        super().__init__(_("a tag has 1 to %(most)s characters: choose another word") % {"most": MAX_TAG})


@transaction.atomic
def tag_members(
    *, members: Sequence[int], tag: str, by: Actor, at: datetime, cause: Cause | None = None
) -> int:
    """Put a tag on members, by their ids; returns how many did not have it. Erased members get none.

    A record that was merged away stands for the one it was merged into. Raises BadTag.
    """
    name = _clean(tag)
    ids = _living(members)
    had = set(Tag.objects.filter(member_id__in=ids, name=name).values_list("member_id", flat=True))
    fresh = [Tag(member_id=id, name=name, since=at, by=by.code) for id in ids if id not in had]
    Tag.objects.bulk_create(fresh, ignore_conflicts=True)
    tagged = [row.member_id for row in fresh]
    _tell(MemberTagged(tag=name), tagged, by=by, at=at, cause=cause)
    _record("member.tagged", tagged, name, by=by, at=at)
    return len(tagged)


@transaction.atomic
def untag_members(
    *, members: Sequence[int], tag: str, by: Actor, at: datetime, cause: Cause | None = None
) -> int:
    """Take a tag off members, by their ids; returns how many had it. Raises BadTag."""
    name = _clean(tag)
    rows = Tag.objects.select_for_update().filter(member_id__in=_living(members), name=name)
    untagged = sorted(rows.values_list("member_id", flat=True))
    Tag.objects.filter(member_id__in=untagged, name=name).delete()
    _tell(MemberUntagged(tag=name), untagged, by=by, at=at, cause=cause)
    _record("member.untagged", untagged, name, by=by, at=at)
    return len(untagged)


@transaction.atomic
def set_operator(*, member: Member, is_operator: bool, by: Actor, at: datetime) -> None:
    """Say whether a member belongs to the team that runs the community: metrics leave those out."""
    changed = Member.objects.filter(id=member.id, is_operator=not is_operator).update(is_operator=is_operator)
    member.is_operator = is_operator
    if changed:
        audit.record(
            "member.operator_set",
            subject=f"member:{member.id}",
            by=by,
            at=at,
            before={"is_operator": not is_operator},
            after={"is_operator": is_operator},
        )


def _clean(tag: str) -> str:
    name = rules.clean_tag(tag)
    if not 1 <= len(name) <= MAX_TAG:
        raise BadTag
    return name


def _living(members: Sequence[int]) -> list[int]:
    """The members of the organisation behind these ids, locked in one order, without the erased."""
    pointers = Member.objects.filter(id__in=members).values_list("id", "merged_into_id")
    ids = {merged_into or id for id, merged_into in pointers}
    found = Member.objects.select_for_update(no_key=True).filter(id__in=ids, erased_at=None)
    return list(found.order_by("id").values_list("id", flat=True))


def _tell(
    fact: MemberTagged | MemberUntagged,
    members: Sequence[int],
    *,
    by: Actor,
    at: datetime,
    cause: Cause | None,
) -> None:
    log.append([Draft(fact=fact, occurred_at=at, member=id, cause=cause) for id in members], by=by)


def _record(action: str, members: Sequence[int], tag: str, *, by: Actor, at: datetime) -> None:
    """What staff do is written in the trail, too; automations are in the log already."""
    if members and by.origin in {"staff", "api"}:
        subject = f"member:{members[0]}" if len(members) == 1 else "members"
        audit.record(action, subject=subject, by=by, at=at, after={"tag": tag, "members": list(members)})
