"""From a community's deeds to its graph and everybody's place in it; the same for the log and for a file."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from linli.people.ties import graph, measures, rules, talk
from linli.people.ties.deeds import Deeds, Strand
from linli.people.ties.graph import Pair
from linli.people.ties.measures import Exhibit, Shape, Tally
from linli.people.ties.rules import Reading, Recipe
from linli.people.ties.talk import Answer

DAY = 86_400.0
ANSWERS = frozenset({"reply", "addressed", "turn"})


@dataclass(frozen=True)
class Place:
    """Where one member stands. `readings` and `exhibits` are empty for bots, the team and the silent."""

    member: int
    centrality: float
    circle: int
    core: int
    bridging: int
    strength: float
    partners: int
    partners_30: int
    replies_in: int
    replies_out: int
    days: int
    is_isolated: bool
    is_newcomer: bool
    readings: Mapping[str, Reading]
    exhibits: Mapping[str, list[Exhibit]]


@dataclass(frozen=True)
class Computed:
    """A community's graph: all ties that still count; `homes` is circle -> (group, share) of its talk."""

    places: Mapping[int, Place]
    pairs: Mapping[Pair, float]
    homes: Mapping[int, tuple[int, float]]


def compute(
    deeds: Deeds,
    *,
    now: float,
    since: float = 0.0,
    kept: Iterable[Strand] | None = None,
    before: Mapping[int, int] | None = None,
) -> Computed:
    """The graph at a moment, in seconds since 1970.

    since    what was done earlier makes ties, but is not measured
    kept     strands of `rules.KEPT` that are known already, of all time; None: taken from the deeds
    before   member -> circle of the graph before, so that circles keep their numbers
    """
    answered = talk.answers(deeds)
    strands = _strands(deeds, answered, kept, now)
    pairs = graph.pairs_of(strands)
    circle = graph.circles(pairs, before=before or {})
    shape = Shape(graph.centrality(strands), graph.cores(pairs), graph.bridging(pairs, circle), circle)
    recent = replace(deeds, remarks=[one for one in deeds.remarks if one.at >= since])
    counted = measures.tallies(recent, [one for one in answered if one.remark.at >= since], shape)
    places = _places(deeds, strands, pairs, shape, counted, now)
    return Computed(places, pairs, _homes(recent, circle))


def _strands(deeds: Deeds, answered: list[Answer], kept: Iterable[Strand] | None, now: float) -> list[Strand]:
    found = talk.links(deeds, answered)
    if kept is None:
        strands = talk.strands(found, now=now)
    else:
        strands = [*kept, *talk.strands((one for one in found if one.kind not in rules.KEPT), now=now)]
    strands += talk.company(deeds.remarks, now=now)
    bots = deeds.left_out - deeds.operators
    return [one for one in strands if one.member not in bots and one.other not in bots]


def _places(
    deeds: Deeds,
    strands: list[Strand],
    pairs: Mapping[Pair, float],
    shape: Shape,
    counted: Mapping[int, Tally],
    now: float,
) -> dict[int, Place]:
    read = measures.readings(counted)
    strong, partners = graph.strength(pairs), graph.partners(pairs)
    lately = graph.partners({_pair(one) for one in strands if now - one.last_at <= rules.RECENT_DAYS * DAY})
    taken, given = _replies(strands)
    people = sorted((set(deeds.first_seen) | set(strong)) - (deeds.left_out - deeds.operators))
    return {
        member: Place(
            member=member,
            centrality=shape.centrality.get(member, 0.0),
            circle=shape.circle.get(member, 0),
            core=shape.core.get(member, 0),
            bridging=shape.bridging.get(member, 0),
            strength=round(strong.get(member, 0.0), 4),
            partners=partners.get(member, 0),
            partners_30=lately.get(member, 0),
            replies_in=taken[member],
            replies_out=given[member],
            days=int(counted[member].values["days"]) if member in counted else 0,
            is_isolated=member not in partners,
            is_newcomer=now - deeds.first_seen.get(member, 0.0) <= rules.NEWCOMER_DAYS * DAY,
            readings=read.get(member, {}),
            exhibits=counted[member].shown if member in counted else {},
        )
        for member in people
    }


def ranked(
    readings: Mapping[int, Mapping[str, Reading]], recipe: Recipe, *, limit: int
) -> list[tuple[int, float]]:
    """Those who fit a recipe, best first: (member, score)."""
    seen = {measure for read in readings.values() for measure, one in read.items() if one.value}
    blind = set(rules.MEASURES) - seen
    scored = [(member, rules.score(recipe, read, blind=blind)) for member, read in readings.items() if read]
    fitting = [(member, score) for member, score in scored if score is not None]
    return sorted(fitting, key=lambda one: (-one[1], one[0]))[:limit]


def _pair(strand: Strand) -> Pair:
    return min(strand.member, strand.other), max(strand.member, strand.other)


def _replies(strands: Iterable[Strand]) -> tuple[Counter[int], Counter[int]]:
    """Answers received and given."""
    taken: Counter[int] = Counter()
    given: Counter[int] = Counter()
    for one in strands:
        if one.kind in ANSWERS:
            taken[one.other] += one.times
            given[one.member] += one.times
    return taken, given


def _homes(deeds: Deeds, circle: Mapping[int, int]) -> dict[int, tuple[int, float]]:
    """The group in which a circle talks most, and its share of what the circle says."""
    spoken: dict[int, Counter[int]] = {}
    for one in deeds.remarks:
        if number := circle.get(one.member, 0):
            spoken.setdefault(number, Counter())[one.group] += 1
    homes = {}
    for number, groups in spoken.items():
        group, count = groups.most_common(1)[0]
        homes[number] = (group, round(count / groups.total(), 3))
    return homes
