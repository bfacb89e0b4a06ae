"""Introducing newcomers: what they allow, and the card that is posted in their group."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.connect.gateway import orders
from linli.connect.gateway.outbox import planning
from linli.connect.gateway.outbox.planning import Plan
from linli.facts.entry import MemberIntroduced
from linli.kernel.events import log
from linli.kernel.orgs.actor import Actor
from linli.people.communities.models import Community
from linli.people.entry import refusals
from linli.people.entry.models import Introduction
from linli.people.entry.queries import introducing as queries
from linli.people.members.models import Membership

LONGEST = 200


@transaction.atomic
def allow(
    *,
    member_id: int,
    community: Community,
    fields: Sequence[str],
    words: str,
    is_allowed: bool,
    by: Actor,
    at: datetime,
) -> Introduction:
    """What a member lets their card show, and whether it may be posted. Raises CannotIntroduce."""
    if len(words) > LONGEST:
        sentence = _("These words are too long: at most {n} characters.")
        raise refusals.CannotIntroduce(sentence.format(n=LONGEST))
    offered = queries.offered_codes(member_id, community.id)
    made, _new = Introduction.objects.update_or_create(
        member_id=member_id,
        community_id=community.id,
        defaults={
            "fields": sorted(set(fields) & offered),
            "words": words.replace("\x00", "").strip(),
            "is_allowed": is_allowed,
        },
    )
    found: Introduction = made
    return found


@transaction.atomic
def introduce(*, member_id: int, community: Community, by: Actor, at: datetime) -> int:
    """Post the card of a member in the group they are in; returns the effect. Posted once.

    Raises CannotIntroduce where they did not allow it, or are in no group.
    """
    kept: Introduction | None = (
        Introduction.objects.select_for_update()
        .filter(member_id=member_id, community_id=community.id)
        .first()
    )
    if kept is None or not kept.is_allowed:
        raise refusals.CannotIntroduce(
            _("this member has not agreed to be introduced: they do that on their phone page")
        )
    if kept.effect_id is not None:
        return int(kept.effect_id)
    stay = Membership.objects.filter(member_id=member_id, community_id=community.id, left_at=None)
    group = stay.order_by("-joined_at", "-id").values_list("group_id", flat=True).first()
    if group is None:
        raise refusals.CannotIntroduce(_("this member is in no group of the community now"))
    card = queries.card_of(member_id, community)
    one = Plan(
        key=f"introduce:{kept.pk}",
        group=group,
        member=member_id,
        payload=orders.SendMessage(card.text),
        message_class="service",
        due_at=at,
        origin=by.code,
        source="introduction",
    )
    [effect] = planning.plan([one], by=by, at=at)
    kept.effect_id, kept.posted_at = effect, at
    kept.save(update_fields=["effect_id", "posted_at"])
    fact = MemberIntroduced(effect=effect)
    log.append_one(fact, by=by, at=at, community=community.id, group=group, member=member_id)
    return effect
