"""The rota of a community: its rhythm, its checklist, its volunteers."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from pathlib import Path

import yaml
from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.people.communities.models import Community
from linli.people.duty.models import DutyItem, Rota, Term, Volunteer
from linli.people.duty.rules.checklist import Every, Item
from linli.people.duty.rules.terms import Rhythm
from linli.people.duty.rules.turns import Candidate, Limits, Source, Standing
from linli.people.members.models import Membership
from linli.people.members.queries import names

_PRESET = Path(__file__).parents[1] / "presets" / "checklist.yaml"


class NoRota(Refusal):
    """The community takes no turns yet."""

    def __init__(self) -> None:
        super().__init__(_("this community has no duty rota yet: set it up first"))


class NoSuchVolunteer(Refusal):
    """Nobody is on the list of this community under this number."""

    def __init__(self) -> None:
        super().__init__(_("they are not on the list any more: look again"))


@dataclass(frozen=True)
class VolunteerLine:
    """Somebody who takes turns, as the team sees them. `next_at` is when their next term begins."""

    id: int
    member_id: int
    name: str
    source: Source
    standing: Standing
    since: datetime
    paused_until: date | None
    terms: int
    next_at: datetime | None


def find_rota(community_id: int) -> Rota | None:
    """The rota of a community, None where it takes no turns."""
    found: Rota | None = Rota.objects.filter(community_id=community_id).first()
    return found


def lock_rota(community_id: int) -> Rota:
    """The rota, locked until the transaction ends: one change of a community's terms at a time."""
    found: Rota | None = Rota.objects.select_for_update().filter(community_id=community_id).first()
    if found is None:
        raise NoRota
    return found


def running_communities() -> list[Community]:
    """The open communities whose rota runs."""
    running = Rota.objects.filter(is_running=True).values("community_id")
    return list(Community.objects.filter(id__in=running, closed_at=None).order_by("id"))


def rhythm_of(rota: Rota, zone: str) -> Rhythm:
    """When the terms of a rota begin, in the zone of its community."""
    return Rhythm(rota.first_on, rota.first_number, rota.begins, rota.days, zone)


def limits_of(rota: Rota) -> Limits:
    """What protects the volunteers of a rota."""
    return Limits(rota.rest, rota.most_a_year, ceil(365 / rota.days))


def items_of(community_id: int) -> list[Item]:
    """The checklist of a community, in its order."""
    rows = DutyItem.objects.filter(community_id=community_id).order_by("position", "id")
    return [Item(one.id, one.code, one.title, one.body, Every(one.every), one.minutes) for one in rows]


def ready_made_items(language: str) -> list[Item]:
    """The ready-made checklist in Chinese or English, in its order; ids are 0."""
    known = "zh" if language.startswith("zh") else "en"
    document = yaml.safe_load(_PRESET.read_text(encoding="utf-8"))
    return [
        Item(0, one["code"], one["title"][known], one["body"][known], Every(one["every"]), one["minutes"])
        for one in document
    ]


def candidates(community_id: int, *, but_number: int | None = None) -> list[Candidate]:
    """The ready volunteers who are in the community now, with the numbers of their terms; three queries.

    The term `but_number` is left out: it is being given anew.
    """
    ready = Volunteer.objects.filter(
        community_id=community_id, standing__in=(Standing.READY, Standing.PAUSED)
    ).order_by("place", "id")
    rows = [one for one in ready if one.standing == Standing.READY or one.paused_until is not None]
    here = present({one.member_id for one in rows}, community_id)
    served: dict[int, list[int]] = defaultdict(list)
    terms = Term.objects.filter(community_id=community_id, member_id__in=here)
    for member, number in terms.values_list("member_id", "number"):
        if number != but_number:
            served[member].append(number)
    return [
        Candidate(one.member_id, one.place, tuple(served[one.member_id]), one.paused_until)
        for one in rows
        if one.member_id in here
    ]


def present(member_ids: Collection[int], community_id: int) -> set[int]:
    """Those of these members who are in a group of the community now."""
    stays = Membership.objects.filter(member_id__in=member_ids, community_id=community_id, left_at=None)
    return set(stays.filter(member__erased_at=None).values_list("member_id", flat=True))


def volunteer_lines(community_id: int, *, at: datetime) -> list[VolunteerLine]:
    """Everybody on the list and who waits to be on it, in the order of the list; three queries."""
    rows = list(
        Volunteer.objects.filter(community_id=community_id)
        .exclude(standing=Standing.LEFT)
        .order_by("place", "id")
    )
    called = names.names_of({one.member_id for one in rows})
    counts: dict[int, int] = defaultdict(int)
    following: dict[int, datetime] = {}
    terms = Term.objects.filter(community_id=community_id, member_id__in=called).order_by("-starts_at")
    for member, starts_at, ends_at in terms.values_list("member_id", "starts_at", "ends_at"):
        counts[member] += 1
        if ends_at > at:
            following[member] = starts_at
    return [
        VolunteerLine(
            id=one.id,
            member_id=one.member_id,
            name=called.get(one.member_id, ""),
            source=Source(one.source),
            standing=Standing(one.standing),
            since=one.since,
            paused_until=one.paused_until,
            terms=counts[one.member_id],
            next_at=following.get(one.member_id),
        )
        for one in rows
    ]


def communities_with_rota() -> set[int]:
    """The communities that take turns."""
    return set(Rota.objects.values_list("community_id", flat=True))


def get_volunteer(community_id: int, volunteer_id: int) -> Volunteer:
    """Somebody on the list of a community by the number of the row, or NoSuchVolunteer."""
    found: Volunteer | None = Volunteer.objects.filter(community_id=community_id, id=volunteer_id).first()
    if found is None:
        raise NoSuchVolunteer
    return found


def find_volunteer(community_id: int, member_ids: Collection[int]) -> Volunteer | None:
    """What somebody is on the list of a community, if anything."""
    found: Volunteer | None = Volunteer.objects.filter(
        community_id=community_id, member_id__in=member_ids
    ).first()
    return found
