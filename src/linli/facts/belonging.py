"""How each member lives in each community, as far as it is news."""

from linli.facts.fact import Fact


class DayTurned(Fact, kind="community.day_turned"):
    """The community's local date moved on to `day`, and the windows of its members end with it now."""

    day: str


class StageMoved(Fact, kind="belonging.stage_changed"):
    """A member entered another stage of life in the community, by a version of the rules (0: Linli's own)."""

    before: str
    after: str
    rules_version: int = 0


class StageRulesPublished(Fact, kind="belonging.rules_published"):
    """What the stages mean was published anew, for the event's community, or (without one) for all others."""

    version: int
