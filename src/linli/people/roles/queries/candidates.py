"""Whom behaviour suggests for a role, and how those who prepare for it come on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Q

from linli.kernel.orgs import scope
from linli.people.members.queries import names
from linli.people.roles.models import Assignment, CandidateVerdict, CultivationStep
from linli.people.roles.queries.wording import Part
from linli.people.roles.rules import parts
from linli.people.ties import queries as ties
from linli.people.ties import rules as ties_rules
from linli.people.ties.queries import Candidate

COMPARED_DAYS = 28


@dataclass(frozen=True)
class TurnedDown:
    """Somebody who is not suggested for a role again."""

    member_id: int
    name: str
    role: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class PlanStep:
    """One thing to do with somebody who grows into a role."""

    id: int
    kind: str
    text: str
    due_on: date | None
    done_at: datetime | None


@dataclass(frozen=True)
class Effect:
    """Messages a day before and since somebody is down for a role.

    `percent` None: too little to compare.
    """

    before: float
    after: float
    days: int
    percent: int | None


def not_to_suggest(community_id: int, role: str) -> set[int]:
    """Members who are in the role already or were turned down for it."""
    open_rows = Assignment.objects.filter(
        Q(member_id__isnull=False), community_id=community_id, role=role, ended_at=None
    )
    refused = CandidateVerdict.objects.filter(community_id=community_id, role=role)
    return {*open_rows.values_list("member_id", flat=True), *refused.values_list("member_id", flat=True)}


def suggestions(community_id: int, part: Part, *, limit: int = 6) -> list[Candidate]:
    """Whom behaviour suggests for a role, best first, without those in it and those turned down for it.

    Nobody for a role that is looked for by nothing, and where no graph was computed yet.
    """
    recipe = ties_rules.find_recipe(part.recipe) if part.recipe else None
    if recipe is None:
        return []
    left_out = not_to_suggest(community_id, part.code)
    found = ties.candidates(community_id, recipe, limit + len(left_out))
    return [one for one in found if one.member not in left_out][:limit]


def turned_down(community_id: int, role: str) -> list[TurnedDown]:
    """Those turned down for a role, last first."""
    rows = CandidateVerdict.objects.filter(community_id=community_id, role=role).order_by("-at", "-id")[:50]
    known = names.names_of([one.member_id for one in rows])
    return [TurnedDown(one.member_id, known.get(one.member_id, ""), role, one.reason, one.at) for one in rows]


def plan_of(assignment_id: int) -> list[PlanStep]:
    """The steps of a plan: what is due first comes first, what has no date last."""
    rows = CultivationStep.objects.filter(assignment_id=assignment_id).order_by("due_on", "id")
    return [PlanStep(*row) for row in rows.values_list("id", "kind", "text", "due_on", "done_at")]


def plan_counts(assignment_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """For each plan how many steps are done, of how many; one query."""
    found: dict[int, tuple[int, int]] = {}
    rows = CultivationStep.objects.filter(assignment_id__in=assignment_ids)
    for id, done_at in rows.values_list("assignment_id", "done_at"):
        done, all_steps = found.get(id, (0, 0))
        found[id] = (done + (done_at is not None), all_steps + 1)
    return found


def effects_of(
    assignments: Collection[tuple[int, int, date]], *, community_id: int, today: date
) -> dict[int, Effect]:
    """What being down for a role did to how much somebody says, by assignment.

    Takes (assignment, member, day it began); compares the COMPARED_DAYS days before that day with the days
    since, at most as many, today left out.
    """
    if not assignments:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.a, u.d, coalesce(sum(x.messages) FILTER (WHERE x.day < u.d), 0),"
            " coalesce(sum(x.messages) FILTER (WHERE x.day >= u.d), 0)"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::date[]) AS u(a, m, d)"
            " JOIN members_member p ON p.id = u.m OR p.merged_into_id = u.m"
            " LEFT JOIN belonging_activeday x ON x.member_id = p.id AND x.org_id = %s AND x.community_id = %s"
            "  AND x.day >= u.d - %s AND x.day < least(u.d + %s, %s::date)"
            " WHERE p.org_id = %s GROUP BY u.a, u.d",
            [
                [one[0] for one in assignments],
                [one[1] for one in assignments],
                [one[2] for one in assignments],
                scope.org_id(),
                community_id,
                COMPARED_DAYS,
                COMPARED_DAYS,
                today,
                scope.org_id(),
            ],
        )
        return {row[0]: _effect(row[1], int(row[2]), int(row[3]), today) for row in cursor.fetchall()}


def _effect(began: date, before: int, after: int, today: date) -> Effect:
    days = max(0, min((today - began) // timedelta(days=1), COMPARED_DAYS))
    percent = parts.effect((before, COMPARED_DAYS), (after, days))
    return Effect(before / COMPARED_DAYS, after / days if days else 0.0, days, percent)
