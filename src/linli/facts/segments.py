"""Sets of members that have a purpose."""

from linli.facts.fact import Fact


class SegmentEntered(Fact, kind="segment.entered"):
    """A member of a community came to belong to a segment. The cause is what made it so, where known."""

    segment: int
    version: int


class SegmentLeft(Fact, kind="segment.left"):
    """A member of a community no longer belongs to a segment. Who is erased leaves without it."""

    segment: int
    version: int


class SegmentFilled(Fact, kind="segment.filled"):
    """A segment was computed for a new wording: who came or went by that is not told one by one.

    `people` is how many it holds now.
    """

    segment: int
    version: int
    people: int
