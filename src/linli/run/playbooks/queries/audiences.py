"""Everybody for whom a playbook may be meant, as a set: the audience asked in SQL, where it can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from linli.kernel.conditions import check, sql
from linli.kernel.conditions.check import Checked
from linli.kernel.conditions.problems import DoesNotCheck, NotForSets
from linli.kernel.conditions.readings import fields_of_probes
from linli.kernel.conditions.schema import Field, Schema
from linli.kernel.conditions.tree import Type
from linli.kernel.orgs import scope
from linli.kernel.verbs.context import Subject
from linli.kernel.verbs.fragment import Fragment
from linli.run.playbooks.document.schemas import own_event_fields
from linli.run.playbooks.document.shapes import Playbook
from linli.run.playbooks.document.vocabulary import SUBJECT_FIELDS
from linli.run.playbooks.queries.compiled import Current
from linli.run.playbooks.queries.people import Place

_PROBED = {
    "membership": (Subject.PERSON, Subject.BELONGING, Subject.MEMBERSHIP, Subject.COMMUNITY),
    "person": (Subject.PERSON, Subject.BELONGING, Subject.COMMUNITY),
    "group": (Subject.COMMUNITY,),
}
_COLUMNS = {
    "person.id": "person.id",
    "person.name": "person.name",
    "person.is_bot": "person.is_bot",
    "person.is_operator": "person.is_operator",
    "person.language": "person.language",
    "person.tags": "ARRAY(SELECT t.name::text FROM members_tag t WHERE t.member_id = person.id"
    " ORDER BY t.name)",
    "membership.id": "membership.id",
    "membership.stay": "membership.stay",
    "membership.joined_at": "membership.joined_at",
    "membership.last_spoke_at": "membership.last_spoke_at",
    "membership.has_spoken": "(membership.last_spoke_at IS NOT NULL)",
    "membership.is_in": "(membership.left_at IS NULL)",
    "group.id": "place.id",
    "group.name": "place.name",
    "community.id": "community.id",
    "community.name": "community.name",
    "community.stage": "community.stage",
}
_NOTHING = {
    Type.TEXT: "NULL::text",
    Type.INTEGER: "NULL::bigint",
    Type.NUMBER: "NULL::numeric",
    Type.BOOLEAN: "NULL::boolean",
    Type.TIME: "NULL::timestamptz",
    Type.TEXTS: "NULL::text[]",
}
_COMMUNITY = "JOIN communities_community community ON community.id = {of} AND community.closed_at IS NULL"
_PERSON = (
    "JOIN members_member person ON person.id = membership.member_id AND person.merged_into_id IS NULL"
    " AND person.erased_at IS NULL AND NOT person.is_bot"
    " LEFT JOIN belonging_belonging belonging ON belonging.member_id = person.id"
    " AND belonging.community_id = membership.community_id AND belonging.org_id = membership.org_id"
)
_STAYS = (
    "SELECT {distinct} membership.member_id, place.id, membership.community_id, {asked}"
    " FROM members_membership membership JOIN communities_group place ON place.id = membership.group_id"
    f" AND place.closed_at IS NULL {_COMMUNITY.format(of='membership.community_id')} {_PERSON}"
    " WHERE membership.org_id = %s AND membership.left_at IS NULL AND membership.group_id = ANY(ARRAY("
    "  SELECT g.id FROM communities_group g WHERE g.org_id = %s AND g.closed_at IS NULL"
    "  AND (%s::bigint[] IS NULL OR g.community_id = ANY(%s)) AND (%s::bigint[] IS NULL OR g.id = ANY(%s))))"
    " AND (%s::bigint[] IS NULL OR membership.member_id = ANY(%s))"
)
_GROUPS = (
    "SELECT NULL::bigint, place.id, place.community_id, {asked} FROM communities_group place"
    f" {_COMMUNITY.format(of='place.community_id')}"
    " WHERE place.org_id = %s AND place.closed_at IS NULL AND (%s::bigint[] IS NULL OR place.community_id ="
    " ANY(%s)) AND (%s::bigint[] IS NULL OR place.id = ANY(%s))"
)


@dataclass(frozen=True)
class Whom:
    """Whom to look among; None: no limit. `segment`: members of a segment alone."""

    communities: tuple[int, ...] | None = None
    groups: tuple[int, ...] | None = None
    members: tuple[int, ...] | None = None
    segment: Fragment | None = None


@dataclass(frozen=True)
class Found:
    """The places for which a playbook may be meant, by number.

    is_asked  the audience has been asked; otherwise everybody is here and it has to be asked one by one
    others    how many the audience left out
    """

    places: list[Place]
    is_asked: bool
    others: int


def find(current: Current, whom: Whom, *, at: datetime, is_asking: bool = True) -> Found:
    """Members inside, or open groups, in the playbook's communities, in one query.

    A member is taken once in each of their groups, those where they spoke last first; a person once. Without
    `is_asking` the audience does not matter.
    """
    document = current.compiled.document
    asked = _asked(document, at) if is_asking else None
    statement = _statement(document.subject, asked or Fragment("TRUE"), _within(current, whom))
    params: list[Any] = list(statement.params)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(statement.text, params)
        rows = cursor.fetchall()
    is_person = document.subject == "person"
    places: list[Place] = [
        (member, None if is_person else group, community) for member, group, community, holds in rows if holds
    ]
    return Found(places, asked is not None, len(rows) - len(places))


def _within(current: Current, whom: Whom) -> Whom:
    """Only where the playbook runs."""
    if not current.communities:
        return whom
    wanted = set(current.communities)
    wanted &= set(whom.communities) if whom.communities is not None else wanted
    return Whom(tuple(sorted(wanted)), whom.groups, whom.members, whom.segment)


def _statement(subject: str, asked: Fragment, whom: Whom) -> Fragment:
    org = scope.org_id()
    communities, groups, members = (_listed(one) for one in (whom.communities, whom.groups, whom.members))
    truth = asked.wrapped("coalesce((", ")::boolean, false)")
    if subject == "group":
        before, after = _GROUPS.split("{asked}")
        rest = Fragment(after, (org, communities, communities, groups, groups))
        return truth.wrapped(before) + rest + " ORDER BY place.id"
    is_person = subject == "person"
    before, after = _STAYS.replace(
        "{distinct}", "DISTINCT ON (membership.member_id)" if is_person else ""
    ).split("{asked}")
    params = (org, org, communities, communities, groups, groups, members, members)
    rest = Fragment(after, params)
    if whom.segment is not None:
        rest = rest + whom.segment.wrapped(" AND person.id IN (", ")")
    order = " ORDER BY membership.member_id, membership.last_spoke_at DESC NULLS LAST, membership.id"
    return truth.wrapped(before) + rest + order


def _listed(numbers: Sequence[int] | None) -> list[int] | None:
    return None if numbers is None else sorted(numbers)


def _asked(document: Playbook, at: datetime) -> Fragment | None:
    """The audience for a set; None when only one subject at a time can be asked."""
    checked = _checked(document)
    if checked is None:
        return Fragment("TRUE") if not document.audience else None
    try:
        return sql.where(checked, at=at)
    except NotForSets:
        return None


@lru_cache(maxsize=256)
def _checked_text(subject: str, source: str, unknown: tuple[tuple[str, Type], ...]) -> Checked:
    own = [
        Field(one.name, one.type, one.doc, (), one.choices, _COLUMNS.get(one.name, _NOTHING.get(one.type)))
        for one in SUBJECT_FIELDS
    ]
    names = {one.name for one in own}
    probed = [
        field for kind in _PROBED[subject] for field in fields_of_probes(kind) if field.name not in names
    ]
    more = [Field(name, kind, name, sql=_NOTHING.get(kind)) for name, kind in unknown]
    return check.condition(source, Schema([*own, *probed, *more]))


def _checked(document: Playbook) -> Checked | None:
    """The audience over fields that have a column; what only an event knows is null."""
    if not document.audience:
        return None
    try:
        return _checked_text(
            document.subject,
            document.audience,
            tuple((field.name, field.type) for field in own_event_fields(document)),
        )
    except DoesNotCheck:
        return None
