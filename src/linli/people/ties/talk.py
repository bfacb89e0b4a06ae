"""Who answered whom: replies the platform knows, names a message begins with, taking turns, company. Pure."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from linli.people.ties import rules
from linli.people.ties.deeds import Deeds, Link, Remark, Strand

ADDRESSED_WITHIN = 2 * 3600.0
TURN_WITHIN = 5 * 60.0
ALONE_FOR = 10 * 60.0
SLOT = 15 * 60.0
CROWD = 8
"""Nobody is in the company of anybody where more than this many speak within a slot."""

Key = tuple[int, int]


class Answer(NamedTuple):
    """A message that answers another person's. `kind` is "reply", "addressed" or "turn"."""

    remark: Remark
    to: Remark
    kind: str


def key_of(remark: Remark) -> Key:
    """A message's place: its group and its digest."""
    return remark.group, remark.message


def by_key(remarks: Iterable[Remark]) -> dict[Key, Remark]:
    """Messages by their place."""
    return {key_of(one): one for one in remarks}


def answers(deeds: Deeds) -> list[Answer]:
    """Every message that answers somebody else's, in order of time.

    Where the platform names no message, the name it begins with does; else, where two alone have been talking
    in a thread for ALONE_FOR, what one says answers what the other just said.
    """
    known = by_key(deeds.remarks)
    spoken = _spoken(deeds.remarks)
    recent: dict[Key, deque[Remark]] = defaultdict(deque)
    found = []
    for remark in sorted(deeds.remarks, key=lambda one: one.at):
        before = _recent(recent[remark.group, remark.thread], remark)
        parent = known.get((remark.group, remark.reply_to)) if remark.reply_to else None
        kind = "reply"
        if parent is None and not remark.reply_to:
            parent, kind = _latest_of(deeds.names.get(remark.addressed), remark, spoken), "addressed"
            if parent is None:
                parent, kind = _turn(remark, before), "turn"
        before.append(remark)
        if parent is not None and parent.member != remark.member:
            found.append(Answer(remark, parent, kind))
    return found


def _recent(said: deque[Remark], now: Remark) -> deque[Remark]:
    """What was said in a thread in the last ALONE_FOR."""
    while said and now.at - said[0].at > ALONE_FOR:
        said.popleft()
    return said


def _turn(remark: Remark, before: deque[Remark]) -> Remark | None:
    """What the only other person of the last minutes just said, when it is the message before."""
    if not before or before[-1].member == remark.member or remark.at - before[-1].at > TURN_WITHIN:
        return None
    return before[-1] if len({one.member for one in before} | {remark.member}) == 2 else None


def links(deeds: Deeds, answered: Iterable[Answer]) -> Iterator[Link]:
    """Every single deed of the window: answers, mentions, reactions."""
    for one in answered:
        yield Link(one.remark.member, one.to.member, one.kind, one.remark.at)
    yield from deeds.mentions
    known = by_key(deeds.remarks)
    for reacted in deeds.reacted:
        remark = known.get((reacted.group, reacted.message))
        if remark is not None and remark.member != reacted.member:
            yield Link(reacted.member, remark.member, "reaction", remark.at)


def strands(found: Iterable[Link], *, now: float) -> list[Strand]:
    """Deeds of one kind between two people taken together, each worth what is left of it now."""
    kept: dict[tuple[int, int, str], list[float]] = {}
    for link in found:
        if link.member == link.other:
            continue
        sums = kept.setdefault((link.member, link.other, link.kind), [0, 0.0, link.at])
        sums[0] += 1
        sums[1] += rules.faded(link.kind, now - link.at)  # type: ignore[arg-type]  # kinds of this room
        sums[2] = max(sums[2], link.at)
    return [Strand(*key, int(count), weight, last) for key, (count, weight, last) in kept.items()]


def company(remarks: Iterable[Remark], *, now: float) -> list[Strand]:
    """Those who spoke in one thread within the same quarter of an hour, a few of them at most.

    A quarter's worth is shared by all who were there; one strand a pair, of the lower id to the higher.
    """
    slots: dict[tuple[int, int, int], set[int]] = defaultdict(set)
    for one in remarks:
        slots[one.group, one.thread, int(one.at // SLOT)].add(one.member)
    kept: dict[Key, list[float]] = {}
    for (_group, _thread, slot), people in slots.items():
        if not 2 <= len(people) <= CROWD:
            continue
        at = slot * SLOT
        worth = rules.faded("company", now - at) / (len(people) - 1)
        ordered = sorted(people)
        for place, member in enumerate(ordered):
            for other in ordered[place + 1 :]:
                sums = kept.setdefault((member, other), [0, 0.0, at])
                sums[0] += 1
                sums[1] += worth
                sums[2] = max(sums[2], at)
    return [
        Strand(*pair, "company", int(count), weight, last) for pair, (count, weight, last) in kept.items()
    ]


def _spoken(remarks: Iterable[Remark]) -> Mapping[Key, tuple[list[float], list[Remark]]]:
    by_member: dict[Key, list[Remark]] = defaultdict(list)
    for one in remarks:
        by_member[one.group, one.member].append(one)
    found = {}
    for place, said in by_member.items():
        said.sort(key=lambda one: one.at)
        found[place] = ([one.at for one in said], said)
    return found


def _latest_of(
    member: int | None, remark: Remark, spoken: Mapping[Key, tuple[list[float], list[Remark]]]
) -> Remark | None:
    """What the addressed person last said in the group before, if it was not long ago."""
    if member is None or (remark.group, member) not in spoken:
        return None
    times, said = spoken[remark.group, member]
    place = bisect_left(times, remark.at + 0.5) - 1
    if place < 0 or remark.at - times[place] > ADDRESSED_WITHIN:
        return None
    return said[place]
