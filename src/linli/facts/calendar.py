"""What happens in the room "calendar": columns and the posts of the content calendar. Ids and codes only."""

from linli.facts.fact import Fact


class ColumnChanged(Fact, kind="column.changed"):
    """A column was made, changed, paused, resumed or ended. `state` is what it is now."""

    column: int
    state: str


class SlotScheduled(Fact, kind="slot.scheduled"):
    """A post of the calendar is ready and will go out at its time. `column` 0: it belongs to none."""

    slot: int
    column: int = 0


class SlotApproved(Fact, kind="slot.approved"):
    """Somebody other than its author let a post through."""

    slot: int
    column: int = 0


class SlotSent(Fact, kind="slot.sent"):
    """A post of the calendar reached a group. `item` is the library's, 0 where it came from nowhere else."""

    slot: int
    column: int = 0
    category: str = ""
    aim: str = ""
    item: int = 0


class SlotMissed(Fact, kind="slot.missed"):
    """The time of a post went by without it; `reason` is a code such as no_content, too_late, not_sent."""

    slot: int
    reason: str
    column: int = 0


class SlotCancelled(Fact, kind="slot.cancelled"):
    """A post was taken out of the calendar, or left out this once. `state` is cancelled or skipped."""

    slot: int
    state: str
    column: int = 0
