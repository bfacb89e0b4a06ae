"""Entry policies: what is published, what is being written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.people.communities.models import Community
from linli.people.communities.reading import types
from linli.people.entry.models import EntryPolicy
from linli.people.entry.rules import policy as rules
from linli.people.entry.rules.policy import Policy

DRAFT = 0


@dataclass(frozen=True)
class Published:
    """A version of a community's policy; version 0: nothing was published, and nobody can apply."""

    version: int
    policy: Policy
    published_at: datetime | None = None
    published_by: str = ""


NOTHING = Published(0, Policy())


def published(community_id: int) -> Published:
    """The policy that holds now."""
    row = (
        EntryPolicy.objects.filter(community_id=community_id, version__gt=DRAFT).order_by("-version").first()
    )
    return _published(row) if row else NOTHING


def published_of(community_ids: Sequence[int]) -> dict[int, Published]:
    """The policies that hold now, of communities that have one."""
    rows = (
        EntryPolicy.objects.filter(community_id__in=community_ids, version__gt=DRAFT)
        .order_by("community_id", "-version")
        .distinct("community_id")
    )
    return {row.community_id: _published(row) for row in rows}


def version(community_id: int, number: int) -> Published:
    """A published version, as it was; NOTHING when there is no such one."""
    row = EntryPolicy.objects.filter(community_id=community_id, version=number).first()
    return _published(row) if row and number > DRAFT else NOTHING


def versions(community_id: int) -> list[Published]:
    """Every published version, newest first."""
    rows = EntryPolicy.objects.filter(community_id=community_id, version__gt=DRAFT).order_by("-version")
    return [_published(row) for row in rows]


def draft(community: Community) -> Policy:
    """What is being written; without a draft what is published, and before that the empty policy."""
    row = EntryPolicy.objects.filter(community_id=community.id, version=DRAFT).first()
    if row is not None:
        return rules.read(row.document)
    found = published(community.id)
    if found.version:
        return found.policy
    return Policy(is_exempt=types.is_exempt_from_criteria(community))


def _published(row: EntryPolicy) -> Published:
    return Published(row.version, rules.read(row.document), row.published_at, row.published_by)
