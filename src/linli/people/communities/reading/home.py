"""The home of one community: what its page shows beyond the lists of `queries`, and its cold start."""

from dataclasses import dataclass
from datetime import datetime

from linli.people.communities import queries
from linli.people.communities.deciding import lifecycle
from linli.people.communities.deciding.lifecycle import Alert, Counts, Criterion, Life, Suggestion
from linli.people.communities.deciding.types import Difference, TypePolicy
from linli.people.communities.models import Community
from linli.people.communities.reading import figures, separations
from linli.people.communities.reading import types as reading
from linli.people.communities.reading.separations import Mixture
from linli.people.communities.rules import CHECKLIST

SEEDS = 5


@dataclass(frozen=True)
class Item:
    """An item of the cold start. `is_seen`: the data say so;  `is_ticked`: a person did."""

    code: str
    is_seen: bool
    is_ticked: bool

    @property
    def is_done(self) -> bool:
        """Seen or ticked."""
        return self.is_seen or self.is_ticked


@dataclass(frozen=True)
class Home:
    """Everything the room knows of one community now."""

    counts: Counts
    life: Life
    suggestion: Suggestion | None
    alerts: list[Alert]
    type: TypePolicy | None
    differences: list[Difference]
    checklist: list[Item]
    criteria: list[Criterion]
    mixtures: list[Mixture]

    @property
    def is_proven(self) -> bool:
        """Has a trial met its criteria?"""
        return lifecycle.is_proven(self.criteria)


def home_of(community: Community, *, at: datetime) -> Home:
    """The home of a community, in five queries."""
    counts = figures.counts_of([community], at=at)[community.id]
    usual = reading.find_type(community.type_code)
    return Home(
        counts=counts,
        life=figures.life_of(community, at=at),
        suggestion=lifecycle.suggestion(counts, stage=community.stage),
        alerts=lifecycle.size_alerts(
            counts,
            capacity=community.capacity,
            growth=community.growth,
            staff_ratio=community.policy.get("staff_ratio"),
        ),
        type=usual,
        differences=reading.differences(community),
        checklist=checklist_of(community, counts),
        criteria=lifecycle.judged(community.pilot.get("criteria", ()), counts),
        mixtures=separations.mixtures([community.id]),
    )


def checklist_of(community: Community, counts: Counts) -> list[Item]:
    """The cold start: what the data show by themselves, and what a person ticked."""
    is_designed = bool(community.purpose and community.audience and queries.current_rules(community.id))
    seen = {
        "design": is_designed,
        "seeds": counts.members >= SEEDS,
        "operators": counts.operators > 0,
        "topics": bool(community.structure.get("topics")),
    }
    return [Item(code, seen.get(code, False), code in community.checklist) for code in CHECKLIST]
