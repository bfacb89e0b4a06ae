"""What is talked about more than before: words by how many people used them, against an earlier stretch."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

LEAST_SPEAKERS = 3
LEAST_LENGTH = 2
LEAST_SCORE = 0.02


@dataclass(frozen=True)
class Talk:
    """A word people use: how many of them lately and before; by `score` it rose the most."""

    word: str
    speakers: int
    before: int
    score: float


def speakers_by_word(
    said: Iterable[tuple[int, Sequence[str]]], *, stop: Collection[str] = ()
) -> Counter[str]:
    """How many different people used each word. `said`: a member and the words of one message."""
    seen: set[tuple[int, str]] = set()
    for member, words in said:
        seen.update((member, word) for word in words if is_telling(word, stop))
    return Counter(word for _member, word in seen)


def is_telling(word: str, stop: Collection[str] = ()) -> bool:
    """Could it name something? Not a single sign, a number, or a word that stops nobody (`stop`)."""
    plain = word.strip().casefold()
    if len(plain) < LEAST_LENGTH or plain in stop or not any(one.isalpha() for one in plain):
        return False
    return not plain.isascii() or len(plain) > 2


def rising(
    lately: Mapping[str, int], before: Mapping[str, int], *, people: int, people_before: int, most: int = 12
) -> list[Talk]:
    """The words whose share of speakers grew most, by the log of the ratio of the two shares times the share.

    Half a speaker is added to both sides, so that a new word is not infinitely new (Haldane and Anscombe).
    """
    found = []
    for word, count in lately.items():
        if count < LEAST_SPEAKERS:
            continue
        earlier = before.get(word, 0)
        share = (count + 0.5) / (people + 1)
        share_before = (earlier + 0.5) / (people_before + 1)
        score = share * log(share / share_before)
        if score >= LEAST_SCORE:
            found.append(Talk(word, count, earlier, round(score, 4)))
    found.sort(key=lambda one: (-one.score, one.word))
    return found[:most]
