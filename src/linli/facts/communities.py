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


class TypeChosen(Fact, kind="community.type_chosen"):
    """A community is of another type now; codes, "" for none."""

    before: str
    after: str


class CommunityClosed(Fact, kind="community.closed"):
    """A community ended: its farewell was planned for `groups` groups, and they are closed."""

    groups: int


class CommunityCloned(Fact, kind="community.cloned"):
    """A community was set up like another (`source`). `why`: clone, replica, split or chapter."""

    source: int
    why: str = "clone"


class LifeExtended(Fact, kind="community.life_extended"):
    """A community's planned life is longer now; `days` is the whole of it."""

    days: int


class HandoverOffered(Fact, kind="handover.offered"):
    """A member was asked to come along from `source` to the event's community."""

    handover: int
    source: int
    trigger: str
    edge: int = 0


class HandoverAnswered(Fact, kind="handover.answered"):
    """A member said whether they come along; `consent` is given, refused or not_needed."""

    handover: int
    is_accepted: bool
    consent: str


class HandoverArrived(Fact, kind="handover.arrived"):
    """A member who was asked to come along is there."""

    handover: int
    source: int


class VenueVisited(Fact, kind="venue.visited"):
    """A member was at a venue of ours on a day (ISO)."""

    venue: int
    on: str
