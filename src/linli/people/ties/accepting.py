"""Which answers were accepted by those who had asked. Pure."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from linli.people.ties.deeds import Deeds, Remark
from linli.people.ties.speech import ASKS, THANKS
from linli.people.ties.talk import Answer, Key, key_of

THANKED_WITHIN = 45 * 60.0
NEXT = 3
SHORT = 60


def accepted(deeds: Deeds, answered: list[Answer]) -> Iterator[tuple[int, tuple[Remark, ...]]]:
    """(who answered, (question, answer[, thanks])) for every answer its asker accepted, once each.

    Accepted is an answer to which the asker
    1. answered with thanks, or, where they had asked and not in an argument with them, with a short word that
       asks no more; or
    2. reacted; or after which
    3. the asker said thanks to nobody else in the same thread, in their next few messages, soon after.
    """
    back: dict[Key, list[Remark]] = defaultdict(list)
    for one in answered:
        back[key_of(one.to)].append(one.remark)
    reacted = {(one.group, one.message, one.member) for one in deeds.reacted}
    to = {key_of(one.remark): one.to.member for one in answered}
    spoken = _thread_talk(deeds, to)
    for one in answered:
        question, answer = one.to, one.remark
        if answer.member in deeds.left_out or answer.marks & ASKS and answer.size < 60:
            continue
        thanks = _thanked_back(question, answer, back[key_of(answer)], to)
        thanks = thanks or _thanked_after(question, answer, spoken)
        if thanks is not None:
            yield answer.member, (question, answer, thanks)
        elif (*key_of(answer), question.member) in reacted:
            yield answer.member, (question, answer)


def _thanked_back(
    question: Remark, answer: Remark, replies: list[Remark], to: dict[Key, int]
) -> Remark | None:
    is_argument = to.get(key_of(question), 0) == answer.member
    for one in replies:
        is_content = question.marks & ASKS and not one.marks & ASKS and one.size <= SHORT and not is_argument
        if one.member == question.member and (one.marks & THANKS or is_content):
            return one
    return None


Talk = dict[tuple[int, int, int], tuple[list[float], list[tuple[Remark, int]]]]


def _thread_talk(deeds: Deeds, to: dict[Key, int]) -> Talk:
    """What each member said in each thread in order of time, with whom it answered (0: nobody)."""
    said: dict[tuple[int, int, int], list[tuple[Remark, int]]] = defaultdict(list)
    for one in sorted(deeds.remarks, key=lambda remark: remark.at):
        said[one.group, one.thread, one.member].append((one, to.get(key_of(one), 0)))
    return {place: ([one.at for one, _ in found], found) for place, found in said.items()}


def _thanked_after(question: Remark, answer: Remark, talk: Talk) -> Remark | None:
    place = (answer.group, answer.thread, question.member)
    if not question.marks & ASKS or place not in talk:
        return None
    times, said = talk[place]
    start = bisect_right(times, answer.at)
    for one, to in said[start : start + NEXT]:
        if one.at - answer.at > THANKED_WITHIN:
            return None
        if one.marks & THANKS and to in (0, answer.member):
            return one
    return None
