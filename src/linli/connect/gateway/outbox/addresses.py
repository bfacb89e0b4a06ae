"""Where a planned effect goes: the channel, the platform's address of the group and its id of the person."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from linli.connect.gateway import registry
from linli.connect.gateway.contract import Capabilities
from linli.connect.gateway.models import Address, Channel, Identity

NO_GROUP = "unreachable:group_not_bound"
NO_PERSON = "unreachable:person_unknown"
NO_CALLER = "unreachable:no_webhook"
CALL = "call_url"
NO_ADAPTER = "unreachable:no_adapter"


class Want(msgspec.Struct, frozen=True, gc=False):
    """What to look up. `is_direct`: it goes to the person alone."""

    verb: str
    group: int | None
    member: int | None
    is_direct: bool
    needs_person: bool


class Route(msgspec.Struct, frozen=True, gc=False):
    """Where an effect goes. `problem` is the reason why it goes nowhere; `capabilities` is None then."""

    channel: int | None = None
    target: str = ""
    person: str = ""
    community: int | None = None
    capabilities: Capabilities | None = None
    problem: str = ""


class _Place(msgspec.Struct, frozen=True, gc=False):
    channel: int
    adapter: str
    is_active: bool
    external: str
    community: int | None = None


def routes_for(wants: Sequence[Want]) -> list[Route]:
    """The route of each want in the organisation in scope, in two queries; one more where some are calls."""
    groups = _places_of_groups(sorted({want.group for want in wants if want.group is not None}))
    people = _places_of_people(sorted({want.member for want in wants if want.member is not None}))
    caller = _caller() if any(want.verb == CALL for want in wants) else None
    return [
        _called(want, caller, groups) if want.verb == CALL else _route(want, groups, people) for want in wants
    ]


def _caller() -> _Place | None:
    """The channel that calls other programs: one that is on, then the older one."""
    rows = Channel.objects.order_by("id").values_list("id", "adapter", "state")
    able = [
        _Place(id, adapter, state == "active", "")
        for id, adapter, state in rows
        if (known := registry.adapters().get(adapter)) and known.capabilities.can(CALL)
    ]
    return min(able, key=lambda place: not place.is_active, default=None)


def _called(want: Want, caller: _Place | None, groups: Mapping[int, Sequence[_Place]]) -> Route:
    homes = groups.get(want.group, ()) if want.group is not None else ()
    community = homes[0].community if homes else None
    return _to(caller, "", community) if caller else Route(community=community, problem=NO_CALLER)


def _places_of_groups(ids: Sequence[int]) -> Mapping[int, Sequence[_Place]]:
    rows = (
        Address.objects.filter(group_id__in=ids)
        .order_by("id")
        .values_list(
            "group_id", "channel_id", "channel__adapter", "channel__state", "external", "community_id"
        )
        if ids
        else ()
    )
    found: dict[int, list[_Place]] = defaultdict(list)
    for group, channel, adapter, state, external, community in rows:
        found[group].append(_Place(channel, adapter, state == "active", external, community))
    return found


def _places_of_people(ids: Sequence[int]) -> Mapping[int, Sequence[_Place]]:
    rows = (
        Identity.objects.filter(member_id__in=ids)
        .order_by("id")
        .values_list("member_id", "channel_id", "channel__adapter", "channel__state", "external")
        if ids
        else ()
    )
    found: dict[int, list[_Place]] = defaultdict(list)
    for member, channel, adapter, state, external in rows:
        found[member].append(_Place(channel, adapter, state == "active", external))
    return found


def _route(
    want: Want, groups: Mapping[int, Sequence[_Place]], people: Mapping[int, Sequence[_Place]]
) -> Route:
    home = _best(want, groups.get(want.group, ())) if want.group is not None else None
    community = home.community if home else None
    known = people.get(want.member, ()) if want.member is not None else ()
    if want.is_direct:
        beside = [place for place in known if home and place.channel == home.channel]
        there = _best(want, beside) or _best(want, known)
        return (
            _to(there, there.external, community) if there else Route(community=community, problem=NO_PERSON)
        )
    if home is None:
        return Route(problem=NO_GROUP)
    person = next((place.external for place in known if place.channel == home.channel), "")
    if want.needs_person and not person:
        return Route(channel=home.channel, target=home.external, community=community, problem=NO_PERSON)
    return _to(home, person, community)


def _to(place: _Place, person: str, community: int | None) -> Route:
    adapter = registry.adapters().get(place.adapter)
    return Route(
        channel=place.channel,
        target=place.external,
        person=person,
        community=community,
        capabilities=adapter.capabilities if adapter else None,
        problem="" if adapter else NO_ADAPTER,
    )


def _best(want: Want, places: Sequence[_Place]) -> _Place | None:
    """Prefer a channel that can do it alone, then one that is on, then the older one."""
    return min(places, key=lambda place: (not _can(want, place), not place.is_active), default=None)


def _can(want: Want, place: _Place) -> bool:
    adapter = registry.adapters().get(place.adapter)
    return adapter is not None and can(adapter.capabilities, want.verb, is_direct=want.is_direct)


def can(capabilities: Capabilities, verb: str, *, is_direct: bool) -> bool:
    """Can a platform do this without a person?"""
    return capabilities.can(verb) and (capabilities.can_dm or not is_direct)
