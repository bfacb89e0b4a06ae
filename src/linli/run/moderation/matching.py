"""Finding listed words and links in a folded batch. Knows no database."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import ahocorasick_rs
import numpy as np

from linli.run.moderation import folding
from linli.run.moderation.folding import Folded

ANY_LINK = "*"
_ENDINGS = """
com cn net org io top xyz me cc vip shop info co app dev ly gl tv site online club link work live ltd fun ru
tw hk jp uk us eu de fr in icu pro tech store biz asia mobi wang ren group page to gg sh ai
"""
_SOME_ENDINGS = frozenset(_ENDINGS.split())
_LINK = re.compile(
    r"(https?://|ftp://)?((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z][a-z0-9-]{1,24})"
)


class Word(NamedTuple):
    """A listed word or domain: the rule set it belongs to, as written, and how it is compared."""

    rule_set: int
    text: str
    folded: str
    is_allowed: bool = False
    is_whole_word: bool = False


class Hit(NamedTuple):
    """A listed word found: in which text of the batch, by which rule set, from where to where in its folded
    form.
    """

    text: int
    rule_set: int
    word: str
    start: int
    end: int


class _Found(NamedTuple):
    words: Sequence[Word]
    start: int
    end: int


class Matcher:
    """All words of an organisation, compiled. Made once for a version of the lists; safe to share between
    threads.
    """

    def __init__(self, words: Iterable[Word], domains: Iterable[Word] = ()) -> None:
        loose: dict[str, list[Word]] = defaultdict(list)
        exact: dict[str, list[Word]] = defaultdict(list)
        listed = list(words)
        for word, needs_exact_text in zip(listed, _need_exact_text(listed), strict=True):
            (exact if needs_exact_text else loose)[word.folded].append(word)
        self._loose = _Automaton(loose)
        self._exact = _Automaton(exact)
        self._domains = _Domains(domains)

    def find(self, batch: Folded) -> list[Hit]:
        """Every blocked word and link, without those inside an allowed phrase of the same rule set."""
        found = [*self._loose_matches(batch), *self._exact_matches(batch)]
        hits = _without_allowed(found)
        return [_located(batch, *hit) for hit in hits] + self._domains.find(batch)

    def _loose_matches(self, batch: Folded) -> Iterator[_Found]:
        origin = batch.origin
        for words, start, end in self._loose.find(batch.squeezed):
            yield _Found(words, int(origin[start]), int(origin[end - 1]) + 1)

    def _exact_matches(self, batch: Folded) -> Iterator[_Found]:
        for words, start, end in self._exact.find(batch.plain):
            stands_alone = _stands_alone(batch.plain, start, end)
            fitting = [word for word in words if stands_alone or not word.is_whole_word]
            if fitting:
                yield _Found(fitting, start, end)


class _Automaton:
    def __init__(self, words: dict[str, list[Word]]) -> None:
        self._words = list(words.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(words)) if words else None

    def find(self, text: str) -> list[tuple[list[Word], int, int]]:
        if self._automaton is None:
            return []
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return [(self._words[pattern], start, end) for pattern, start, end in matches]


class _Domains:
    def __init__(self, domains: Iterable[Word]) -> None:
        self._blocked: dict[str, list[Word]] = defaultdict(list)
        self._allowed: set[tuple[int, str]] = set()
        for domain in domains:
            if domain.is_allowed:
                self._allowed.add((domain.rule_set, domain.folded))
            else:
                self._blocked[domain.folded].append(domain)

    def find(self, batch: Folded) -> list[Hit]:
        return [] if not self._blocked else list(self._hits(batch))

    def _hits(self, batch: Folded) -> Iterator[Hit]:
        for index in _texts_with_dots(batch):
            for link in _LINK.finditer(batch.text(index)):
                names = _names(link[2])
                wanted = [*names, ANY_LINK] if link[1] or _is_link(link[2]) else names
                for word in _listed(self._blocked, wanted):
                    if not any((word.rule_set, name) in self._allowed for name in names):
                        yield Hit(index, word.rule_set, link[2], link.start(2), link.end(2))


def _need_exact_text(words: Sequence[Word]) -> Iterator[bool]:
    """Words with punctuation of their own, and whole words, are looked for where nothing was squeezed out."""
    if not words:
        return
    squeezed = folding.fold_batch([word.folded for word in words]).squeezed.split(folding.SEPARATOR)
    for word, without_punctuation in zip(words, squeezed, strict=True):
        yield (
            word.is_whole_word
            or without_punctuation != word.folded
            or folding.is_removable_at_an_end(word.folded)
        )


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (
        (start > 0 and _run_on(text[start - 1], text[start]))
        or (end < len(text) and _run_on(text[end - 1], text[end]))
    )


def _run_on(one: str, other: str) -> bool:
    """Are these two letters of one word? A Chinese character next to a Latin letter is not."""
    if not (one.isalnum() and other.isalnum()):
        return False
    return folding.is_ideograph(one) == folding.is_ideograph(other)


def _without_allowed(found: Sequence[_Found]) -> Iterator[tuple[Word, int, int]]:
    allowed = defaultdict(list)
    for words, start, end in found:
        for word in words:
            if word.is_allowed:
                allowed[word.rule_set].append((start, end))
    for words, start, end in found:
        for word in words:
            if not word.is_allowed and not any(a <= start and end <= b for a, b in allowed[word.rule_set]):
                yield word, start, end


def _located(batch: Folded, word: Word, start: int, end: int) -> Hit:
    index = batch.index_of(start)
    begin = int(batch.starts[index])
    return Hit(index, word.rule_set, word.text, start - begin, end - begin)


def _texts_with_dots(batch: Folded) -> list[int]:
    """Only texts with a dot between two ASCII letters or digits can hold a link."""
    codes = batch.codes
    dots = np.flatnonzero(codes[1:-1] == ord(".")) + 1
    dots = dots[
        (codes[dots - 1] < 128) & (codes[dots - 1] > 44) & (codes[dots + 1] < 128) & (codes[dots + 1] > 47)
    ]
    places = np.searchsorted(batch.starts, dots, side="right") - 1
    return [int(index) for index in np.unique(places)]


def _names(host: str) -> list[str]:
    """A host and every domain above it: a.b.com, b.com, com."""
    labels = host.split(".")
    return [".".join(labels[first:]) for first in range(len(labels))]


def _is_link(host: str) -> bool:
    return host.startswith("www.") or host.rpartition(".")[2] in _SOME_ENDINGS


def _listed(lists: dict[str, list[Word]], names: Sequence[str]) -> Iterator[Word]:
    for name in names:
        yield from lists.get(name, ())
