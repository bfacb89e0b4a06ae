"""Places where people meet in person, visits to them, and decisions about platforms."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.facts import communities as facts
from linli.kernel.errors import Refusal
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs import audit
from linli.kernel.orgs.actor import Actor
from linli.people.communities import locking
from linli.people.communities.models import Community, Venue, Visit
from linli.people.communities.reading import figures, places

MOST_AT_ONCE = 500


class BadVenue(Refusal):
    """A place without a name or an address, or of a size and cost that cannot be."""


class BadVisit(Refusal):
    """A visit that cannot have happened."""


@dataclass(frozen=True)
class Place:
    """What is known of a venue; `cost_cents` for one use."""

    name: str
    address: str
    region: str = ""
    capacity: int | None = None
    hosts: str = ""
    cost_cents: int = 0
    communities: tuple[int, ...] = ()


@transaction.atomic
def save_venue(*, venue: Venue | None, place: Place, by: Actor, at: datetime) -> Venue:
    """A new venue, or other words for a known one. Raises BadVenue."""
    if not 1 <= len(place.name.strip()) <= 80 or not 1 <= len(place.address.strip()) <= 200:
        raise BadVenue(_("a venue needs a name and an address"))
    if place.capacity is not None and not 1 <= place.capacity <= 1_000_000:
        raise BadVenue(_("a venue holds between 1 and 1,000,000 people"))
    if not 0 <= place.cost_cents <= 10**12:
        raise BadVenue(_("the cost of a venue is 0 or more"))
    known = set(Community.objects.filter(id__in=place.communities).values_list("id", flat=True))
    values = {**asdict(place), "communities": sorted(known), "name": place.name.strip()}
    values |= {"hosts": place.hosts.strip()[:200], "region": place.region.strip()[:60]}
    try:
        with transaction.atomic():
            kept, _new = Venue.objects.update_or_create(id=venue.id if venue else None, defaults=values)
    except IntegrityError:
        raise BadVenue(
            _("there is already a venue called “%(name)s”: choose another name") % {"name": values["name"]}
        ) from None
    audit.record("venue.saved", subject=f"venue:{kept.id}", by=by, at=at, after=values)
    Community.objects.filter(id__in=known, is_o2o=False).update(is_o2o=True)
    found: Venue = kept
    return found


@transaction.atomic
def close_venue(*, venue: Venue, by: Actor, at: datetime) -> None:
    """The place is not used any more; visits stay. Safe to repeat."""
    if Venue.objects.filter(id=venue.id, closed_at=None).update(closed_at=at):
        audit.record("venue.closed", subject=f"venue:{venue.id}", by=by, at=at)


@transaction.atomic
def record_visits(
    *, venue: Venue, community: Community, members: Sequence[int], on: date, by: Actor, at: datetime
) -> int:
    """Members were at a venue on a day; returns how many visits are new. Raises BadVisit."""
    if on > (at + timedelta(hours=14)).date():
        raise BadVisit(_("a visit lies in the past: choose another day"))
    if not 1 <= len(members) <= MOST_AT_ONCE:
        raise BadVisit(_("record 1 to %(most)s visitors at once") % {"most": MOST_AT_ONCE})
    wanted = sorted(set(figures.kept_members(members).values()))
    if not wanted:
        raise BadVisit(_("none of these members is known here"))
    had = set(
        Visit.objects.filter(venue=venue, visited_on=on, member_id__in=wanted).values_list(
            "member_id", flat=True
        )
    )
    fresh = [
        Visit(member_id=one, venue=venue, community_id=community.id, visited_on=on, recorded_by=by.code)
        for one in wanted
        if one not in had
    ]
    Visit.objects.bulk_create(fresh, ignore_conflicts=True)
    fact = facts.VenueVisited(venue=venue.id, on=on.isoformat())
    log.append(
        [
            Draft(
                fact=fact,
                occurred_at=at,
                community=community.id,
                member=one.member_id,
                key=f"visit:{venue.id}:{on}:{one.member_id}",
            )
            for one in fresh
        ],
        by=by,
    )
    if fresh:
        after = {"on": on.isoformat(), "members": [one.member_id for one in fresh]}
        audit.record("venue.visited", subject=f"venue:{venue.id}", by=by, at=at, after=after)
    return len(fresh)


@transaction.atomic
def decide_platform(*, community: Community, code: str, reason: str, by: Actor, at: datetime) -> Community:
    """Write down which platform was chosen for a community, and why, with the ranking of the day."""
    chosen = places.get_platform(code)
    if not 1 <= len(reason.strip()) <= 300:
        raise places.NoSuchPlatform(_("write in up to 300 characters why this platform was chosen"))
    locked = locking.lock_community(community)
    ranked = places.ranked(side=locked.side, wishes=places.wishes_of(locked))
    rank = next(n for n, one in enumerate(ranked, 1) if one.platform.code == chosen.code)
    decision = {
        "code": chosen.code,
        "rank": rank,
        "reason": reason.strip(),
        "by": by.code,
        "at": at.isoformat(),
    }
    wanted = {"platforms": [*locked.platforms, decision][-50:]}
    return locking.change(locked, wanted, action="community.platform_chosen", by=by, at=at)
