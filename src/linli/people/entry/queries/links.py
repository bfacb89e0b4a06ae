"""Addresses for applying: by their code from outside, and those of a community."""

from dataclasses import dataclass

from linli.people.communities import queries as communities
from linli.people.communities.models import Community
from linli.people.entry import refusals
from linli.people.entry.models import EntryLink


@dataclass(frozen=True)
class Door:
    """An address that was found, with its community."""

    link: EntryLink
    community: Community


def find_link(code: str) -> tuple[int, int] | None:
    """(organisation, link) of a code, in every organisation: a code is how a stranger names one."""
    row = EntryLink._base_manager.filter(code=code, revoked_at=None).values_list("org_id", "id").first()
    return row if row else None


def get_door(link_id: int) -> Door:
    """An address in scope with its community, or NoSuchLink."""
    found = EntryLink.objects.select_related("campaign").filter(id=link_id, revoked_at=None).first()
    if found is None:
        raise refusals.NoSuchLink
    return Door(found, communities.get_community(found.community_id))


def find_code(community_id: int) -> str:
    """The code of a community's own address; "" before a policy was published."""
    found = EntryLink.objects.filter(
        community_id=community_id, campaign=None, inviter_member_id=None, revoked_at=None
    )
    return str(found.order_by("id").values_list("code", flat=True).first() or "")
