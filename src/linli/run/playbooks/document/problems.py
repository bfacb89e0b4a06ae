"""What is wrong with a document: one sentence each, with its place."""

from collections.abc import Sequence

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.errors import Refusal

Place = tuple[int, int]
"""Line and column, from 1."""


class Problem(msgspec.Struct, frozen=True, order=True):
    """One thing to mend. `line` and `column` count from 1; `path` is like `steps.welcome.post.text`."""

    line: int
    path: str
    sentence: str
    column: int = 1

    def __str__(self) -> str:
        return _("line {line}, {path}: {sentence}").format(
            line=self.line, path=self.path, sentence=self.sentence
        )


class Notes(msgspec.Struct):
    """What reading a document found: its problems, and the place of every path."""

    problems: list[Problem] = []
    places: dict[str, Place] = {}

    def tell(self, path: str, sentence: str, place: Place | None = None) -> None:
        """Note a problem, where the path stands unless a place is given."""
        self.problems.append(self.problem(path, sentence, place))

    def problem(self, path: str, sentence: str, place: Place | None = None) -> Problem:
        """A problem at a path; one that is not in the text is where what holds it begins."""
        line, column = place or self.place_of(path)
        return Problem(line, path, sentence, column)

    def place_of(self, path: str) -> Place:
        """Where a path stands, or the nearest one above it that is there."""
        while path and path not in self.places:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.places.get(path, (1, 1))


class CannotPublish(Refusal):
    """The document cannot be published; `problems` has them all, by line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        head = ngettext(
            "This playbook cannot be published; mend one place:",
            "This playbook cannot be published; mend {count} places:",
            count,
        ).format(count=count)
        super().__init__("\n".join([head, *(str(one) for one in self.problems)]))
