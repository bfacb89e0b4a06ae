"""The deeds ties are made of, in one shape whether they come from the log or from a file."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Remark(NamedTuple):
    """A message without its words.

    at          seconds since 1970
    message     digest of the platform's id in its group (`speech.digest`); `reply_to` likewise, 0 for none
    thread      digest of the thread, 0 for none
    addressed   digest of the name it begins with, 0 for none
    marks       `speech.marks_of`; `size` `speech.size_of`
    reactions   how many it had, where nobody knows whose
    """

    member: int
    at: float
    group: int
    message: int
    reply_to: int = 0
    thread: int = 0
    addressed: int = 0
    marks: int = 0
    size: int = 0
    reactions: int = 0


class Reacted(NamedTuple):
    """Somebody reacted to a message; it counts once, at the moment of the message."""

    member: int
    group: int
    message: int


class Link(NamedTuple):
    """One deed of a member towards another. `at` in seconds since 1970."""

    member: int
    other: int
    kind: str
    at: float


class Strand(NamedTuple):
    """All deeds of a kind of a member towards another: how many, and what they are worth now."""

    member: int
    other: int
    kind: str
    times: int
    weight: float
    last_at: float


@dataclass
class Deeds:
    """A community's deeds of a window, as far as they are needed to measure its members.

    first_seen   since when each member is known, in seconds since 1970
    names        digest of a name -> the member called so
    left_out     bots and the team: in the graph's background, never measured nor shown as candidates
    zone_offset  seconds the community's clock is ahead of UTC
    """

    remarks: list[Remark] = field(default_factory=list)
    reacted: list[Reacted] = field(default_factory=list)
    mentions: list[Link] = field(default_factory=list)
    first_seen: dict[int, float] = field(default_factory=dict)
    names: dict[int, int] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    operators: frozenset[int] = frozenset()
    zone_offset: int = 0
