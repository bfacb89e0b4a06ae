"""Who is there: identities seen on platforms, members, and their coming and going."""

from linli.facts.fact import Fact


class IdentitySeen(Fact, kind="identity.seen"):
    """A platform account was seen for the first time; a member id was set aside for it."""

    identity: int
    channel: int
    external: str
    name: str = ""
    is_bot: bool = False


class IdentityRenamed(Fact, kind="identity.renamed"):
    """A platform account shows another name now."""

    identity: int
    name: str


class MembershipJoined(Fact, kind="membership.joined"):
    """A member came into a group.

    `via`: "platform" where the platform said so, "history" where somebody was there already when we first saw
    them.
    """

    group: str
    via: str = "platform"
    is_rejoin: bool = False


class MembershipLeft(Fact, kind="membership.left"):
    """A member is no longer in a group. `reason`: "left", "kicked", "banned" or "dissolved"."""

    group: str
    reason: str = "left"


class MembersMerged(Fact, kind="members.merged"):
    """Two records turned out to be one person: `merged` now points at `into`."""

    into: int
    merged: int


class MergeUndone(Fact, kind="members.merge_undone"):
    """A merge was taken back; `restored` is a member of its own again."""

    restored: int
    kept: int


class MemberTagged(Fact, kind="member.tagged"):
    """A tag was put on a member."""

    tag: str


class MemberUntagged(Fact, kind="member.untagged"):
    """A tag was taken off a member."""

    tag: str


class MemberErased(Fact, kind="member.erased"):
    """A member's personal data was erased at their request; only counts remain.

    `merged` are the records that had been merged into theirs.
    """

    merged: tuple[int, ...] = ()
