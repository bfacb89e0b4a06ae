"""What playbooks, the API and buttons can do with segments, and read about them."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec
from django.utils.translation import gettext as _

from linli.facts.segments import SegmentEntered, SegmentLeft
from linli.kernel.errors import Refusal
from linli.kernel.events.event import Cause
from linli.kernel.orgs.actor import Actor
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.fragment import Fragment
from linli.kernel.verbs.registry import probe, verb
from linli.people.segments.actions import picking
from linli.people.segments.queries import listing

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class NobodyToPick(Refusal):
    """The verb was called without a member."""

    def __init__(self) -> None:
        super().__init__(
            _("there is no member here to put into a segment: use this in a playbook about members")
        )


class Add(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Put the member into a hand-picked segment, named as it is. Who is in it already stays."""

    segment: Name


class Remove(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take the member out of a hand-picked segment. Who is not in it stays out."""

    segment: Name


@verb("segments.add", params=Add, title="Put into a segment")
def add(params: Add, context: Context) -> None:
    """Repeats are harmless without a key: somebody is in or is not."""
    picking.add_people(
        segment=listing.get_segment_named(params.segment),
        members=[_member(context)],
        by=_actor(context),
        at=context.at,
        cause=_cause(context),
    )


@verb("segments.remove", params=Remove, title="Take out of a segment")
def remove(params: Remove, context: Context) -> None:
    """The opposite of add."""
    picking.remove_people(
        segment=listing.get_segment_named(params.segment),
        members=[_member(context)],
        by=_actor(context),
        at=context.at,
        cause=_cause(context),
    )


@probe(
    "person.segments",
    subject=Subject.PERSON,
    returns=list,
    title="Segments",
    sql=lambda: Fragment(
        "ARRAY(SELECT DISTINCT s.name::text FROM segments_segment s JOIN belonging_belonging b"
        " ON b.member_id = person.id JOIN segments_place p ON p.community_id = b.community_id"
        " AND p.segment_id = s.id AND p.member_id = person.id"
        " WHERE s.org_id = person.org_id AND s.archived_at IS NULL ORDER BY 1)"
    ),
    changed_by=(SegmentEntered, SegmentLeft),
)
def segments(subjects: Sequence[int], context: Context) -> Mapping[int, Sequence[str]]:
    """The names of the segments somebody is in, in any community."""
    return listing.names_of(subjects)


def _member(context: Context) -> int:
    if context.member_id is None:
        raise NobodyToPick
    return context.member_id


def _actor(context: Context) -> Actor:
    return Actor(context.actor, "staff" if context.actor.startswith("staff:") else "automation")


def _cause(context: Context) -> Cause | None:
    return Cause(context.cause, context.depth) if context.cause else None
