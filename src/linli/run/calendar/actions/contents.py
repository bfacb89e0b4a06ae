"""What a post says: its own words, or those of the item of the library it was made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linli.content.library.queries import items
from linli.facts.inbound import Part
from linli.run.calendar.models import Slot


@dataclass(frozen=True)
class Content:
    """The words, and what goes with them. `is_ready`: the item, if there is one, may be published today.

    has_variables  its own words, in which variables are still to be filled in
    """

    text: str
    parts: tuple[Part, ...] = ()
    is_ready: bool = True
    has_variables: bool = True


def contents_of(slots: Sequence[Slot], *, today: date) -> dict[int, Content]:
    """The content of each post. Its own words come before the item's; the item's files go with either."""
    wanted = sorted({one.item_id for one in slots if one.item_id is not None})
    known = items.item_texts(wanted, today=today) if wanted else {}
    return {one.id: _content(one, known) for one in slots}


def _content(slot: Slot, known: dict[int, items.ItemText]) -> Content:
    if slot.item_id is None:
        return Content(slot.text)
    item = known.get(slot.item_id)
    if item is None or not item.is_approved:
        return Content("", is_ready=False)
    own = slot.text.strip()
    return Content(own or item.text, item.parts, has_variables=bool(own))
