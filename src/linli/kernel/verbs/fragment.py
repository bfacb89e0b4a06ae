"""A piece of SQL with its parameters: how a probe or a field says where a value lives in the database."""

from collections.abc import Iterable

import msgspec


class Fragment(msgspec.Struct, frozen=True):
    """SQL text with `%s` placeholders, and one parameter for each.

    The text is written by developers, never by users; values from outside always travel as parameters.
    A percent sign that is not a placeholder is doubled, as psycopg wants it.
    """

    text: str
    params: tuple[object, ...] = ()

    def __add__(self, other: "Fragment | str") -> "Fragment":
        more = other if isinstance(other, Fragment) else Fragment(other)
        return Fragment(self.text + more.text, self.params + more.params)

    def wrapped(self, before: str, after: str = "") -> "Fragment":
        """The same fragment between two pieces of plain SQL."""
        return Fragment(before + self.text + after, self.params)


def joined(separator: str, pieces: Iterable[Fragment]) -> Fragment:
    """The pieces one after another, the parameters in the same order."""
    listed = list(pieces)
    text = separator.join(piece.text for piece in listed)
    return Fragment(text, tuple(param for piece in listed for param in piece.params))
