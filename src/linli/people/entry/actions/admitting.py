"""What the platform is asked to do about applicants: let in, turn away, tell of a place."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from linli.connect.gateway import orders
from linli.connect.gateway.outbox import planning
from linli.connect.gateway.outbox.planning import Plan
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.people.communities import queries as communities
from linli.people.communities.models import Group
from linli.people.entry import wording
from linli.people.entry.models import Application
from linli.people.members.models import Membership

SOURCE = "entry"


def plan_admission(one: Application, group: Group, *, by: Actor, at: datetime) -> None:
    """Let an accepted applicant into the group; where no program can, a person is asked to.

    Call it in the transaction of the decision; planned twice, it is done once.
    """
    planning.plan(
        [
            Plan(
                key=f"entry:{one.pk}:admit",
                group=group.id,
                member=one.member_id,
                payload=orders.AdmitMember(""),
                message_class="safety",
                policy="at_least_once",
                due_at=at,
                origin=by.code,
                source=SOURCE,
            )
        ],
        by=by,
        at=at,
    )


def turn_away(one: Application, *, by: Actor, at: datetime) -> None:
    """Tell the platform that somebody who knocked there is not let in."""
    if one.source != "platform" or one.group_id is None:
        return
    payload = orders.KickMember("", one.words or wording.kind_reason(one.reason))
    planning.plan(
        [
            Plan(
                key=f"entry:{one.pk}:refuse",
                group=one.group_id,
                member=one.member_id,
                payload=payload,
                message_class="safety",
                due_at=at,
                origin=by.code,
                source=SOURCE,
            )
        ],
        by=by,
        at=at,
    )


def tell_of_offer(one: Application, *, at: datetime) -> None:
    """Write to somebody for whom a place is kept, where Linli can reach them: others see it on their page."""
    stay = Membership.objects.filter(member_id=one.member_id, left_at=None).order_by("-joined_at").first()
    if stay is None:
        return
    community = communities.get_community(one.community_id)
    with translation.override(community.language):
        text = _("A place in {community} is kept for you. Open your application to take it.")
    planning.plan(
        [
            Plan(
                key=f"entry:{one.pk}:offer:{at.isoformat()}",
                group=stay.group_id,
                member=one.member_id,
                payload=orders.SendMessage(text.format(community=community.name)),
                message_class="service",
                surface="dm",
                due_at=at,
                origin=SYSTEM.code,
                source=SOURCE,
            )
        ],
        by=SYSTEM,
        at=at,
    )
