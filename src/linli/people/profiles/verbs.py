"""What playbooks, conditions and programs can do with profiles and read of them.

Probes for sets read `person` (members_member) in the query's FROM.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from django.utils.translation import gettext as _

from linli.facts.members import MembersMerged, MergeUndone
from linli.facts.profiles import ProfileAnswered
from linli.kernel.errors import Refusal
from linli.kernel.events.event import Cause
from linli.kernel.orgs.actor import Actor
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.fragment import Fragment
from linli.kernel.verbs.registry import Argument, probe, verb
from linli.people.profiles.actions import answering, asking, using
from linli.people.profiles.queries import answers
from linli.people.profiles.rules import kinds

CHANGED_BY = (ProfileAnswered, MembersMerged, MergeUndone)
CODE = Argument("code", str, "the code of the field, like city")
_ONE = (
    "(SELECT {} FROM profiles_answer a JOIN profiles_field f ON f.id = a.field_id"
    " WHERE a.member_id = person.id AND f.org_id = person.org_id AND f.code = %s AND f.archived_at IS NULL)"
)


class NobodyToAsk(Refusal):
    """The verb was called without a member."""

    def __init__(self) -> None:
        super().__init__(_("there is no member here: use this in a playbook about members"))


class SetField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Write an answer into a member's profile. An empty value takes the answer away."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    value: Annotated[str, msgspec.Meta(max_length=2000)]


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Mark that the information template is wanted of the member. Asking twice changes nothing."""


@verb("profiles.set_field", params=SetField, title="Fill a field of the profile")
def set_field(params: SetField, context: Context) -> None:
    """Repeats are harmless without a key: the answer is there or is written."""
    source = context.actor if context.actor.startswith(("staff:", "run:")) else f"run:{context.run_id or 0}"
    answering.answer(
        member_id=_member(context),
        values={params.code: params.value},
        source=source,
        by=_actor(context),
        at=context.at,
        cause=_cause(context),
    )
    using.note_use(
        field=params.code, purpose="playbook", about=context.actor, by=_actor(context), at=context.at
    )


@verb("profiles.ask", params=Ask, title="Ask for the information template")
def ask(params: Ask, context: Context) -> None:
    """A member who was asked before is not asked again."""
    asking.ask(
        member_ids=[_member(context)],
        community_id=context.community_id,
        by=_actor(context),
        at=context.at,
        cause=_cause(context),
    )


@probe(
    "person.field",
    subject=Subject.PERSON,
    returns=str,
    title="An answer of the profile",
    args=(CODE,),
    sql=lambda code: Fragment(_ONE.format("a.value"), (code,)),
    changed_by=CHANGED_BY,
)
def field(subjects: Sequence[int], context: Context, code: str) -> Mapping[int, str]:
    """What the member answered; of a choice its code, of a place "province/city"."""
    return answers.texts(subjects, code)


@probe(
    "person.field_number",
    subject=Subject.PERSON,
    returns=float,
    title="A number of the profile",
    args=(CODE,),
    sql=lambda code: Fragment(_ONE.format("a.number::float8"), (code,)),
    changed_by=CHANGED_BY,
)
def field_number(subjects: Sequence[int], context: Context, code: str) -> Mapping[int, float]:
    """The number the member answered."""
    return answers.numbers(subjects, code)


@probe(
    "person.field_date",
    subject=Subject.PERSON,
    returns=datetime,
    title="A day of the profile",
    args=(CODE,),
    sql=lambda code: Fragment(
        _ONE.format(
            r"CASE WHEN f.kind = 'date' AND a.value ~ '^\d{4}-\d{2}-\d{2}$'"
            " THEN a.value::date::timestamp AT TIME ZONE 'UTC' END"
        ),
        (code,),
    ),
    changed_by=CHANGED_BY,
)
def field_date(subjects: Sequence[int], context: Context, code: str) -> Mapping[int, datetime]:
    """The day the member answered, at midnight UTC."""
    found = answers.texts(subjects, code)
    return {member: day for member, value in found.items() if (day := _day(value)) is not None}


@probe(
    "person.field_choices",
    subject=Subject.PERSON,
    returns=list,
    title="The choices of a field of the profile",
    args=(CODE,),
    sql=lambda code: Fragment(
        "coalesce(" + _ONE.format("string_to_array(a.value, ',')") + ", ARRAY[]::text[])", (code,)
    ),
    changed_by=CHANGED_BY,
)
def field_choices(subjects: Sequence[int], context: Context, code: str) -> Mapping[int, Sequence[str]]:
    """The codes the member chose; none for those who did not answer."""
    found = answers.texts(subjects, code)
    return {member: kinds.parts(found.get(member, "")) for member in subjects}


@probe(
    "person.completeness",
    subject=Subject.PERSON,
    returns=int,
    title="How much of the template is answered, in percent",
    sql=lambda: Fragment(
        "(SELECT CASE WHEN count(f.id) = 0 THEN 100 ELSE 100 * count(a.id) / count(f.id) END"
        " FROM profiles_field f LEFT JOIN profiles_answer a ON a.field_id = f.id AND a.member_id = person.id"
        " WHERE f.org_id = person.org_id AND f.archived_at IS NULL AND f.is_asked"
        " AND f.community_id IS NULL)::int"
    ),
    changed_by=CHANGED_BY,
)
def completeness(subjects: Sequence[int], context: Context) -> Mapping[int, int]:
    """Of the fields that are asked in every community."""
    return answers.completeness_of(subjects)


def _day(value: str) -> datetime | None:
    try:
        return datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def _member(context: Context) -> int:
    if context.member_id is None:
        raise NobodyToAsk
    return context.member_id


def _actor(context: Context) -> Actor:
    return Actor(context.actor, "staff" if context.actor.startswith("staff:") else "automation")


def _cause(context: Context) -> Cause | None:
    return Cause(context.cause, context.depth) if context.cause else None
