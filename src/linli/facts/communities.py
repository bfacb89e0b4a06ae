"""Communities and the groups in which they live."""

from linli.facts.fact import Fact


class CommunityOpened(Fact, kind="community.opened"):
    """A community was set up."""

    name: str


class GroupBound(Fact, kind="group.bound"):
    """A group of a platform now belongs to a community."""

    channel: int
    address: str
    name: str = ""


class RulesPublished(Fact, kind="rules.published"):
    """The rules of a group were published in a new wording."""

    version: int


class AnnouncementPublished(Fact, kind="announcement.published"):
    """The announcement of a community was replaced."""

    version: int


class GroupClosed(Fact, kind="group.closed"):
    """A group was closed for good; its members' stays end with it."""


class StageChanged(Fact, kind="community.stage_changed"):
    """A community entered another stage of its life: startup, growth, stable, declining or dissolved."""

    before: str
    after: str
