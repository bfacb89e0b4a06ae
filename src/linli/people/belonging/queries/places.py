"""The communities belongings are counted for: their zones, their days, and the thresholds in force."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from linli.people.belonging import rules
from linli.people.belonging.models import CommunityDay, StageRules
from linli.people.belonging.rules import Thresholds
from linli.people.communities import queries as communities


@dataclass(frozen=True)
class Place:
    """A community on a day of its zone; `version` of its rules (0: those Linli has)."""

    community_id: int
    zone: str
    today: date
    version: int
    thresholds: Thresholds


def zones_of(community_ids: Collection[int]) -> dict[int, ZoneInfo]:
    """The zone of each community of the organisation in scope that there is."""
    return {id: ZoneInfo(zone) for id, zone in communities.zones_of(list(community_ids)).items()}


def places_at(moments: Mapping[int, datetime]) -> dict[int, Place]:
    """Each community at a moment. A day it was counted for already is never gone back behind."""
    zones = zones_of(moments)
    days = dict(CommunityDay.objects.filter(community_id__in=zones).values_list("community_id", "day"))
    return _places(
        zones, {id: max(_local(moments[id], zone), days.get(id, date.min)) for id, zone in zones.items()}
    )


def places_on(days: Mapping[int, date]) -> dict[int, Place]:
    """Each community on a day."""
    return _places(zones_of(days), days)


def _places(zones: Mapping[int, ZoneInfo], days: Mapping[int, date]) -> dict[int, Place]:
    thresholds = thresholds_of(zones)
    return {id: Place(id, zone.key, days[id], *thresholds[id]) for id, zone in zones.items()}


def thresholds_of(community_ids: Collection[int]) -> dict[int, tuple[int, Thresholds]]:
    """The version and thresholds in force in each community: its own, the organisation's, or Linli's."""
    newest: dict[int | None, tuple[int, Thresholds]] = {None: (0, rules.DEFAULT)}
    found = StageRules.objects.order_by("version").values_list("community_id", "version", "document")
    for community_id, version, document in found:
        newest[community_id] = (version, msgspec.convert(document, Thresholds))
    return {id: newest.get(id, newest[None]) for id in community_ids}


def _local(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
