"""The words of a step, filled in for whom the run is about."""

from collections.abc import Mapping

import msgspec

from linli.content.library.queries.templates import TemplateText
from linli.facts.inbound import Part
from linli.kernel import texts
from linli.run.playbooks.actions.moves import Move
from linli.run.playbooks.document import references
from linli.run.playbooks.document.step_shapes import Saying


class Words(msgspec.Struct, frozen=True):
    """A text ready to be said, with what goes along; `of` names the template and its version."""

    text: str
    parts: tuple[Part, ...] = ()
    of: dict[str, str | int] = {}


class NoWords(Exception):
    """The template of a step has no approved text."""


def words(
    move: Move,
    saying: Saying,
    templates: Mapping[str, TemplateText],
    more: Mapping[str, object] | None = None,
) -> Words:
    """What a saying says in the language of the subject. Raises NoWords."""
    given: Mapping[str, str] = saying.texts
    parts: tuple[Part, ...] = ()
    of: dict[str, str | int] = {}
    if saying.template:
        found = templates.get(saying.template)
        if found is None:
            raise NoWords(saying.template)
        given, parts, of = found.texts, found.parts, {"template": found.code, "version": found.version}
    return Words(
        fill(move, in_language(move, given), {**own_values(move, saying), **(more or {})}), parts, of
    )


def in_language(move: Move, given: Mapping[str, str]) -> str:
    """The text for everybody, else in the first language of the subject there is one for."""
    known = (given[one] for one in ("", *move.person.languages) if one in given)
    return next(known, next(iter(given.values()), ""))


def own_values(move: Move, saying: Saying) -> dict[str, object]:
    """The variables that a step defines: references to what is known, or words of their own."""
    return {name: value_of(move, given) for name, given in saying.values.items()}


def value_of(move: Move, given: str) -> object:
    """What a reference like `$sign_off.theme` or `input.day` stands for; anything else stands for itself."""
    name = references.reference_of(given)
    return given if name is None else move.words().get(name)


def fill(move: Move, text: str, more: Mapping[str, object] | None = None) -> str:
    """A text with its variables."""
    return texts.fill(text, {**move.words(), **(more or {})})
