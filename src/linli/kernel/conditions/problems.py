"""How a condition is refused: one sentence, the place, and the line with a caret under it.

ConditionError
|-- CannotParse      the text is not in the language, or is too long or too deep
|-- DoesNotCheck     it reads well but names an unknown field or mixes types
|-- NotForSets       it is right but cannot be turned into SQL
"""

import unicodedata

from django.utils.translation import gettext, pgettext

from linli.kernel.conditions.tree import Type

_EXCERPT = 76


class ConditionError(ValueError):
    """Base of all refusals; `str()` is the sentence with its place and the excerpt, in English.

    line, column   from 1, in characters
    """

    def __init__(self, template: str, *, source: str, at: int, **words: object) -> None:
        self.template = template
        self.words = words
        at = min(max(at, 0), len(source))
        self.line = source.count("\n", 0, at) + 1
        self.column = at - (source.rfind("\n", 0, at) + 1) + 1
        self.excerpt = _excerpt(source.split("\n")[self.line - 1], self.column)
        super().__init__(f"line {self.line}, column {self.column}: {self.sentence}\n{self.excerpt}")

    @property
    def sentence(self) -> str:
        """What is wrong, in English."""
        return self.template.format(**self.words)

    def localised(self) -> str:
        """What is wrong, in the language in force."""
        words = {name: _localised(word) for name, word in self.words.items()}
        return gettext(self.template).format(**words)


class CannotParse(ConditionError):
    """The text is not in the language."""


class DoesNotCheck(ConditionError):
    """A name is unknown or types do not fit."""


class NotForSets(ConditionError):
    """The expression needs something that the database cannot know."""


def _localised(word: object) -> object:
    return pgettext("condition type", word.value) if isinstance(word, Type) else word


def _excerpt(line: str, column: int) -> str:
    start = max(0, column - 1 - _EXCERPT // 2)
    shown = line[start : start + _EXCERPT].replace("\t", " ")
    before = sum(_width(character) for character in shown[: column - 1 - start])
    return f"    {shown}\n    {' ' * before}^"


def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
