"""What each member did for others in the year before, as numbers, with the messages that show it. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from linli.people.ties import accepting, rules
from linli.people.ties.deeds import Deeds, Remark
from linli.people.ties.speech import THANKS
from linli.people.ties.talk import Answer, Key, by_key, key_of

SHOWN = 5
LONG = 180
FEW = 10
GREETERS = 3
GREETED_WITHIN = 7 * 86_400.0
BUSY_SHARE = 0.8
OPERATORS_SPOKE = 20
STARTED_BY = 2
HOUR = 3600
DAY = 86_400

Exhibit = tuple[Remark, ...]
"""Messages that belong together, in order of time: what was said, and the member's part in it."""


@dataclass(frozen=True)
class Shape:
    """What the graph says of each member: rank, depth, circles connected, and the circle they are in."""

    centrality: Mapping[int, float]
    core: Mapping[int, int]
    bridging: Mapping[int, int]
    circle: Mapping[int, int]


@dataclass
class Tally:
    """What one member did."""

    messages: int = 0
    values: dict[str, float] = field(default_factory=dict)
    shown: dict[str, list[Exhibit]] = field(default_factory=dict)


def tallies(deeds: Deeds, answered: list[Answer], shape: Shape) -> dict[int, Tally]:
    """What everybody did who spoke at all, leaving out bots and the team."""
    found: dict[int, Tally] = {}
    for remark in deeds.remarks:
        if remark.member not in deeds.left_out:
            found.setdefault(remark.member, Tally()).messages += 1
    for count in (_days, _talk_received, _applause, _off_hours):
        count(found, deeds, answered)
    _helped(found, answered)
    _accepted(found, deeds, answered)
    _greeted(found, deeds, answered)
    _connected(found, answered, shape.circle)
    for member, tally in found.items():
        tally.values["centrality"] = shape.centrality.get(member, 0.0)
        tally.values["core"] = shape.core.get(member, 0)
        tally.values["bridging"] = shape.bridging.get(member, 0)
        if "audience" in tally.shown:
            tally.shown["centrality"] = tally.shown["audience"]
    return found


def readings(found: Mapping[int, Tally]) -> dict[int, dict[str, rules.Reading]]:
    """Every measure of everybody with its percentile among them."""
    members = sorted(found)
    read: dict[int, dict[str, rules.Reading]] = {member: {} for member in members}
    for measure in rules.MEASURES:
        values = [float(found[member].values.get(measure, 0)) for member in members]
        for member, value, place in zip(members, values, rules.percentiles(values), strict=True):
            read[member][measure] = rules.Reading(round(value, 3), round(place, 4))
    return read


def _days(found: Mapping[int, Tally], deeds: Deeds, answered: list[Answer]) -> None:
    days: dict[int, set[int]] = defaultdict(set)
    for one in deeds.remarks:
        days[one.member].add(int((one.at + deeds.zone_offset) // DAY))
    for member, tally in found.items():
        tally.values["days"] = len(days[member])


def _talk_received(found: Mapping[int, Tally], deeds: Deeds, answered: list[Answer]) -> None:
    """Audience, warmth and conversations started: who answered what of theirs."""
    replies: dict[Key, list[Answer]] = defaultdict(list)
    for one in answered:
        replies[key_of(one.to)].append(one)
    opened = {key_of(one.remark) for one in answered}
    people: dict[int, set[int]] = defaultdict(set)
    received: Counter[int] = Counter()
    exhibits: dict[int, list[tuple[int, float, Exhibit]]] = defaultdict(list)
    starts: dict[int, list[tuple[int, float, Exhibit]]] = defaultdict(list)
    for given in replies.values():
        remark = given[0].to
        others = {one.remark.member for one in given}
        people[remark.member] |= others
        received[remark.member] += len(given)
        shown = (len(others), remark.at, (remark, *[one.remark for one in given[:2]]))
        exhibits[remark.member].append(shown)
        if len(others) >= STARTED_BY and key_of(remark) not in opened and not remark.reply_to:
            starts[remark.member].append(shown)
    authors = {key_of(one): one.member for one in deeds.remarks}
    for reacted in deeds.reacted:
        received[authors.get((reacted.group, reacted.message), 0)] += 1
    for member, tally in found.items():
        tally.values["audience"] = len(people[member])
        tally.values["starts"] = len(starts[member])
        tally.values["warmth"] = received[member] / max(tally.messages, FEW)
        tally.shown |= _best({"audience": exhibits[member], "starts": starts[member]})
        if "audience" in tally.shown:
            tally.shown["warmth"] = tally.shown["audience"]


def _applause(found: Mapping[int, Tally], deeds: Deeds, answered: list[Answer]) -> None:
    """Distinct people who reacted; where only counts are known, at least the most that one message had."""
    known = by_key(deeds.remarks)
    people: dict[int, set[int]] = defaultdict(set)
    on: Counter[Key] = Counter()
    for one in deeds.reacted:
        remark = known.get((one.group, one.message))
        if remark is not None and remark.member != one.member:
            people[remark.member].add(one.member)
            on[key_of(remark)] += 1
    exhibits: dict[int, list[tuple[int, float, Exhibit]]] = defaultdict(list)
    for remark in deeds.remarks:
        count = max(on[key_of(remark)], remark.reactions)
        if count:
            exhibits[remark.member].append((count, remark.at, (remark,)))
    for member, tally in found.items():
        most = max((one[0] for one in exhibits[member]), default=0)
        tally.values["applause"] = max(len(people[member]), most)
        tally.shown |= _best({"applause": exhibits[member]})


def _off_hours(found: Mapping[int, Tally], deeds: Deeds, answered: list[Answer]) -> None:
    """Days on which somebody answered another while the team (or, without one, most people) was away."""
    busy = busy_hours(deeds)
    days: dict[int, dict[int, Exhibit]] = defaultdict(dict)
    for one in answered:
        local = one.remark.at + deeds.zone_offset
        if int(local // HOUR) % 24 not in busy:
            days[one.remark.member].setdefault(int(local // DAY), (one.to, one.remark))
    for member, tally in found.items():
        tally.values["off_hours"] = len(days[member])
        tally.shown |= _newest({"off_hours": list(days[member].values())})


def busy_hours(deeds: Deeds) -> frozenset[int]:
    """The fewest hours of the community's day that hold BUSY_SHARE of the team's (else everybody's) talk."""
    spoken = [one for one in deeds.remarks if one.member in deeds.operators]
    if len(spoken) < OPERATORS_SPOKE:
        spoken = deeds.remarks
    hours = Counter(int((one.at + deeds.zone_offset) // HOUR) % 24 for one in spoken)
    busy: set[int] = set()
    held = 0
    for hour, count in sorted(hours.items(), key=lambda item: (-item[1], item[0])):
        if held >= BUSY_SHARE * len(spoken):
            break
        busy.add(hour)
        held += count
    return frozenset(busy)


def _helped(found: Mapping[int, Tally], answered: list[Answer]) -> None:
    people: dict[int, dict[int, Exhibit]] = defaultdict(dict)
    long: dict[int, list[tuple[int, float, Exhibit]]] = defaultdict(list)
    for one in answered:
        people[one.remark.member][one.to.member] = (one.to, one.remark)
        if one.remark.size >= LONG:
            long[one.remark.member].append((one.remark.size, one.remark.at, (one.to, one.remark)))
    for member, tally in found.items():
        tally.values["helped"] = len(people[member])
        tally.values["detailed"] = len(long[member])
        tally.shown |= _newest({"helped": list(people[member].values())}) | _best({"detailed": long[member]})


def _accepted(found: Mapping[int, Tally], deeds: Deeds, answered: list[Answer]) -> None:
    kept: dict[int, list[tuple[int, float, Exhibit]]] = defaultdict(list)
    for member, exhibit in accepting.accepted(deeds, answered):
        kept[member].append((_plainness(exhibit), exhibit[-1].at, exhibit))
    for member, tally in found.items():
        tally.values["answers"] = len(kept[member])
        tally.values["quality"] = 10 * len(kept[member]) / max(tally.messages, FEW)
        tally.shown |= _best({"answers": kept[member]})
        if "answers" in tally.shown:
            tally.shown["quality"] = tally.shown["answers"]


def _plainness(exhibit: Exhibit) -> int:
    """How plainly an answer was accepted: thanks first, then the longer answer."""
    return (len(exhibit) == 3 and bool(exhibit[-1].marks & THANKS)) * 1000 + min(exhibit[1].size, 999)


def _greeted(found: Mapping[int, Tally], deeds: Deeds, answered: list[Answer]) -> None:
    """Newcomers of whom somebody was among the first to answer them, and is no newcomer themselves."""
    began = min(deeds.first_seen.values(), default=0.0)
    greeters: dict[int, list[int]] = defaultdict(list)
    kept: dict[int, list[Exhibit]] = defaultdict(list)
    for one in answered:
        newcomer, giver = one.to.member, one.remark.member
        since = deeds.first_seen.get(newcomer, one.to.at)
        is_old = one.remark.at - deeds.first_seen.get(giver, one.remark.at) > GREETED_WITHIN
        is_first = one.remark.at - since <= GREETED_WITHIN and since - began > GREETED_WITHIN
        already = greeters[newcomer]
        if is_first and is_old and giver not in already and len(already) < GREETERS:
            already.append(giver)
            kept[giver].append((one.to, one.remark))
    for member, tally in found.items():
        tally.values["greeted"] = len(kept[member])
        tally.shown |= _newest({"greeted": kept[member]})


def _connected(found: Mapping[int, Tally], answered: list[Answer], circle: Mapping[int, int]) -> None:
    """For each circle somebody answers into, the newest answer."""
    kept: dict[int, dict[int, Exhibit]] = defaultdict(dict)
    for one in answered:
        if number := circle.get(one.to.member, 0):
            kept[one.remark.member][number] = (one.to, one.remark)
    for member, tally in found.items():
        if len(kept[member]) > 1:
            tally.shown |= _newest({"bridging": list(kept[member].values())})


def _best(ranked: Mapping[str, list[tuple[int, float, Exhibit]]]) -> dict[str, list[Exhibit]]:
    return {
        measure: [exhibit for _, _, exhibit in sorted(found, key=lambda one: (-one[0], -one[1]))[:SHOWN]]
        for measure, found in ranked.items()
        if found
    }


def _newest(exhibits: Mapping[str, Iterable[Exhibit]]) -> dict[str, list[Exhibit]]:
    found = {
        measure: sorted(listed, key=lambda one: -one[-1].at)[:SHOWN] for measure, listed in exhibits.items()
    }
    return {measure: listed for measure, listed in found.items() if listed}
