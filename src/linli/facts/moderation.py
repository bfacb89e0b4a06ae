"""Order: what a rule saw, and what was done about it."""

from linli.facts.fact import Fact


class RuleMatched(Fact, kind="moderation.matched"):
    """A message matched a rule. In `observe` mode nothing was done; `would` says what enforcing would have
    done.
    """

    case: int
    rule: str
    mode: str
    message: str
    would: str = ""


class SanctionApplied(Fact, kind="sanction.applied"):
    """A measure was ordered against a member. `severity`: warn < recall < mute < kick < ban."""

    case: int
    severity: str
    message: str = ""
