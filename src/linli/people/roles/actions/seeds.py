"""Seed users: who they are, what they were promised and given, and whom they brought."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities import locking
from linli.people.communities.models import Community
from linli.people.members.models import Member
from linli.people.roles.models import Seed, SeedInvitation
from linli.people.roles.queries import seeds as queries

SOURCES = ("buyer", "personal")
MOST_SEEDS = 5000
MAX_NAME, MAX_BENEFIT = 80, 200


class BadSeed(Refusal):
    """Something about a seed user that cannot be so."""


@transaction.atomic
def add_seed(
    *,
    community: Community,
    name: str,
    source: str,
    promised: str,
    by: Actor,
    at: datetime,
    member: Member | None = None,
) -> Seed:
    """One more seed; the same member, or the same name without one, twice is one. Raises BadSeed."""
    name, promised = _named(name or (member.name if member else "")), _benefit(promised)
    if source not in SOURCES:
        raise BadSeed(_("a seed bought already or is known in person: choose one"))
    locking.lock_community(community)
    own = Seed.objects.filter(community_id=community.id)
    same = own.filter(member_id=member.id) if member else own.filter(member_id=None, name=name)
    known: Seed | None = same.order_by("id").first()
    if known is not None:
        return known
    if own.count() >= MOST_SEEDS:
        raise BadSeed(_("the list holds at most %(n)s people") % {"n": MOST_SEEDS})
    made: Seed = Seed.objects.create(
        community_id=community.id,
        member_id=member.id if member else None,
        name=name,
        source=source,
        promised=promised,
        added_at=at,
    )
    _record("seed.added", made, {"source": source, "member": made.member_id}, by=by, at=at)
    return made


@transaction.atomic
def change_seed(
    *, seed: Seed, name: str, source: str, promised: str, member: Member | None, by: Actor, at: datetime
) -> Seed:
    """Change what is kept about a seed; a member once named is not taken away. Raises BadSeed."""
    locked = _lock(seed)
    if source not in SOURCES:
        raise BadSeed(_("a seed bought already or is known in person: choose one"))
    if member is not None and locked.member_id not in (None, member.id):
        raise BadSeed(_("this seed is another member already"))
    locked.name, locked.source, locked.promised = _named(name), source, _benefit(promised)
    locked.member_id = member.id if member else locked.member_id
    locked.save(update_fields=["name", "source", "promised", "member_id"])
    _record("seed.changed", locked, {"source": source, "member": locked.member_id}, by=by, at=at)
    return locked


@transaction.atomic
def give_benefit(*, seed: Seed, given: str, by: Actor, at: datetime) -> Seed:
    """Write down what the seed was given; the same again changes nothing. Raises BadSeed."""
    given = _benefit(given)
    if not given:
        raise BadSeed(_("say what they were given"))
    locked = _lock(seed)
    if locked.given != given:
        locked.given, locked.given_at = given, at
        locked.save(update_fields=["given", "given_at"])
        _record("seed.benefit_given", locked, {}, by=by, at=at)
    return locked


@transaction.atomic
def note_invitation(*, seed: Seed, member: Member, by: Actor, at: datetime) -> SeedInvitation:
    """This member came because the seed invited them. Raises BadSeed where another seed did."""
    locked = _lock(seed)
    if locked.member_id == member.id:
        raise BadSeed(_("nobody invites themselves: choose another member"))
    made: SeedInvitation
    made, is_new = SeedInvitation.objects.get_or_create(
        community_id=locked.community_id, member_id=member.id, defaults={"seed_id": locked.id, "at": at}
    )
    if made.seed_id != locked.id:
        raise BadSeed(_("this member is down as invited by another seed: take that back first"))
    if is_new:
        _record("seed.invitation_noted", locked, {"member": member.id}, by=by, at=at)
    return made


@transaction.atomic
def drop_invitation(*, seed: Seed, member_id: int, by: Actor, at: datetime) -> None:
    """They were not invited by this seed after all; gone already is fine."""
    gone, _rows = SeedInvitation.objects.filter(seed_id=seed.id, member_id=member_id).delete()
    if gone:
        _record("seed.invitation_dropped", seed, {"member": member_id}, by=by, at=at)


@transaction.atomic
def forget_seed(*, seed: Seed, by: Actor, at: datetime) -> None:
    """Take a seed off the list with what was kept about them; gone already is fine."""
    gone, _rows = Seed.objects.filter(id=seed.id).delete()
    SeedInvitation.objects.filter(seed_id=seed.id).delete()
    if gone:
        _record("seed.forgotten", seed, {}, by=by, at=at)


def _named(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= MAX_NAME:
        raise BadSeed(_("a seed needs a name of at most %(n)s characters, or a member") % {"n": MAX_NAME})
    return name


def _benefit(text: str) -> str:
    text = text.strip()
    if len(text) > MAX_BENEFIT:
        raise BadSeed(_("say it in at most %(n)s characters") % {"n": MAX_BENEFIT})
    return text


def _lock(seed: Seed) -> Seed:
    locked = Seed.objects.select_for_update().filter(id=seed.id).first()
    if locked is None:
        raise queries.NoSuchSeed
    found: Seed = locked
    return found


def _record(action: str, seed: Seed, after: dict[str, object], *, by: Actor, at: datetime) -> None:
    said = {"community": seed.community_id, **after}
    audit.record(action, subject=f"seed:{seed.id}", by=by, at=at, after=said)
