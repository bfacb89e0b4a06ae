"""What playbooks, rules, conditions and buttons can do with members and read about them.

Probes for sets read `membership` (members_membership) and `person` (members_member) in the query's FROM.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from django.utils.translation import gettext as _

from linli.facts.members import MemberTagged, MemberUntagged
from linli.kernel.errors import Refusal
from linli.kernel.events.event import Cause
from linli.kernel.orgs.actor import Actor
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.fragment import Fragment
from linli.kernel.verbs.registry import probe, verb
from linli.people.members.actions import tagging
from linli.people.members.queries import readings


class NobodyToTag(Refusal):
    """The verb was called without a member."""

    def __init__(self) -> None:
        super().__init__(_("there is no member here to tag: use this in a playbook about members"))


class AddTag(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Put a tag on the member. A member who has it already keeps it."""

    tag: Annotated[str, msgspec.Meta(min_length=1, max_length=tagging.MAX_TAG)]


class RemoveTag(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take a tag off the member. A member who does not have it stays as they are."""

    tag: Annotated[str, msgspec.Meta(min_length=1, max_length=tagging.MAX_TAG)]


@verb("members.add_tag", params=AddTag, title="Add a tag")
def add_tag(params: AddTag, context: Context) -> None:
    """Repeats are harmless without a key: a tag is there or is not."""
    tagging.tag_members(
        members=[_member(context)], tag=params.tag, by=_actor(context), at=context.at, cause=_cause(context)
    )


@verb("members.remove_tag", params=RemoveTag, title="Remove a tag")
def remove_tag(params: RemoveTag, context: Context) -> None:
    """The opposite of add_tag."""
    tagging.untag_members(
        members=[_member(context)], tag=params.tag, by=_actor(context), at=context.at, cause=_cause(context)
    )


@probe(
    "membership.joined_at",
    subject=Subject.MEMBERSHIP,
    returns=datetime,
    title="When they joined",
    sql=lambda: Fragment("membership.joined_at"),
)
def joined_at(subjects: Sequence[int], context: Context) -> Mapping[int, datetime]:
    """The beginning of this stay in the group."""
    return readings.joined_at(subjects)


@probe(
    "membership.last_spoke_at",
    subject=Subject.MEMBERSHIP,
    returns=datetime,
    title="When they last spoke",
    sql=lambda: Fragment("membership.last_spoke_at"),
)
def last_spoke_at(subjects: Sequence[int], context: Context) -> Mapping[int, datetime]:
    """The last message in this stay; nothing for those who never spoke."""
    return readings.last_spoke_at(subjects)


@probe(
    "person.tags",
    subject=Subject.PERSON,
    returns=list,
    title="Tags",
    sql=lambda: Fragment(
        "ARRAY(SELECT t.name::text FROM members_tag t WHERE t.member_id = person.id ORDER BY t.name, t.id)"
    ),
    changed_by=(MemberTagged, MemberUntagged),
)
def tags(subjects: Sequence[int], context: Context) -> Mapping[int, Sequence[str]]:
    """The words the team or a playbook put on the member."""
    return readings.tags(subjects)


@probe(
    "person.is_operator",
    subject=Subject.PERSON,
    returns=bool,
    title="Belongs to the team",
    sql=lambda: Fragment("person.is_operator"),
)
def is_operator(subjects: Sequence[int], context: Context) -> Mapping[int, bool]:
    """True for those who run the community; most audiences leave them out."""
    return readings.is_operator(subjects)


def _member(context: Context) -> int:
    if context.member_id is None:
        raise NobodyToTag
    return context.member_id


def _actor(context: Context) -> Actor:
    return Actor(context.actor, "staff" if context.actor.startswith("staff:") else "automation")


def _cause(context: Context) -> Cause | None:
    return Cause(context.cause, context.depth) if context.cause else None
