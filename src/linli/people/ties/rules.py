"""What a tie weighs and how it fades, what is measured of a member, and recipes for role candidates."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal
from typing import Literal


def _(words: str) -> str:
    """Marks words that a face translates."""
    return words


Kind = Literal["reply", "mention", "addressed", "turn", "reaction", "invitation", "company"]

# What one deed of a kind is worth between two people. Company is shared by all who talked together.
WEIGHTS: Mapping[Kind, float] = {
    "reply": 1.0,
    "mention": 0.8,
    "addressed": 0.8,
    "turn": 0.5,
    "invitation": 2.0,
    "reaction": 0.4,
    "company": 0.3,
}
KEPT: tuple[Kind, ...] = ("reply", "mention", "reaction", "invitation")
"""Kinds that follow from single deeds and are kept as they come; others are seen when all is counted."""

HALF_LIFE = timedelta(days=90)
REFERENCE = datetime(2026, 1, 1, tzinfo=UTC)
PLACES = Decimal(10) ** -40
_CONTEXT = Context(prec=100)

WINDOW = timedelta(days=365)
"""Candidates are measured by what they did in the year before."""
NEWCOMER_DAYS = 14
RECENT_DAYS = 30
FAINT = 0.02
"""A tie below this weight, 17 months after one reply, no longer counts as one."""
BANDS: tuple[tuple[str, float], ...] = (("close", 3.0), ("familiar", 1.0), ("acquainted", 0.0))


def kept_weight(kind: Kind, at: datetime) -> Decimal:
    """What a deed adds to a tie, as if everything had happened at REFERENCE.

    weight · 2^((at - REFERENCE) / HALF_LIFE), to 40 places, so that sums do not depend on their order.
    """
    doubled = (at - REFERENCE) / HALF_LIFE
    return Decimal(WEIGHTS[kind] * 2.0**doubled).quantize(PLACES, context=_CONTEXT)


def total(weights: Iterable[Decimal]) -> Decimal:
    """Their exact sum: the usual 28 digits would round it, and the order would be seen."""
    found = Decimal(0)
    for weight in weights:
        found = _CONTEXT.add(found, weight)
    return found


def weight_at(kept: Decimal, at: datetime) -> float:
    """What a kept sum is worth at a moment."""
    return float(kept) * float(2.0 ** -((at - REFERENCE) / HALF_LIFE))


def faded(kind: Kind, age_seconds: float) -> float:
    """What one deed is worth so many seconds later."""
    return WEIGHTS[kind] * float(2.0 ** (-age_seconds / HALF_LIFE.total_seconds()))


def band_of(weight: float) -> str:
    """How close two people are: "close", "familiar" or "acquainted"."""
    return next(name for name, least in BANDS if weight >= least)


# What is measured of a member, and how the number is read.
MEASURES: Mapping[str, str] = {
    "centrality": _("Centre of the replies"),
    "audience": _("People who answered them"),
    "answers": _("Answers accepted"),
    "helped": _("People they answered"),
    "detailed": _("Long answers"),
    "applause": _("People who reacted to them"),
    "greeted": _("Newcomers greeted first"),
    "bridging": _("Circles connected"),
    "off_hours": _("Days present outside busy hours"),
    "days": _("Days active"),
    "warmth": _("Attention per message"),
    "starts": _("Conversations started"),
    "core": _("Depth in the core"),
    "quality": _("Accepted answers per ten messages"),
}


@dataclass(frozen=True)
class Recipe:
    """How much each measure counts for a role, and what somebody must have to be thought of at all.

    weights   measure -> weight; a negative weight counts the other end of the measure
    needs     measure -> the least value
    """

    code: str
    title: str
    why: str
    weights: Mapping[str, float]
    needs: Mapping[str, float] = field(default_factory=dict)


RECIPES: tuple[Recipe, ...] = (
    Recipe(
        "opinion_leader",
        _("Opinion leader"),
        _("Others turn to them: many different people answer, and those who are answered themselves."),
        {"centrality": 3, "audience": 3, "starts": 2, "applause": 1, "days": 1},
        {"audience": 4, "days": 4},
    ),
    Recipe(
        "core_elite",
        _("Core member"),
        _("There most days, in the densest part of the net, giving as well as taking."),
        {"days": 3, "core": 3, "helped": 2, "audience": 1, "answers": 1},
        {"days": 7, "helped": 3},
    ),
    Recipe(
        "group_darling",
        _("Group darling"),
        _("Whatever they say is met with answers and reactions by many."),
        {"warmth": 4, "audience": 2, "applause": 3, "days": 1},
        {"audience": 5, "days": 5},
    ),
    Recipe(
        "hidden_expert",
        _("Hidden expert"),
        _("Speaks little, but the answers are long, and those who asked accept them."),
        {"quality": 4, "answers": 3, "detailed": 3, "days": -1},
        {"answers": 2, "detailed": 2},
    ),
    Recipe(
        "welcomer",
        _("Welcomer"),
        _("Among the first to answer those who have just come."),
        {"greeted": 5, "helped": 2, "days": 1},
        {"greeted": 3},
    ),
    Recipe(
        "duty_helper",
        _("Duty volunteer"),
        _("Answers many different people and is thanked for it, day after day."),
        {"answers": 4, "helped": 3, "days": 2, "off_hours": 1},
        {"answers": 2, "helped": 3},
    ),
    Recipe(
        "connector",
        _("Connector"),
        _("Has ties into several circles that have few of their own."),
        {"bridging": 5, "helped": 2, "audience": 1, "days": 1},
        {"bridging": 2},
    ),
    Recipe(
        "night_watch",
        _("Night watch"),
        _("Answers others at the hours when the team and most others are away."),
        {"off_hours": 5, "helped": 2, "answers": 2},
        {"off_hours": 3},
    ),
)


def find_recipe(code: str) -> Recipe | None:
    """The ready-made recipe of this code."""
    return next((one for one in RECIPES if one.code == code), None)


@dataclass(frozen=True)
class Reading:
    """A measure of one member: its value, and its place (0 to 1) among those who have any of it."""

    value: float
    percentile: float


def percentiles(values: Sequence[float]) -> list[float]:
    """For each value its place among those that are not 0: 1 is the highest, equals share theirs; 0 stays 0.

    Most people have none of most things: a place among everybody would call whoever has one the best.
    """
    ordered = sorted(value for value in values if value > 0)
    places: dict[float, float] = {}
    start = 0
    for end in range(1, len(ordered) + 1):
        if end == len(ordered) or ordered[end] != ordered[start]:
            places[ordered[start]] = (start + end + 1) / 2 / len(ordered)
            start = end
    return [places[value] if value > 0 else 0.0 for value in values]


def score(recipe: Recipe, readings: Mapping[str, Reading], *, blind: Collection[str] = ()) -> float | None:
    """How well somebody fits a recipe, 0 to 100; None where they lack what it needs.

    `blind` are measures nobody in the community has: they say nothing here and do not count.
    """
    for measure, least in recipe.needs.items():
        if measure not in readings or readings[measure].value < least:
            return None
    weights = {measure: weight for measure, weight in recipe.weights.items() if measure not in blind}
    total = sum(abs(weight) for weight in weights.values())
    if not total:
        return None
    gained = sum(_gain(weight, readings.get(measure)) for measure, weight in weights.items())
    return round(100 * gained / total, 1)


def _gain(weight: float, reading: Reading | None) -> float:
    place = reading.percentile if reading else 0.0
    return weight * place if weight > 0 else -weight * (1 - place)
