"""What the organisation settled for its content, with defaults for what it did not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from linli.content.library.models import Policy, Strategy
from linli.content.library.queries import presets
from linli.content.library.rules import mix, quality
from linli.content.library.rules.mix import Category
from linli.content.library.rules.style import Vocabulary

COOLING_DAYS, SHARE_POINTS, ANSWER_HOURS = 30, 10, 24


@dataclass(frozen=True)
class ContentPolicy:
    """The rules of content in force.

    categories    the kinds of content with their targets, in order
    jargon, advertising   words hints look for, besides those Linli brings
    least_mean    what a review has to reach
    cooling_days  for how long an item should rest after being used
    share_points  what a member gets for something that is published (0: nothing)
    answer_hours  within how many hours a share is to be answered
    """

    categories: tuple[Category, ...]
    jargon: tuple[str, ...] = ()
    advertising: tuple[str, ...] = ()
    least_mean: Decimal = quality.DEFAULT_MEAN
    cooling_days: int = COOLING_DAYS
    share_points: int = SHARE_POINTS
    answer_hours: int = ANSWER_HOURS

    @property
    def vocabulary(self) -> Vocabulary:
        """Every word that hints look for."""
        brought = presets.vocabulary()
        return Vocabulary((*brought.jargon, *self.jargon), (*brought.advertising, *self.advertising))


@dataclass(frozen=True)
class ContentStrategy:
    """How a community is to be written for. `mode`: "day", "week" or "month", of which `least` to `most`."""

    community_id: int
    subjects: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    mode: str = "week"
    least: int = 1
    most: int = 2
    hours: tuple[time, ...] = ()
    style: str = ""
    bar: str = ""
    persona: str = ""
    goals: str = ""
    categories: tuple[Category, ...] = ()
    is_set: bool = False


def get_policy() -> ContentPolicy:
    """The policy of the organisation in scope."""
    row = Policy.objects.first()
    if row is None:
        return ContentPolicy(_default())
    return ContentPolicy(
        categories=tuple(_category(one) for one in row.categories) or _default(),
        jargon=tuple(row.jargon),
        advertising=tuple(row.advertising),
        least_mean=row.least_mean,
        cooling_days=row.cooling_days,
        share_points=row.share_points,
        answer_hours=row.answer_hours,
    )


def get_strategy(community_id: int) -> ContentStrategy:
    """How a community is to be written for; where nobody said, one or two good posts a week."""
    return strategies([community_id])[community_id]


def strategies(community_ids: Sequence[int]) -> dict[int, ContentStrategy]:
    """The strategies of communities, in two queries."""
    policy = get_policy()
    rows = {one.community_id: one for one in Strategy.objects.filter(community_id__in=community_ids)}
    return {
        community: _strategy(rows[community], policy)
        if community in rows
        else ContentStrategy(community, categories=policy.categories)
        for community in community_ids
    }


def _strategy(row: Strategy, policy: ContentPolicy) -> ContentStrategy:
    targets = {str(code): int(percent) for code, percent in row.targets.items()}
    return ContentStrategy(
        community_id=row.community_id,
        subjects=tuple(row.subjects),
        formats=tuple(row.formats),
        mode=row.mode,
        least=row.least,
        most=row.most,
        hours=tuple(row.hours),
        style=row.style,
        bar=row.bar,
        persona=row.persona,
        goals=row.goals,
        categories=tuple(
            Category(one.code, one.name, targets.get(one.code, one.target_percent))
            for one in policy.categories
        ),
        is_set=True,
    )


def _default() -> tuple[Category, ...]:
    return tuple(Category(code, "", percent) for code, percent in mix.DEFAULT_CATEGORIES)


def _category(one: dict[str, object]) -> Category:
    return Category(str(one["code"]), str(one["name"]), int(str(one["target_percent"])))
