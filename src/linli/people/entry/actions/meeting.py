"""Rounds of meeting each other: suggesting pairs, telling them, seeing that they talked."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from linli.connect.gateway import orders
from linli.connect.gateway.outbox import planning
from linli.connect.gateway.outbox.planning import Plan
from linli.facts.entry import MembersConnected, MembersPaired
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.communities.models import Community, Group
from linli.people.entry import refusals
from linli.people.entry.models import Pairing
from linli.people.entry.queries import meeting as queries
from linli.people.entry.rules import meeting as rules

# Who answered whom after they were suggested to meet: the log knows replies by the platform's message ids.
_TALKED = """
SELECT p.id, min(r.occurred_at) FROM entry_pairing p
JOIN events r ON r.org_id = p.org_id AND r.community_id = p.community_id AND r.kind = 'message.posted'
    AND r.member_id IN (p.first_member_id, p.second_member_id) AND r.occurred_at >= p.suggested_at
JOIN events q ON q.org_id = p.org_id AND q.community_id = p.community_id AND q.kind = 'message.posted'
    AND q.member_id IN (p.first_member_id, p.second_member_id) AND q.member_id <> r.member_id
    AND q.data->>'message' = r.data->>'reply_to'
WHERE p.org_id = %s AND p.connected_at IS NULL AND p.suggested_at > %s GROUP BY p.id
"""


@transaction.atomic
def hold_round(*, community: Community, by: Actor, at: datetime) -> list[Pairing]:
    """Suggest pairs among members who agreed to be matched, and tell both by a message without names.

    Nobody is paired twice with the same person. Raises NotEnoughPeople.
    """
    chosen = rules.pairs(queries.traits(community.id), known=queries.known_pairs(community.id))
    made = Pairing.objects.bulk_create(
        [
            Pairing(
                community_id=community.id,
                first_member_id=one.first,
                second_member_id=one.second,
                reason=one.reason,
                points=one.points,
                about=list(one.about),
                suggested_at=at,
                told_at=at,
            )
            for one in chosen
        ]
    )
    if not made:
        raise refusals.NotEnoughPeople
    drafts = [
        Draft(
            fact=MembersPaired(other=one.second_member_id, reason=one.reason),
            occurred_at=at,
            community=community.id,
            member=one.first_member_id,
        )
        for one in made
    ]
    log.append(drafts, by=by)
    _tell(made, community, by, at)
    audit.record(
        "meeting.held", subject=f"community:{community.id}", by=by, at=at, after={"pairs": len(made)}
    )
    return list(made)


@transaction.atomic
def note_connections(*, since: datetime, at: datetime) -> int:
    """Mark pairs of which one answered the other since they were suggested; how many were new."""
    with connection.cursor() as cursor:
        cursor.execute(_TALKED, [scope.org_id(), since])
        talked = dict(cursor.fetchall())
    found = list(Pairing.objects.select_for_update().filter(id__in=talked, connected_at=None).order_by("id"))
    for one in found:
        one.connected_at = talked[one.pk]
    Pairing.objects.bulk_update(found, ["connected_at"])
    drafts = [
        Draft(
            fact=MembersConnected(other=one.second_member_id),
            occurred_at=talked[one.pk],
            community=one.community_id,
            member=one.first_member_id,
        )
        for one in found
    ]
    log.append(drafts, by=SYSTEM)
    return len(found)


def _tell(made: Sequence[Pairing], community: Community, by: Actor, at: datetime) -> None:
    """A message to each, which names nobody: who it is stands on their phone page."""
    group = Group.objects.filter(community=community, closed_at=None).order_by("opened_at", "id").first()
    if group is None:
        return
    with translation.override(community.language):
        text = _("Somebody here fits you well. See on your page who it is, and say hello.")
    plans = [
        Plan(
            key=f"meet:{one.pk}:{member}",
            group=group.id,
            member=member,
            payload=orders.SendMessage(text),
            message_class="nurture",
            surface="dm",
            due_at=at,
            origin=by.code,
            source="meeting",
        )
        for one in made
        for member in (one.first_member_id, one.second_member_id)
    ]
    planning.plan(plans, by=by, at=at)
