"""What is known of the members, stays, groups and communities that runs are about, many at a time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from django.db import connection

from linli.kernel.conditions.check import Checked
from linli.kernel.conditions.render import render
from linli.kernel.conditions.schema import call_arguments
from linli.kernel.conditions.values import Outer
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.registry import registry

Place = tuple[int | None, int | None, int]
"""Member, group and community; a run about a person has no group, one about a group no member."""


class Person(msgspec.Struct, frozen=True, eq=False):
    """What a run is about: a member in a group, a member, or a group; `values` are what conditions can read.

    What the subject does not have is None or false there. `is_in`: they are in the group now, a person in any
    group, a group is open.
    """

    member: int | None
    group: int | None
    community: int
    values: dict[str, Outer]
    zone: str
    member_zone: str
    languages: tuple[str, ...]
    belonging: int | None = None
    is_in: bool = True

    @property
    def place(self) -> Place:
        """Member, group and community."""
        return self.member, self.group, self.community

    @property
    def membership(self) -> int | None:
        """The row of the stay."""
        found = self.values["membership.id"]
        return found if isinstance(found, int) else None

    @property
    def is_bot(self) -> bool:
        """Is it a program?"""
        return self.values["person.is_bot"] is True


_SQL = """
SELECT u.m, u.g, u.c, coalesce(p.name, ''), coalesce(p.is_bot, false), coalesce(p.is_operator, false),
  coalesce(p.zone, ''), coalesce(p.language, ''),
  ARRAY(SELECT t.name::text FROM members_tag t WHERE t.member_id = p.id ORDER BY t.name),
  s.id, s.stay, s.joined_at, s.last_spoke_at, s.id IS NOT NULL AND s.left_at IS NULL,
  CASE WHEN u.m IS NULL THEN g.closed_at IS NULL
    WHEN u.g IS NULL THEN EXISTS (SELECT FROM members_membership o
    WHERE o.member_id = u.m AND o.left_at IS NULL) ELSE s.id IS NOT NULL AND s.left_at IS NULL END,
  coalesce(g.name, ''), coalesce(c.name, ''), coalesce(c.stage, ''), coalesce(nullif(c.zone, ''), 'UTC'),
  coalesce(c.language, ''), b.id
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS u(m, g, c)
LEFT JOIN members_member p ON p.id = u.m AND p.org_id = %s
LEFT JOIN communities_group g ON g.id = u.g AND g.org_id = %s
LEFT JOIN communities_community c ON c.id = u.c AND c.org_id = %s
LEFT JOIN LATERAL (SELECT * FROM members_membership s WHERE s.member_id = u.m AND s.group_id = u.g
  ORDER BY s.joined_at DESC, s.id DESC LIMIT 1) s ON true
LEFT JOIN belonging_belonging b ON b.member_id = u.m AND b.community_id = u.c AND b.org_id = %s
"""


def people(places: Iterable[Place]) -> dict[Place, Person]:
    """What is known of each place, in one query."""
    listed = list(dict.fromkeys(places))
    if not listed:
        return {}
    org = scope.org_id()
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [*(list(one) for one in zip(*listed, strict=True)), *[org] * 4])
        return {(row[0], row[1], row[2]): _person(row) for row in cursor.fetchall()}


def _person(row: Any) -> Person:
    member, group, community, name, is_bot, is_operator, zone, language, tags = row[:9]
    stay_id, stay, joined_at, last_spoke_at, is_member_in, is_in = row[9:15]
    group_name, community_name, stage, community_zone, community_language, belonging = row[15:]
    values: dict[str, Outer] = {
        "person.id": member,
        "person.name": name,
        "person.is_bot": is_bot,
        "person.is_operator": is_operator,
        "person.language": language,
        "person.tags": tags,
        "membership.id": stay_id,
        "membership.stay": stay,
        "membership.joined_at": joined_at,
        "membership.last_spoke_at": last_spoke_at,
        "membership.has_spoken": last_spoke_at is not None,
        "membership.is_in": is_member_in,
        "group.id": group,
        "group.name": group_name,
        "community.id": community,
        "community.name": community_name,
        "community.stage": stage,
    }
    return Person(
        member=member,
        group=group,
        community=community,
        values=values,
        zone=community_zone,
        member_zone=zone or community_zone,
        languages=(language.lower(), community_language.lower()),
        belonging=belonging,
        is_in=is_in,
    )


def probe_values(asked: Sequence[tuple[Person, Checked]], *, at: datetime) -> list[dict[str, Outer]]:
    """For each person and condition the values of the probes it reads; every probe once for a community."""
    found: list[dict[str, Outer]] = [{} for _one in asked]
    wanted: dict[tuple[int, str], list[int]] = defaultdict(list)
    readings: dict[str, tuple[str, Mapping[str, object]]] = {}
    for place, (person, checked) in enumerate(asked):
        for reference in checked.references:
            field = checked.schema.find(reference.name)
            if field is not None and field.probe is not None:
                key = render(reference)
                readings[key] = (field.probe, call_arguments(field, reference))
                wanted[person.community, key].append(place)
    for (community, key), places in wanted.items():
        probe, given = readings[key]
        subject = registry.get_probe(probe).subject
        ids = {place: _subject_id(asked[place][0], subject) for place in places}
        context = Context(
            org_id=scope.org_id(), community_id=community, at=at, actor=SYSTEM.code, key=f"read:{probe}"
        )
        values = registry.read(probe, sorted({id for id in ids.values() if id}), context, _plain(given))
        for place in places:
            found[place][key] = values.get(ids[place] or 0)
    return found


def _subject_id(person: Person, subject: Subject) -> int | None:
    return {
        Subject.PERSON: person.member,
        Subject.BELONGING: person.belonging,
        Subject.MEMBERSHIP: person.membership,
        Subject.GROUP: person.group,
        Subject.COMMUNITY: person.community,
    }.get(subject)


def _plain(given: Mapping[str, object]) -> dict[str, object]:
    return {name: float(one) if isinstance(one, Decimal) else one for name, one in given.items()}
