"""What a post says: its own words, or those of the item of the library it was made from."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.facts.inbound import Part
from linli.run.calendar.models import Slot


@dataclass(frozen=True)
class Content:
    """The text before its variables are filled in, and what goes with it."""

    text: str
    parts: tuple[Part, ...] = ()


def contents_of(slots: Sequence[Slot]) -> dict[int, Content]:
    """The content of each post."""
    return {one.id: Content(one.text) for one in slots}
