"""What the roles of a community are called, what they do, how many are wanted."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities import locking
from linli.people.communities.models import Community
from linli.people.roles.models import Assignment, RoleType
from linli.people.roles.queries import wording
from linli.people.roles.rules import parts
from linli.people.roles.rules.parts import Start
from linli.people.ties import rules as ties


class BadRole(Refusal):
    """A role that cannot be so."""


MOST_OWN = 30


@transaction.atomic
def word_role(
    *,
    community: Community,
    code: str,
    name: str,
    does: str,
    start: str,
    reinforce: str,
    wanted: int,
    recipe: str,
    by: Actor,
    at: datetime,
) -> RoleType:
    """Say what a role of the community is; the same again changes nothing. Raises BadRole and NoSuchRole."""
    locking.lock_community(community)
    before = wording.get_part(community.id, code)
    given = _checked(name=name, does=does, start=start, reinforce=reinforce, wanted=wanted, recipe=recipe)
    row, _made = RoleType.objects.update_or_create(
        community_id=community.id, code=before.code, defaults=given, create_defaults=given
    )
    if any(getattr(before, field) != value for field, value in given.items()):
        _record("role_type.changed", community, code, by=by, at=at, after=given)
    changed: RoleType = row
    return changed


@transaction.atomic
def add_role(
    *,
    community: Community,
    name: str,
    does: str,
    start: str,
    reinforce: str,
    wanted: int,
    recipe: str,
    by: Actor,
    at: datetime,
) -> RoleType:
    """A role of the community's own. Raises BadRole, also for a name that is there already."""
    given = _checked(name=name, does=does, start=start, reinforce=reinforce, wanted=wanted, recipe=recipe)
    locking.lock_community(community)
    known = wording.parts_of(community.id)
    if any(one.name == given["name"] for one in known):
        raise BadRole(
            _("there is already a role called “%(name)s”: change that one or choose another name")
            % {"name": given["name"]}
        )
    own = [one for one in known if not one.is_preset]
    if len(own) >= MOST_OWN:
        raise BadRole(
            _("a community has at most %(n)s roles of its own: take one away first") % {"n": MOST_OWN}
        )
    taken = {one.code for one in own}
    code = next(name for n in range(1, MOST_OWN + 2) if (name := f"own_{n}") not in taken)
    try:
        with transaction.atomic():
            row: RoleType = RoleType.objects.create(community_id=community.id, code=code, **given)
    except IntegrityError:
        raise BadRole(_("somebody added a role at this moment: try again")) from None
    _record("role_type.added", community, code, by=by, at=at, after=given)
    return row


@transaction.atomic
def restore_role(*, community: Community, code: str, by: Actor, at: datetime) -> None:
    """Back to the ready-made wording; a role of the community's own goes, unless it is played: BadRole."""
    part = wording.get_part(community.id, code)
    is_played = Assignment.objects.filter(community_id=community.id, role=code, ended_at=None).exists()
    if not part.is_preset and is_played:
        raise BadRole(_("somebody is down for this role: end that first"))
    gone, _rows = RoleType.objects.filter(community_id=community.id, code=code).delete()
    if gone:
        _record("role_type.restored", community, code, by=by, at=at, after=None)


def _checked(
    *, name: str, does: str, start: str, reinforce: str, wanted: int, recipe: str
) -> dict[str, str | int]:
    name, does, reinforce = name.strip(), does.strip(), reinforce.strip()
    if not 1 <= len(name) <= parts.MAX_NAME:
        raise BadRole(_("a role needs a name of at most %(n)s characters") % {"n": parts.MAX_NAME})
    if max(len(does), len(reinforce)) > parts.MAX_TEXT:
        raise BadRole(_("say it in at most %(n)s characters") % {"n": parts.MAX_TEXT})
    if start not in set(Start):
        raise BadRole(_("a role starts with an operator, with somebody recruited, or with somebody observed"))
    if not 0 <= wanted <= parts.MOST_WANTED:
        raise BadRole(_("between 0 and %(n)s people can be wanted for a role") % {"n": parts.MOST_WANTED})
    if recipe and ties.find_recipe(recipe) is None:
        raise BadRole(
            _("candidates cannot be looked for by “%(recipe)s”: choose one of the list") % {"recipe": recipe}
        )
    return {
        "name": name,
        "does": does,
        "start": start,
        "reinforce": reinforce,
        "wanted": wanted,
        "recipe": recipe,
    }


def _record(
    action: str,
    community: Community,
    code: str,
    *,
    by: Actor,
    at: datetime,
    after: dict[str, str | int] | None,
) -> None:
    audit.record(
        action, subject=f"community:{community.id}", by=by, at=at, after={"role": code, **(after or {})}
    )
