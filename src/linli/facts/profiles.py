"""What members say about themselves: which fields, never the answers."""

from linli.facts.fact import Fact


class ProfileAnswered(Fact, kind="profile.answered"):
    """A member's answers changed. `fields` are the codes of the fields that changed.

    `source`: "member", "staff", "import", "platform", "run" or "retention" (too old to be kept).
    """

    fields: tuple[str, ...]
    source: str


class ProfileAsked(Fact, kind="profile.asked"):
    """A member was asked to fill the information template of a community."""


class ProfileFilled(Fact, kind="profile.filled"):
    """A member came to the end of the information template. `percent` of what was asked is answered."""

    percent: int
