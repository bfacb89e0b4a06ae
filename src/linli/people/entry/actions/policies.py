"""Writing and publishing a community's entry policy."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from django.db import connection, transaction
from django.db.models import Max

from linli.facts.entry import EntryPolicyPublished
from linli.kernel.events import log
from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor
from linli.people.communities.models import Community
from linli.people.communities.reading import types
from linli.people.entry import refusals
from linli.people.entry.actions import linking
from linli.people.entry.models import EntryPolicy
from linli.people.entry.queries import policies
from linli.people.entry.queries.policies import DRAFT, Published
from linli.people.entry.rules import policy as rules
from linli.people.entry.rules.policy import Criterion, Mode, Policy


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a policy says beside its criteria; see `rules.policy.Policy`."""

    mode: Mode
    audience: str = ""
    group: int = 0
    way_in: str = ""
    is_exempt: bool = False
    auto_accept_from: int | None = None
    answer_hours: int = 48
    offer_hours: int = 48


@transaction.atomic
def change_settings(*, community: Community, settings: Settings, by: Actor, at: datetime) -> Policy:
    """Write the settings of the draft. Raises BadPolicy for what no policy may say."""
    given = msgspec.structs.asdict(settings)
    return _write(community, msgspec.structs.replace(_locked_draft(community), **given), by, at)


@transaction.atomic
def add_criterion(*, community: Community, criterion: Criterion, by: Actor, at: datetime) -> Policy:
    """Add a criterion to the draft, or replace the one of the same id; one without an id gets a new one.

    Raises BadPolicy.
    """
    draft = _locked_draft(community)
    one = (
        criterion if criterion.id else msgspec.structs.replace(criterion, id=_free_id(draft, criterion.kind))
    )
    if found := rules.problems_of_criterion(one):
        raise refusals.BadPolicy(found)
    if draft.criterion(one.id):
        criteria = tuple(one if known.id == one.id else known for known in draft.criteria)
    else:
        criteria = (*draft.criteria, one)
    return _write(community, msgspec.structs.replace(draft, criteria=criteria), by, at)


@transaction.atomic
def remove_criterion(*, community: Community, criterion_id: str, by: Actor, at: datetime) -> Policy:
    """Take a criterion out of the draft. Raises NoSuchCriterion."""
    draft = _locked_draft(community)
    if draft.criterion(criterion_id) is None:
        raise refusals.NoSuchCriterion
    left = tuple(one for one in draft.criteria if one.id != criterion_id)
    return _write(community, msgspec.structs.replace(draft, criteria=left), by, at)


@transaction.atomic
def publish(*, community: Community, by: Actor, at: datetime) -> Published:
    """Make the draft the policy that holds; open applications keep the version they were made under.

    Raises BadPolicy, with a sentence for each thing to mend, and NothingToPublish.
    """
    draft = _locked_draft(community)
    is_exempt = draft.is_exempt or types.is_exempt_from_criteria(community)
    if found := rules.problems_of(msgspec.structs.replace(draft, is_exempt=is_exempt)):
        raise refusals.BadPolicy(found)
    before = policies.published(community.id)
    if before.version and before.policy == draft:
        raise refusals.NothingToPublish
    newest = EntryPolicy.objects.filter(community_id=community.id).aggregate(newest=Max("version"))["newest"]
    number = (newest or 0) + 1
    EntryPolicy.objects.create(
        community_id=community.id,
        version=number,
        document=rules.written(draft),
        published_at=at,
        published_by=by.code,
    )
    EntryPolicy.objects.filter(community_id=community.id, version=DRAFT).delete()
    linking.link_of_community(community_id=community.id, at=at)
    log.append_one(
        EntryPolicyPublished(version=number, mode=draft.mode), by=by, at=at, community=community.id
    )
    _audit("entry_policy.published", community, by, at, {"version": number, "mode": draft.mode})
    return Published(number, draft, at, by.code)


@transaction.atomic
def publish_whole(*, community: Community, policy: Policy, by: Actor, at: datetime) -> Published:
    """Write a whole policy and publish it, for programs. Raises what `publish` raises."""
    _locked_draft(community)
    _write(community, policy, by, at)
    return publish(community=community, by=by, at=at)


@transaction.atomic
def discard_draft(*, community: Community, by: Actor, at: datetime) -> None:
    """Forget what was being written. Safe to repeat."""
    if EntryPolicy.objects.filter(community_id=community.id, version=DRAFT).delete()[0]:
        _audit("entry_policy.discarded", community, by, at, {})


def _write(community: Community, policy: Policy, by: Actor, at: datetime) -> Policy:
    loose = [one for one in rules.problems_of(policy) if one.code not in _ALLOWED_IN_A_DRAFT]
    if loose:
        raise refusals.BadPolicy(loose)
    EntryPolicy.objects.update_or_create(
        community_id=community.id, version=DRAFT, defaults={"document": rules.written(policy)}
    )
    after = {"mode": policy.mode, "criteria": [one.id for one in policy.criteria]}
    _audit("entry_policy.drafted", community, by, at, after)
    return policy


_ALLOWED_IN_A_DRAFT = frozenset({"few_attributes"})


def _locked_draft(community: Community) -> Policy:
    """The draft; whoever else writes it has finished or waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('entry_policy', %s))",
            [scope.org_id() * 1_000_003 + community.id],
        )
    return policies.draft(community)


def _free_id(draft: Policy, kind: str) -> str:
    taken = {one.id for one in draft.criteria}
    return next(name for n in range(1, len(taken) + 2) if (name := f"{kind}-{n}") not in taken)


def _audit(action: str, community: Community, by: Actor, at: datetime, after: Mapping[str, object]) -> None:
    audit.record(action, subject=f"community:{community.id}", by=by, at=at, after=dict(after))
