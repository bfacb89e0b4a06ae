"""What the team agreed on about its own work. Ids, codes and numbers only."""

from linli.facts.fact import Fact


class MeetingHeld(Fact, kind="team.meeting_held"):
    """A meeting has minutes; `decisions` became tasks."""

    meeting: int
    decisions: int


class SummarySaved(Fact, kind="team.summary_saved"):
    """A person looked through the summary of a week and kept it. `week` is its Monday."""

    summary: int
    week: str
