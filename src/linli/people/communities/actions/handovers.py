"""Moving members from one community to another: asked, answered, arrived; with consent and a trigger."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.connect.gateway.outbox import planning
from linli.facts import communities as facts
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Cause, Draft
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.communities import rules
from linli.people.communities.actions import inviting, types
from linli.people.communities.models import Community, Edge, Group, Handover
from linli.people.communities.reading import figures, separations

OPEN = ("offered", "accepted")
MOST_AT_ONCE = 2000


class CannotMove(Refusal):
    """The move makes no sense, or somebody must not come in."""


@dataclass(frozen=True)
class Offered:
    """What became of the people: asked now, asked already (or inside already), and who nobody here knows."""

    asked: tuple[int, ...]
    skipped: tuple[int, ...]
    unknown: tuple[int, ...]


@dataclass(frozen=True)
class Move:
    """A way to move along: an edge's ends, or two communities (or groups of one)."""

    source: Community | None
    target: Community
    trigger: str
    edge: Edge | None = None
    target_group: Group | None = None
    needs_consent: bool = True


def along(edge: Edge) -> Move:
    """The move of an edge between two communities, or CannotMove."""
    if edge.source is None or edge.target is None:
        raise CannotMove(_("members move between communities: this path begins or ends at a carrier"))
    return Move(edge.source, edge.target, edge.trigger, edge, needs_consent=edge.needs_consent)


@transaction.atomic
def offer(
    *, move: Move, members: Sequence[int], by: Actor, at: datetime, cause: Cause | None = None
) -> Offered:
    """Ask members to come along: a row each, an invitation in the outbox, a fact in the log.

    Who is asked already, or is in the target already, is left alone; merged records stand for whom they were
    merged into. Raises CannotMove, also where the target keeps these people apart from somebody inside.
    """
    _check(move, members)
    known = figures.kept_members(members)
    wanted = sorted(set(known.values()))
    separations.forbid(move.target, wanted)
    inside = separations.members_inside(move.target.id, wanted, group_id=_group_id(move))
    fresh = _insert(move, [one for one in wanted if one not in inside], by=by, at=at)
    inviting.invite(fresh, target_group=move.target_group, by=by, at=at, cause=cause)
    _tell(move, fresh, by=by, at=at, cause=cause)
    asked = tuple(one.member_id for one in fresh)
    _record(move, asked, by=by, at=at)
    return Offered(
        asked,
        tuple(one for one in wanted if one not in set(asked)),
        tuple(sorted(set(members) - known.keys())),
    )


@transaction.atomic
def answer(*, handover: Handover, is_accepted: bool, by: Actor, at: datetime) -> Handover:
    """What the member said (or staff, for them). The same answer again changes nothing.

    An answer can be changed until the member has arrived. Raises CannotMove after that.
    """
    locked: Handover = Handover.objects.select_for_update().get(id=handover.id)
    wanted = "accepted" if is_accepted else "declined"
    if locked.state == wanted:
        return locked
    if locked.state in ("arrived", "withdrawn"):
        raise CannotMove(_("this invitation is over: the member has arrived, or it was taken back"))
    locked.state, locked.answered_at = wanted, at
    locked.consent = "given" if is_accepted else "refused"
    locked.open_with = locked.target_id if is_accepted else -locked.id
    locked.save(update_fields=["state", "answered_at", "consent", "open_with"])
    _append(
        facts.HandoverAnswered(handover=locked.id, is_accepted=is_accepted, consent=locked.consent),
        locked,
        by=by,
        at=at,
    )
    if by.origin in ("staff", "api"):
        _audit_one(f"handover.{wanted}", locked, by=by, at=at)
    return locked


@transaction.atomic
def withdraw(*, handover: Handover, by: Actor, at: datetime) -> Handover:
    """Take an invitation back while nobody has come. Safe to repeat."""
    locked: Handover = Handover.objects.select_for_update().get(id=handover.id)
    if locked.state in OPEN:
        locked.state, locked.open_with = "withdrawn", -locked.id
        locked.save(update_fields=["state", "open_with"])
        planning.void(origin=inviting.origin_of(locked), reason="withdrawn", at=at)
        _audit_one("handover.withdrawn", locked, by=by, at=at)
    return locked


@transaction.atomic
def note_arrivals(arrivals: Sequence[tuple[int, int, int, datetime, Cause | None]]) -> int:
    """Members who came into a group: (member, community, group, when, cause). Ends their open moves there.

    Coming is consent where nobody had asked for it. Returns how many arrived.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE communities_handover h SET state = 'arrived', arrived_at = a.at, open_with = -h.id,"
            " consent = CASE WHEN h.consent IN ('given', 'not_needed') THEN h.consent ELSE 'by_joining' END"
            " FROM (SELECT coalesce(m.merged_into_id, m.id) AS member_id, u.c, u.g, min(u.at) AS at"
            "  FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[]) AS u(m, c, g, at)"
            "  JOIN members_member m ON m.id = u.m GROUP BY 1, 2, 3) a"
            " WHERE h.org_id = %s AND h.member_id = a.member_id AND h.target_id = a.c"
            " AND (h.target_group_id IS NULL OR h.target_group_id = a.g)"
            " AND h.state IN ('offered', 'accepted') AND h.offered_at <= a.at"
            " RETURNING h.id, h.member_id, h.source_id, h.target_id, h.arrived_at",
            [*(list(column) for column in zip(*(one[:4] for one in arrivals), strict=True)), scope.org_id()],
        )
        rows = sorted(set(cursor.fetchall()))
    drafts = [
        Draft(
            fact=facts.HandoverArrived(handover=id, source=source or 0),
            occurred_at=when,
            community=target,
            member=member,
            key=f"handover-arrived:{id}",
        )
        for id, member, source, target, when in rows
    ]
    log.append(drafts, by=SYSTEM)
    return len(rows)


def _check(move: Move, members: Sequence[int]) -> None:
    if not members:
        raise CannotMove(_("nobody is chosen: choose at least one member"))
    if len(members) > MOST_AT_ONCE:
        raise CannotMove(_("at most %(most)s members move at once: choose fewer") % {"most": MOST_AT_ONCE})
    if move.target.closed_at is not None:
        raise CannotMove(_("“%(name)s” is closed: nobody can come in") % {"name": move.target.name})
    if move.source is not None and move.source.id == move.target.id and move.target_group is None:
        raise CannotMove(_("members are there already: choose another community or a group"))
    types.check_words(move.trigger, rules.TRIGGERS)


def _insert(move: Move, members: Sequence[int], *, by: Actor, at: datetime) -> list[Handover]:
    rows = [
        Handover(
            member_id=member,
            edge=move.edge,
            source=move.source,
            target=move.target,
            target_group=move.target_group,
            trigger=move.trigger,
            state="offered",
            consent="asked" if move.needs_consent else "not_needed",
            open_with=move.target.id,
            token=secrets.token_urlsafe(18),
            offered_at=at,
            offered_by=by.code,
        )
        for member in members
    ]
    tokens = [one.token for one in rows]
    Handover.objects.bulk_create(rows, ignore_conflicts=True)
    found = Handover.objects.select_related("target", "edge").filter(token__in=tokens)
    return list(found.order_by("id"))


def _tell(move: Move, fresh: Sequence[Handover], *, by: Actor, at: datetime, cause: Cause | None) -> None:
    drafts = [
        Draft(
            fact=facts.HandoverOffered(
                handover=one.id, source=one.source_id or 0, trigger=one.trigger, edge=one.edge_id or 0
            ),
            occurred_at=at,
            community=move.target.id,
            member=one.member_id,
            key=f"handover-offered:{one.id}",
            cause=cause,
        )
        for one in fresh
    ]
    log.append(drafts, by=by)


def _append(fact: facts.HandoverAnswered, one: Handover, *, by: Actor, at: datetime) -> None:
    log.append_one(fact, by=by, at=at, community=one.target_id, member=one.member_id)


def _record(move: Move, asked: Sequence[int], *, by: Actor, at: datetime) -> None:
    if not asked or by.origin not in ("staff", "api"):
        return
    after = {
        "source": move.source.id if move.source else None,
        "edge": move.edge.id if move.edge else None,
        "trigger": move.trigger,
        "members": list(asked),
    }
    audit.record("handover.offered", subject=f"community:{move.target.id}", by=by, at=at, after=after)


def _audit_one(action: str, one: Handover, *, by: Actor, at: datetime) -> None:
    after = {"handover": one.id, "member": one.member_id}
    audit.record(action, subject=f"community:{one.target_id}", by=by, at=at, after=after)


def _group_id(move: Move) -> int | None:
    return move.target_group.id if move.target_group else None
