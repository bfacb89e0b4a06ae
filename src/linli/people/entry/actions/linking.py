"""Addresses at which people apply: the community's own, a campaign's, a member's."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F

from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.entry import refusals
from linli.people.entry.models import Campaign, EntryLink


@transaction.atomic
def link_of_community(*, community_id: int, at: datetime) -> EntryLink:
    """The community's own address for applying, made once."""
    return _link(community_id, at)


@transaction.atomic
def link_of_campaign(*, campaign: Campaign, at: datetime) -> EntryLink:
    """The address that leads back to a campaign, made once."""
    return _link(campaign.community_id, at, campaign_id=campaign.pk)


@transaction.atomic
def link_of_member(*, community_id: int, member_id: int, at: datetime) -> EntryLink:
    """The address with which a member invites others, made once."""
    return _link(community_id, at, inviter_member_id=member_id)


@transaction.atomic
def revoke_link(*, link: EntryLink, by: Actor, at: datetime) -> None:
    """Nobody applies through this address any more. Safe to repeat."""
    if EntryLink.objects.filter(id=link.pk, revoked_at=None).update(revoked_at=at):
        audit.record(
            "entry_link.revoked",
            subject=f"community:{link.community_id}",
            by=by,
            at=at,
            after={"link": link.pk},
        )


def count_visit(*, link_id: int) -> None:
    """Somebody opened the address."""
    EntryLink.objects.filter(id=link_id).update(visits=F("visits") + 1)


def check_open(link: EntryLink) -> None:
    """Raise NoSuchLink for an address that was taken back."""
    if link.revoked_at is not None:
        raise refusals.NoSuchLink


def _link(
    community_id: int, at: datetime, *, campaign_id: int | None = None, inviter_member_id: int | None = None
) -> EntryLink:
    wanted = {
        "community_id": community_id,
        "campaign_id": campaign_id,
        "inviter_member_id": inviter_member_id,
    }
    known: EntryLink | None = EntryLink.objects.filter(revoked_at=None, **wanted).order_by("id").first()
    if known is not None:
        return known
    made: EntryLink = EntryLink.objects.create(code=secrets.token_urlsafe(9), created_at=at, **wanted)
    return made
