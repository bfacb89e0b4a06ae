"""Communities like another: cloned, replicated from a proven trial, split off, or founded as a chapter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.facts import communities as facts
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.orgs.actor import Actor
from linli.people.communities import cloning, locking, queries
from linli.people.communities.actions import communities, handovers
from linli.people.communities.deciding import lifecycle
from linli.people.communities.deciding.splitting import Part
from linli.people.communities.models import Community
from linli.people.communities.reading import chapters, figures

MOST_CLONES = 50

# What a clone has from its source; the rest is its own: name, dates, logo, owner, stage, place of birth.
CONFIGURED = (
    "purpose",
    "zone",
    "language",
    "slogan",
    "tags",
    "introduction",
    "theme",
    "audience",
    "side",
    "goals",
    "type_code",
    "type_label",
    "lane",
    "job",
    "from_stage",
    "to_stage",
    "capacity",
    "growth",
    "lifespan_days",
    "entry_mode",
    "policy",
    "brand",
    "structure",
    "is_o2o",
)


class CannotClone(Refusal):
    """Too many at once, or the same name twice."""


class NotProven(Refusal):
    """A trial that did not reach its criteria is not replicated."""


class BadPilot(Refusal):
    """Criteria that nobody can measure."""


class CannotFound(Refusal):
    """A chapter needs a culture to inherit, and a core member who is not the leader."""


@dataclass(frozen=True)
class Split:
    """The new communities of a split, by part, and how many people were asked to go there."""

    made: tuple[Community, ...]
    asked: int


@transaction.atomic
def clone_community(
    *,
    source: Community,
    names: Sequence[str],
    by: Actor,
    at: datetime,
    why: str = "clone",
    parent: Community | None = None,
    founder: int | None = None,
) -> list[Community]:
    """New communities configured like the source, all or none; the rooms registered in `cloning` copy theirs.

    Raises CannotClone, CommunityNameTaken and EmptyText.
    """
    wanted = [one.strip() for one in names if one.strip()]
    if not wanted or len(wanted) > MOST_CLONES:
        raise CannotClone(_("name 1 to %(most)s new communities, one a line") % {"most": MOST_CLONES})
    if len(set(wanted)) != len(wanted):
        raise CannotClone(_("a name stands there twice: give each new community its own"))
    if any(len(one) > 120 for one in wanted):
        raise CannotClone(_("a community's name has up to 120 characters: shorten it"))
    locked = locking.lock_community(source, even_closed=True)
    return [_clone(locked, name, why, parent, founder, by=by, at=at) for name in wanted]


@transaction.atomic
def begin_pilot(
    *, community: Community, criteria: Sequence[Mapping[str, object]], by: Actor, at: datetime
) -> Community:
    """Make a community a trial: it is replicated once it meets every criterion. No criteria: no trial.

    criteria  {"figure": one of `lifecycle.FIGURES`, "at_least": number}. Raises BadPilot.
    """
    kept = []
    for one in criteria:
        figure, least = str(one.get("figure", "")), _number(one.get("at_least"))
        if figure not in lifecycle.FIGURES or least is None or not 0 <= least <= 1_000_000:
            raise BadPilot(_("a criterion names a figure of the list and a number to reach"))
        kept.append({"figure": figure, "at_least": least})
    wanted = {"pilot": {"criteria": kept} if kept else {}}
    return locking.change(community, wanted, action="community.pilot_set", by=by, at=at)


@transaction.atomic
def replicate(*, pilot: Community, names: Sequence[str], by: Actor, at: datetime) -> list[Community]:
    """Clone a trial that has met its criteria. Raises NotProven and what `clone_community` raises."""
    counts = figures.counts_of([pilot], at=at)[pilot.id]
    if not lifecycle.is_proven(lifecycle.judged(pilot.pilot.get("criteria", ()), counts)):
        raise NotProven(_("the trial has not met its criteria yet: replicate it when it has"))
    return clone_community(source=pilot, names=names, by=by, at=at, why="replica")


@transaction.atomic
def split_community(
    *, community: Community, parts: Sequence[Part], trigger: str, by: Actor, at: datetime
) -> Split:
    """A new community for each part but the first, whose people are asked to move there; the first stays.

    Somebody named in no part stays, too. Raises CannotClone and what `handovers.offer` raises.
    """
    locking.lock_community(community)
    leaving = [one for one in parts[1:] if one.people]
    placed = [person for one in leaving for person in one.people]
    if not leaving:
        raise CannotClone(_("this split moves nobody: choose another size, other tags or regions"))
    if len(set(placed)) != len(placed):
        raise CannotClone(_("somebody stands in two parts: make the split anew"))
    made = clone_community(
        source=community,
        names=[one.name for one in leaving],
        by=by,
        at=at,
        why="split",
        parent=community.parent,
    )
    asked = 0
    for target, part in zip(made, leaving, strict=True):
        move = handovers.Move(community, target, trigger)
        asked += len(handovers.offer(move=move, members=part.people, by=by, at=at).asked)
    return Split(tuple(made), asked)


@transaction.atomic
def found_chapter(
    *, parent: Community, name: str, founder: int, by: Actor, at: datetime, region: str = ""
) -> Community:
    """A chapter of a community, founded by a core member who is not its leader. Raises CannotFound."""
    locking.lock_community(parent)
    missing = chapters.missing_for_chapter(parent)
    if missing:
        raise CannotFound(
            _("before a chapter is founded, the community needs: %(missing)s")
            % {"missing": "; ".join(missing)}
        )
    objection = chapters.objection_to(parent, founder, at=at)
    if objection:
        raise CannotFound(objection)
    made = clone_community(
        source=parent, names=[name], by=by, at=at, why="chapter", parent=parent, founder=founder
    )[0]
    if region:
        made = locking.change(
            made, {"region": region.strip()[:60]}, action="community.described", by=by, at=at
        )
    return made


def _clone(
    source: Community,
    name: str,
    why: str,
    parent: Community | None,
    founder: int | None,
    *,
    by: Actor,
    at: datetime,
) -> Community:
    made = communities.open_community(name=name, zone=source.zone, language=source.language, by=by, at=at)
    for field in CONFIGURED:
        setattr(made, field, getattr(source, field))
    made.parent, made.founder_member_id = parent, founder
    made.save()
    if book := queries.current_rules(source.id):
        communities.publish_rules(community=made, text=book.text, by=by, at=at)
    if source.announcement:
        communities.publish_announcement(community=made, text=source.announcement, by=by, at=at)
    copied = cloning.copy_all(source.id, made.id, by=by, at=at)
    log.append_one(facts.CommunityCloned(source=source.id, why=why), by=by, at=at, community=made.id)
    after: dict[str, object] = {"source": source.id, "why": why, "copied": copied}
    locking.record("community.cloned", made, by=by, at=at, after=after)
    return queries.get_community(made.id)


def _number(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None
