"""What a list of members is narrowed to, and its SQL: of the member `m`, and of one belonging of theirs."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from linli.kernel.orgs import scope
from linli.kernel.verbs.fragment import Fragment
from linli.people.communities.models import Community
from linli.people.members.queries import people


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to. What is said about living in a community holds in one and the same.

    stages, relations, contributions  one of these; the team is left out then, as in every count
    joined_since, silent_since        joined at or after; without a sign since (never included)
    inside                            subqueries of ids: a segment, a role, an answer
    reach                             the communities of the seat that looks (None = all)
    places                            the communities that count: `resolved` fills them in
    """

    text: str = ""
    tag: str = ""
    group: int | None = None
    community: int | None = None
    stages: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    contributions: tuple[str, ...] = ()
    joined_since: datetime | None = None
    silent_since: datetime | None = None
    messages_30: int | None = None
    ids: tuple[int, ...] = ()
    inside: tuple[Fragment, ...] = field(default=())
    reach: frozenset[int] | None = None
    places: tuple[int, ...] | None = None

    @property
    def is_about_living(self) -> bool:
        """Is anything asked that only a belonging knows?"""
        return bool(self.community is not None or self.is_counted)

    @property
    def is_counted(self) -> bool:
        """Is it about what counts of people say: stages, relations, activity?"""
        dated = (self.joined_since, self.silent_since, self.messages_30)
        return bool(self.stages or self.relations or self.contributions) or any(
            one is not None for one in dated
        )

    @property
    def is_narrowed(self) -> bool:
        """Is this a part of all?"""
        about_them = (self.text.strip(), self.tag, self.group, self.ids, self.inside)
        return self.is_about_living or any(about_them)


def persons(wanted: Wanted) -> list[Fragment]:
    """What must hold of the member `m`."""
    return [*records(wanted), *sets(wanted, "m.id")]


def records(wanted: Wanted) -> list[Fragment]:
    """What must hold of the member `m` by their own record."""
    clauses = [Fragment("m.org_id = %s", (scope.org_id(),)), Fragment("m.merged_into_id IS NULL")]
    if wanted.text.strip():
        clauses.append(Fragment(*people.named(wanted.text)))
    if wanted.ids:
        clauses.append(Fragment("m.id = ANY(%s)", (list(wanted.ids),)))
    if wanted.stages or wanted.relations or wanted.contributions:
        clauses.append(Fragment("NOT m.is_operator"))
    return clauses


def sets(wanted: Wanted, column: str, *, is_probed: bool = False) -> list[Fragment]:
    """The sets that the member whose id is in `column` must be of. Probed: each by itself, never hashed."""
    clauses, end = [], " OFFSET 0)" if is_probed else ")"
    if wanted.tag:
        tagged = f"EXISTS (SELECT 1 FROM members_tag t WHERE t.member_id = {column} AND t.name = %s{end}"
        clauses.append(Fragment(tagged, (wanted.tag,)))
    if wanted.group is not None:
        clauses.append(_stay(f"{column} AND s.group_id = %s AND s.left_at IS NULL{end}", wanted.group))
    clauses += [
        one.wrapped("EXISTS (SELECT 1 FROM (", f") f(id) WHERE f.id = {column}{end}") for one in wanted.inside
    ]
    if wanted.reach is not None:
        clauses.append(_stay(f"{column} AND s.community_id = ANY(%s){end}", sorted(wanted.reach)))
    return clauses


def first_set(wanted: Wanted) -> tuple[Fragment, Wanted]:
    """The ids of one of the sets, some of them several times, and what is wanted besides."""
    org = scope.org_id()
    if wanted.tag:
        tagged = "SELECT member_id FROM members_tag WHERE org_id = %s AND name = %s"
        return Fragment(tagged, (org, wanted.tag)), replace(wanted, tag="")
    if wanted.inside:
        return wanted.inside[-1], replace(wanted, inside=wanted.inside[:-1])
    stays = Fragment("SELECT s.member_id FROM members_membership s WHERE s.org_id = %s", (org,))
    if wanted.group is not None:
        stays += Fragment(" AND s.group_id = %s AND s.left_at IS NULL", (wanted.group,))
        return stays, replace(wanted, group=None)
    stays += Fragment(" AND s.community_id = ANY(%s)", (sorted(wanted.reach or ()),))
    return stays, replace(wanted, reach=None)


def _stay(rest: str, value: object) -> Fragment:
    return Fragment(f"EXISTS (SELECT 1 FROM members_membership s WHERE s.member_id = {rest}", (value,))


def places(wanted: Wanted, alias: str) -> list[Fragment]:
    """What must hold of one belonging."""
    clauses = where_of(wanted, alias)
    for column, values in (
        ("stage", wanted.stages),
        ("relation", wanted.relations),
        ("contribution", wanted.contributions),
    ):
        if values:
            clauses.append(Fragment(f"{alias}.{column} = ANY(%s)", (list(values),)))
    if wanted.joined_since is not None:
        clauses.append(Fragment(f"{alias}.joined_at >= %s", (wanted.joined_since,)))
    if wanted.silent_since is not None:
        silent = (
            f"({alias}.last_active_at < %s OR {alias}.last_active_at IS NULL) AND {alias}.left_at IS NULL"
        )
        clauses.append(Fragment(silent, (wanted.silent_since,)))
    if wanted.messages_30 is not None:
        clauses.append(Fragment(f"{alias}.messages_30 >= %s", (wanted.messages_30,)))
    if wanted.community is not None and not wanted.is_counted:
        clauses.append(Fragment(f"{alias}.left_at IS NULL"))
    return clauses


def where_of(wanted: Wanted, alias: str) -> list[Fragment]:
    """The belonging lies in one of the communities that count."""
    return [
        Fragment(f"{alias}.org_id = %s", (scope.org_id(),)),
        Fragment(f"{alias}.community_id = ANY(%s)", (list(wanted.places or ()),)),
    ]


def resolved(wanted: Wanted) -> Wanted:
    """The same with the communities that count: the one asked for, of those reached; one query at most."""
    if wanted.places is not None:
        return wanted
    if wanted.community is not None:
        is_reached = wanted.reach is None or wanted.community in wanted.reach
        return replace(wanted, places=(wanted.community,) if is_reached else ())
    if wanted.reach is not None:
        return replace(wanted, places=tuple(sorted(wanted.reach)))
    ids = Community.objects.order_by("id").values_list("id", flat=True)
    return replace(wanted, places=tuple(ids))
