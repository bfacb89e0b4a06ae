"""What a community says of itself, and how it is meant to look, grow, live and be run."""

import io
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from linli.connect.adapters.room import images
from linli.kernel.errors import Refusal
from linli.kernel.orgs.actor import Actor
from linli.kernel.orgs.models import Seat
from linli.people.communities import locking, rules
from linli.people.communities.actions import types
from linli.people.communities.deciding import aidass
from linli.people.communities.models import Community

LOGO_SIDE = 512
HUES = ("green", "amber", "rose", "sky", "violet", "grey")
STRUCTURE = ("categories", "specials", "topics")
LONGEST_LIFE = 36_500
MOST_PEOPLE = 1_000_000


class BadIdentity(Refusal):
    """Something a community cannot say of itself."""


class BadPlan(Refusal):
    """A size or life that makes no sense."""


@dataclass(frozen=True)
class Identity:
    """What a community says of itself; see `models.Community`."""

    slogan: str = ""
    tags: tuple[str, ...] = ()
    introduction: str = ""
    theme: str = ""
    audience: str = ""
    owner_seat_id: int | None = None
    side: str = ""
    goals: tuple[str, ...] = ()
    lane: str = ""
    job: str = ""
    from_stage: str = ""
    to_stage: str = ""
    entry_mode: str = ""
    is_o2o: bool = False
    region: str = ""


@dataclass(frozen=True)
class Plan:
    """How large a community may grow and how long it shall live."""

    capacity: int | None = None
    growth: str = "unlimited"
    planned_opening: date | None = None
    lifespan_days: int | None = None


@dataclass(frozen=True)
class Brand:
    """How a community looks and speaks."""

    hue: str = ""
    tone: str = ""
    claims: tuple[str, ...] = ()
    dos: tuple[str, ...] = ()
    donts: tuple[str, ...] = ()


_LONGEST = {"slogan": 80, "introduction": 3000, "theme": 120, "audience": 300, "lane": 40, "job": 200}
_LONGEST |= {"entry_mode": 200, "region": 60}


@transaction.atomic
def describe(*, community: Community, identity: Identity, by: Actor, at: datetime) -> Community:
    """Say what a community is; without goals, those of its side and place. Raises BadIdentity, BadType."""
    if identity.side and identity.side not in rules.SIDES:
        raise BadIdentity(_("a community serves businesses (b) or people (c): choose one, or neither"))
    types.check_path(identity.from_stage, identity.to_stage)
    for name, most in _LONGEST.items():
        if len(getattr(identity, name).strip()) > most:
            raise BadIdentity(
                _("“%(field)s” takes up to %(most)s characters") % {"field": name, "most": most}
            )
    owner = identity.owner_seat_id
    if owner is not None and not Seat.objects.filter(id=owner).exists():
        raise BadIdentity(_("the owner is nobody of this team: choose somebody of the list"))
    goals = types.check_list(identity.goals) or aidass.default_goals(
        side=identity.side, from_stage=identity.from_stage, to_stage=identity.to_stage
    )
    wanted: dict[str, object] = {
        name: value.strip() if isinstance(value, str) else value for name, value in asdict(identity).items()
    }
    wanted |= {"tags": list(types.check_list(identity.tags)), "goals": list(goals)}
    return locking.change(community, wanted, action="community.described", by=by, at=at)


@transaction.atomic
def plan(*, community: Community, plan: Plan, by: Actor, at: datetime) -> Community:
    """Say how large it may grow and how long it shall live. Raises BadPlan and BadType."""
    types.check_words(plan.growth, rules.GROWTHS)
    if plan.growth == "capped" and plan.capacity is None:
        raise BadPlan(_("a community whose growth is capped needs a capacity: say how many fit in"))
    if plan.capacity is not None and not 1 <= plan.capacity <= MOST_PEOPLE:
        raise BadPlan(_("the capacity lies between 1 and %(most)s people") % {"most": MOST_PEOPLE})
    _check_life(plan.lifespan_days)
    return locking.change(community, asdict(plan), action="community.planned", by=by, at=at)


@transaction.atomic
def set_policy(
    *,
    community: Community,
    threshold: str,
    operation: str,
    staff_ratio: int | None,
    lists: Mapping[str, Sequence[str]],
    by: Actor,
    at: datetime,
) -> Community:
    """How this community is run. `lists`: kpis, columns, playbooks. Raises BadType and BadPlan."""
    types.check_words(threshold, rules.THRESHOLDS)
    types.check_words(operation, rules.OPERATIONS)
    if staff_ratio is not None and not 1 <= staff_ratio <= MOST_PEOPLE:
        raise BadPlan(_("an operator looks after at least one member"))
    policy = {
        name: list(types.check_list(tuple(lists.get(name, ())))) for name in ("kpis", "columns", "playbooks")
    }
    wanted = {
        "policy": {"threshold": threshold, "operation": operation, "staff_ratio": staff_ratio, **policy}
    }
    return locking.change(community, wanted, action="community.policy_set", by=by, at=at)


@transaction.atomic
def set_brand(*, community: Community, brand: Brand, by: Actor, at: datetime) -> Community:
    """How it looks and speaks. Raises BadIdentity and BadType."""
    if brand.hue and brand.hue not in HUES:
        raise BadIdentity(_("choose one of the colours: %(hues)s") % {"hues": ", ".join(HUES)})
    if len(brand.tone) > 300:
        raise BadIdentity(_("“%(field)s” takes up to %(most)s characters") % {"field": "tone", "most": 300})
    lists = {name: list(types.check_list(getattr(brand, name))) for name in ("claims", "dos", "donts")}
    wanted = {"brand": {"hue": brand.hue, "tone": brand.tone.strip(), **lists}}
    return locking.change(community, wanted, action="community.brand_set", by=by, at=at)


@transaction.atomic
def set_structure(
    *, community: Community, structure: Mapping[str, Sequence[str]], by: Actor, at: datetime
) -> Community:
    """Under what its content is filed: categories, specials, topics. Raises BadType."""
    kept = {name: list(types.check_list(tuple(structure.get(name, ())))) for name in STRUCTURE}
    return locking.change(community, {"structure": kept}, action="community.structure_set", by=by, at=at)


@transaction.atomic
def set_logo(*, community: Community, file: BinaryIO, by: Actor, at: datetime) -> Community:
    """A picture, drawn anew at most 512 px wide; the old file is removed. Raises BadImage."""
    picture = images.read(file)
    token = secrets.token_urlsafe(18)
    path = logo_file(token)
    path.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(picture.data)) as opened:
        opened.thumbnail((LOGO_SIDE, LOGO_SIDE))
        opened.save(path, "WEBP", quality=85)
    old = locking.lock_community(community).logo
    changed = locking.change(community, {"logo": token}, action="community.logo_set", by=by, at=at)
    if old:
        transaction.on_commit(lambda: logo_file(old).unlink(missing_ok=True))
    return changed


def logo_file(token: str) -> Path:
    """The file of a logo."""
    return Path(settings.MEDIA_ROOT) / "logos" / token[:2] / f"{token}.webp"


def _check_life(days: int | None) -> None:
    if days is not None and not 1 <= days <= LONGEST_LIFE:
        raise BadPlan(_("a community lives between 1 day and 100 years: say how many days"))
