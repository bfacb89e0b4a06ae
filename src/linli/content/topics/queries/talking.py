"""What a community talks about lately, by the words its people use more than before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import resources

import rjieba

from linli.content.topics.models import Topic
from linli.content.topics.queries import bank
from linli.content.topics.rules import words
from linli.content.topics.rules.words import Talk
from linli.facts.messages import MessagePosted
from linli.kernel.events import window

LATELY, BEFORE = timedelta(days=14), timedelta(days=42)
MOST_MESSAGES = 30_000
EXAMPLES = 3


@dataclass(frozen=True)
class Suggestion:
    """A word many people use now, what was said with it, and topics of the bank that name it."""

    talk: Talk
    examples: tuple[str, ...]
    topics: tuple[Topic, ...]


def suggestions(community: int, *, at: datetime, most: int = MOST_MESSAGES) -> list[Suggestion]:
    """What the people of a community have begun to talk about in the last two weeks.

    Compared with the six weeks before. Of a stretch in which more than `most` messages were said the older
    part is left out. What programs said is left out, too.
    """
    lately = _said(community, _since(community, at - LATELY, at, most), at)
    before = _said(community, _since(community, at - LATELY - BEFORE, at - LATELY, most), at - LATELY)
    return _suggest(community, lately, [(member, cut) for member, cut, _text in before])


def _since(community: int, since: datetime, until: datetime, most: int) -> datetime:
    """Where a stretch has to begin to hold about `most` messages."""
    count = window.count([MessagePosted.kind], since=since, until=until, community=community)
    return since if count <= most else until - (until - since) * most / count


def _said(community: int, since: datetime, until: datetime) -> list[tuple[int, list[str], str]]:
    """Who said what, with its words."""
    return [
        (
            event.member,
            [word.casefold() for word in rjieba.cut(event.fact.text[:500], False)],
            event.fact.text,
        )
        for event in window.between([MessagePosted.kind], since=since, until=until, community=community)
        if isinstance(event.fact, MessagePosted)
        and event.member is not None
        and event.fact.text
        and not event.fact.is_bot
    ]


def _suggest(
    community: int, lately: Sequence[tuple[int, list[str], str]], before: Sequence[tuple[int, list[str]]]
) -> list[Suggestion]:
    stop = _stop_words()
    now = words.speakers_by_word(((member, cut) for member, cut, _text in lately), stop=stop)
    earlier = words.speakers_by_word(before, stop=stop)
    people = len({member for member, _cut, _text in lately})
    found = words.rising(now, earlier, people=people, people_before=len({member for member, _cut in before}))
    known = list(bank.topics(state="approved", community=community)[:500])
    return [
        Suggestion(
            talk,
            tuple(text[:120] for _member, cut, text in reversed(lately) if talk.word in cut)[:EXAMPLES],
            tuple(one for one in known if talk.word in f"{one.title} {one.point}".casefold())[:3],
        )
        for talk in found
    ]


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    text = (
        resources.files("linli.content.topics.presets").joinpath("stopwords.txt").read_text(encoding="utf-8")
    )
    return frozenset(text.split())
