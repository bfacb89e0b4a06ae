"""What is wrong with a document: one sentence each, with its place."""

from collections.abc import Sequence

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.errors import Refusal


class Problem(msgspec.Struct, frozen=True, order=True):
    """One thing to mend. `line` counts from 1; `path` is like `steps.welcome.post.text`."""

    line: int
    path: str
    sentence: str

    def __str__(self) -> str:
        return _("line {line}, {path}: {sentence}").format(
            line=self.line, path=self.path, sentence=self.sentence
        )


class Notes(msgspec.Struct):
    """What reading a document found: its problems, and the line of every path that was asked for."""

    problems: list[Problem] = []
    lines: dict[str, int] = {}


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
