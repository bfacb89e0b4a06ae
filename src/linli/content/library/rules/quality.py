"""How the quality of an item is judged: criteria from 1 to 5, no visible defects, a mean to reach."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

CRITERIA = (
    "accuracy",
    "depth",
    "readability",
    "interactivity",
    "uniqueness",
    "creativity",
    "professionalism",
    "practicality",
    "appeal",
    "story",
)
STANDARDS = ("public_voice", "entertainment", "emotion", "sharing")
LEAST_JUDGED = 4
DEFAULT_MEAN = Decimal("3.5")


def mean(scores: Mapping[str, int]) -> Decimal:
    """The mean of the scores, to two places; 0 without any."""
    if not scores:
        return Decimal(0)
    total = Decimal(sum(scores.values())) / len(scores)
    return total.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def passes(scores: Mapping[str, int], *, has_no_defects: bool, least: Decimal) -> bool:
    """Is it good enough: no visible defects, and a mean of at least `least`?"""
    return has_no_defects and mean(scores) >= least


def problem(scores: Mapping[str, int]) -> str:
    """ "unknown", "range" or "few" when a form cannot count; else ""."""
    if not set(scores) <= {*CRITERIA, *STANDARDS}:
        return "unknown"
    if any(not 1 <= score <= 5 for score in scores.values()):
        return "range"
    return "few" if len(scores) < LEAST_JUDGED else ""
