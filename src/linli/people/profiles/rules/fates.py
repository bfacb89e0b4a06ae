"""What becomes of a row of a file: one word, and for a refused one the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from linli.people.profiles.rules.kinds import Clean


class Fate(StrEnum):
    """new: makes a member. changed: writes answers. conflict: only answers that are kept as they are."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True)
class Planned:
    """A row with its fate. `writes` are answers to write, by field id.

    channel_id, external   the account a new member gets; channel_id None: none
    """

    row: int
    fate: Fate
    member_id: int | None = None
    reason: str = ""
    heading: str = ""
    writes: Mapping[int, Clean] = field(default_factory=dict)
    conflicts: int = 0
    name: str = ""
    channel_id: int | None = None
    external: str = ""

    @property
    def changes(self) -> int:
        """How many answers it writes."""
        return len(self.writes)


@dataclass(frozen=True)
class Standing:
    """An answer as it is: its value and the kind of its source."""

    value: str
    source: str


def compare(
    given: Mapping[int, Clean], standing: Mapping[int, Standing], *, overwrites: bool
) -> tuple[dict[int, Clean], int]:
    """What to write over what stands, and how many answers are left because the member said otherwise.

    An empty cell says nothing. What the member said themselves is kept unless the file `overwrites`.
    """
    writes: dict[int, Clean] = {}
    conflicts = 0
    for field_id, clean in given.items():
        present = standing.get(field_id)
        if not clean.value or (present is not None and present.value == clean.value):
            continue
        if present is not None and present.source == "member" and not overwrites:
            conflicts += 1
        else:
            writes[field_id] = clean
    return writes, conflicts


def fate_of(writes: Mapping[int, Clean], conflicts: int) -> Fate:
    """The fate of a row about a known member."""
    if writes:
        return Fate.CHANGED
    return Fate.CONFLICT if conflicts else Fate.UNCHANGED


def one_member(found: Mapping[str, frozenset[int]]) -> int | str | None:
    """Whom a row is about: the only member its keys agree on; "several" or "differ" when they do not; None.

    `found` are the members each key leads to. A name counts only when no better key found anybody.
    """
    strong = {key: ids for key, ids in found.items() if key != "name" and ids}
    if not strong:
        named = found.get("name", frozenset())
        if len(named) > 1:
            return "several"
        return next(iter(named), None)
    shared = frozenset.intersection(*strong.values())
    if len(shared) == 1:
        return next(iter(shared))
    return "several" if len(shared) > 1 else "differ"
