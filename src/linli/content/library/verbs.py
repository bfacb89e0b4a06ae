"""What playbooks, the calendar, the API and buttons can ask of the library."""

from typing import Annotated

import msgspec

from linli.content.library.actions import using
from linli.content.library.shapes import UseNote
from linli.kernel.orgs.actor import Actor
from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import verb


class NoteUse(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Note that an item of the library was published in the community of the context.

    item    its number
    origin  what published it: "slot:12", "run:9"
    """

    item: Annotated[int, msgspec.Meta(ge=1)]
    origin: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class Noted(msgspec.Struct, frozen=True):
    """Whether that was new."""

    is_new: bool


@verb("library.note_use", params=NoteUse, title="Note the use of an item")
def note_use(params: NoteUse, context: Context) -> Noted:
    """Count a use once by the key of the context."""
    note = UseNote(
        item=params.item,
        key=context.key[:120],
        origin=params.origin,
        community=context.community_id,
        group=context.group_id,
    )
    by = Actor(context.actor, "automation")
    return Noted(using.note_use(uses=[note], by=by, at=context.at) == 1)
