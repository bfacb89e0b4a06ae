"""What happens in the room "library"."""

from linli.facts.fact import Fact


class TemplateChanged(Fact, kind="template.changed"):
    """A message template has a new version, or its state changed: "draft", "approved" or "retired"."""

    template: int
    version: int
    state: str


class ItemApproved(Fact, kind="item.approved"):
    """A version of an item of content passed its review and may be used. `category` is its code."""

    item: int
    version: int
    category: str


class ItemUsed(Fact, kind="item.used"):
    """An item of content was published. `origin` is what did it ("slot:3", "run:9")."""

    item: int
    category: str
    source: str
    origin: str


class MaterialDownloaded(Fact, kind="item.downloaded"):
    """The member of the envelope took a material home."""

    item: int


class UgcSubmitted(Fact, kind="ugc.submitted"):
    """The member of the envelope gave something (`share`), or something they said was found worth keeping."""

    share: int
    what: str


class UgcPermitted(Fact, kind="ugc.permitted"):
    """The member of the envelope said whether what they gave may be published."""

    share: int
    is_allowed: bool


class UgcAccepted(Fact, kind="ugc.accepted"):
    """What the member of the envelope gave became the item `item`."""

    share: int
    item: int


class UgcDeclined(Fact, kind="ugc.declined"):
    """What the member of the envelope gave is not published."""

    share: int


class UgcWithdrawn(Fact, kind="ugc.withdrawn"):
    """The member of the envelope took back what they gave; `item` is gone with it (0: there was none)."""

    share: int
    item: int = 0


class UgcAnswered(Fact, kind="ugc.answered"):
    """Somebody of the team thanked the member of the envelope for what they gave."""

    share: int
