"""Where the calendar is too full, too empty or out of balance, as values for a page to put into words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from linli.connect.gateway.policy import queries as policies
from linli.connect.gateway.policy import rules as hours
from linli.connect.gateway.policy.document import Policy
from linli.kernel.orgs import scope
from linli.people.communities import queries as communities
from linli.run.calendar.models import Planning, Slot
from linli.run.calendar.queries import columns, slots
from linli.run.calendar.queries.slots import Look
from linli.run.calendar.rules import crowding
from linli.run.calendar.rules.crowding import OffPace, Period, Placed
from linli.run.calendar.rules.words import DROPPED, UNREADY, Aim, Category, State

GAP_DAYS = timedelta(days=14)
CLASS = "content"
USUAL_MIX = {Category.PRODUCT: 30, Category.VALUES: 30, Category.INTERACTIVE: 40}
LEEWAY = 15


@dataclass(frozen=True)
class Trouble:
    """What is wrong with the time of a post: clash (`other` is the post), cap (`n` on that day), quiet."""

    code: str
    other: int = 0
    n: int = 0


@dataclass(frozen=True)
class Gaps:
    """What is missing in a community within two weeks: posts without content, and periods off their pace."""

    community_id: int
    empty: Sequence[Slot]
    off_pace: Sequence[OffPace]


@dataclass(frozen=True)
class Share:
    """A category or aim: how many posts, in percent of all, and the percent wanted (None: no target)."""

    code: str
    posts: int
    percent: int
    wanted: int | None
    is_heavy: bool


def troubles(found: Sequence[Slot], groups: Mapping[int, frozenset[int]]) -> dict[int, list[Trouble]]:
    """What is wrong with posts that are still to go out. `groups` are the open groups of each community."""
    ahead = [one for one in found if one.state in (*UNREADY, State.SCHEDULED)]
    listed = sorted({one.community_id for one in ahead})
    org = scope.org_id()
    zones = communities.zones_of(listed)
    rules = policies.policies_for([(org, id) for id in listed]) if listed else {}
    plans = columns.plannings(listed)
    result: dict[int, list[Trouble]] = defaultdict(list)
    for community in listed:
        zone, policy = ZoneInfo(zones[community]), rules[org, community]
        own = [one for one in ahead if one.community_id == community]
        placed = [_placed(one, groups.get(community, frozenset()), zone) for one in own]
        near = crowding.clashes(placed, timedelta(minutes=plans[community].clash_minutes))
        for id, other in near.items():
            result[id].append(Trouble("clash", other=other))
        for id, n in crowding.over_cap(placed, limit).items() if (limit := day_cap(policy)) else ():
            result[id].append(Trouble("cap", n=n))
        for one in own:
            if is_quiet(one.starts_at, policy, zone):
                result[one.id].append(Trouble("quiet"))
    return dict(result)


def open_groups(community_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The open groups of each community."""
    found: dict[int, set[int]] = defaultdict(set)
    for line in communities.group_lines(reach=frozenset(community_ids)):
        found[line.community_id].add(line.id)
    return {id: frozenset(groups) for id, groups in found.items()}


def is_quiet(at: datetime, policy: Policy, zone: ZoneInfo) -> bool:
    """Would a post of the calendar have to wait for the morning at this time?"""
    windows = [one.window for one in policy.quiet_hours if one.surface == "group" and CLASS in one.applies_to]
    return hours.is_quiet(at, windows, zone)


def day_cap(policy: Policy) -> int:
    """How many posts a group gets on a day at most; 0 where nothing limits it."""
    limits = [
        one.limit
        for one in policy.caps
        if one.surface == "group"
        and one.unit == "group"
        and ({CLASS, "*"} & one.applies_to)
        and getattr(one.window, "calendar", "") == "day"
    ]
    return min(limits, default=0)


def gaps(*, reach: columns.Reach, at: datetime, community: int | None = None) -> list[Gaps]:
    """What is missing in the next two weeks, by community; those where nothing is are left out."""
    lines = [
        one
        for one in communities.community_lines(reach=reach)
        if not one.is_closed and community in (None, one.id)
    ]
    found = slots.slots(Look(at, at + GAP_DAYS, reach, community))
    plans = columns.plannings([one.id for one in lines])
    with_columns = {one.community_id for one in columns.columns(reach=reach)}
    result = []
    for line in lines:
        own = [one for one in found if one.community_id == line.id]
        if not own and line.id not in with_columns:
            continue
        empty = [one for one in own if one.state == State.IDEA]
        paces = _off_pace(own, plans[line.id], ZoneInfo(line.zone), at)
        if empty or paces:
            result.append(Gaps(line.id, empty, paces))
    return result


def balance(found: Iterable[Slot], planning: Planning) -> list[Share]:
    """The mix of posts by category, each with its target; too much is more than LEEWAY above it."""
    wanted = planning.mix or {str(one): part for one, part in USUAL_MIX.items()}
    counted = Counter(one.category for one in found if one.state not in (*DROPPED, State.MISSED))
    return [_share(one, counted, wanted.get(one)) for one in map(str, Category)]


def aims(found: Iterable[Slot]) -> list[Share]:
    """The same by aim. Selling is too much where it is more than a fifth, or stands alone."""
    counted = Counter(one.aim for one in found if one.state not in (*DROPPED, State.MISSED))
    return [_share(one, counted, 5 if one == Aim.PRODUCT else None) for one in map(str, Aim)]


def _share(code: str, counted: Mapping[str, int], wanted: int | None) -> Share:
    total = sum(counted.values())
    percent = round(counted.get(code, 0) * 100 / total) if total else 0
    is_heavy = wanted is not None and total >= 3 and percent > wanted + LEEWAY
    return Share(code, counted.get(code, 0), percent, wanted, is_heavy)


def _off_pace(own: Sequence[Slot], planning: Planning, zone: ZoneInfo, at: datetime) -> list[OffPace]:
    first = at.astimezone(zone).date()
    last: date = (at + GAP_DAYS).astimezone(zone).date()
    spans = [span for span in crowding.periods(Period(planning.period), first, last) if span[1] <= last]
    days = [
        one.starts_at.astimezone(zone).date()
        for one in own
        if one.category != Category.INTERACTIVE and one.state not in (*DROPPED, State.MISSED, State.IDEA)
    ]
    return crowding.off_pace(days, spans, least=planning.least, most=planning.most)


def _placed(one: Slot, everywhere: frozenset[int], zone: ZoneInfo) -> Placed:
    groups = frozenset(one.group_ids) or everywhere
    return Placed(one.id, groups, one.starts_at, one.starts_at.astimezone(zone).date())
