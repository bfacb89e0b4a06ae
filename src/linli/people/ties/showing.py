"""Candidates with the very messages that made them so, the same from the log and from a file."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from linli.kernel.errors import Refusal
from linli.people.members.queries import names
from linli.people.ties import computing, evidence, queries, rules
from linli.people.ties.archive import History
from linli.people.ties.computing import Computed
from linli.people.ties.deeds import Remark
from linli.people.ties.queries import Candidate, Ref
from linli.people.ties.rules import Recipe

EXHIBITS = 2


class UnknownRole(Refusal):
    """No recipe is called so."""

    def __init__(self, code: str) -> None:
        known = ", ".join(one.code for one in rules.RECIPES)
        super().__init__(_("there is no role “{code}”; choose one of {known}").format(code=code, known=known))


@dataclass(frozen=True)
class Said:
    """A message as it is shown. `is_theirs`: the candidate said it."""

    at: datetime
    member: int
    name: str
    text: str
    is_theirs: bool


@dataclass(frozen=True)
class Shown:
    """A measure of a candidate in words, with exhibits: messages that belong together, in order of time."""

    measure: str
    value: float
    percentile: float
    exhibits: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True)
class Person:
    """A candidate for a role."""

    member: int
    name: str
    score: float
    parts: tuple[Shown, ...]


def from_history(
    history: History, computed: Computed, recipe: Recipe, *, limit: int, exhibits: int = EXHIBITS
) -> list[Person]:
    """The candidates of a file."""
    readings = {member: place.readings for member, place in computed.places.items()}
    found = []
    for member, score in computing.ranked(readings, recipe, limit=limit):
        place = computed.places[member]
        parts = tuple(
            Shown(
                measure,
                place.readings[measure].value,
                place.readings[measure].percentile,
                tuple(
                    tuple(_said_in(history, one, member) for one in exhibit)
                    for exhibit in place.exhibits.get(measure, ())[:exhibits]
                ),
            )
            for measure in _weightiest(recipe)
        )
        found.append(Person(member, history.people.get(member, ""), score, parts))
    return found


def from_log(community: int, recipe: Recipe, *, limit: int, exhibits: int = EXHIBITS) -> list[Person]:
    """The candidates of a community's graph as last computed; three queries for all their words."""
    return told(queries.candidates(community, recipe, limit=limit), exhibits=exhibits)


def told(candidates: Sequence[Candidate], *, exhibits: int = EXHIBITS) -> list[Person]:
    """Candidates with the words of their messages; without words where there are none to tell."""
    refs = {
        ref
        for one in candidates
        for part in one.parts
        for exhibit in part.exhibits[:exhibits]
        for ref in exhibit
    }
    words = evidence.words_of(refs)
    called = names.names_of({ref.member for ref in refs})
    return [
        Person(
            one.member,
            one.name,
            one.score,
            tuple(
                Shown(
                    part.measure,
                    part.value,
                    part.percentile,
                    tuple(_heard(exhibit, one.member, words, called) for exhibit in part.exhibits[:exhibits]),
                )
                for part in one.parts
            ),
        )
        for one in candidates
    ]


def chosen(codes: Collection[str]) -> list[Recipe]:
    """The ready-made recipes of these codes, all where there are none. Raises UnknownRole."""
    if not codes:
        return list(rules.RECIPES)
    found = []
    for code in codes:
        recipe = rules.find_recipe(code)
        if recipe is None:
            raise UnknownRole(code)
        found.append(recipe)
    return found


def _weightiest(recipe: Recipe) -> Iterable[str]:
    return [measure for measure, _ in sorted(recipe.weights.items(), key=lambda item: -abs(item[1]))]


def _said_in(history: History, remark: Remark, member: int) -> Said:
    return Said(
        at=datetime.fromtimestamp(remark.at, UTC),
        member=remark.member,
        name=history.people.get(remark.member, ""),
        text=history.words.get((remark.group, remark.message), ""),
        is_theirs=remark.member == member,
    )


def _heard(
    exhibit: Sequence[Ref],
    member: int,
    words: Mapping[Ref, evidence.Words],
    called: Mapping[int, str],
) -> tuple[Said, ...]:
    return tuple(
        Said(words[ref].at, ref.member, called.get(ref.member, ""), words[ref].text, ref.member == member)
        for ref in exhibit
    )
