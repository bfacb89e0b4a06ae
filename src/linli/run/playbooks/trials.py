"""Experiments in numbers: who comes into which arm, and whether arms differ. Plain Python."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

BUCKETS = 10_000
SRM_ALARM = 0.001
Z_95 = 1.959963984540054
HELD, TREATED = "held", "treated"


@dataclass(frozen=True)
class Interval:
    """An estimate between two bounds, at 95 %."""

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Is it, as a difference, on one side of nothing within its bounds?"""
        return self.low > 0 or self.high < 0


def bucket_of(salt: str, unit: str) -> int:
    """Where a unit falls between 0 and 9,999: the first 8 bytes of SHA-256(salt, unit), modulo 10,000."""
    return int.from_bytes(sha256(f"{salt}{unit}".encode()).digest()[:8], "big") % BUCKETS


def arm_of(salt: str, unit: str, weights: Mapping[str, int]) -> str:
    """The arm of a unit: ranges of the buckets by weight, arms by their names.

    The database keeps the keys of a document in an order of its own, so theirs is not the one to go by.
    """
    place, total, reached = bucket_of(salt, unit), sum(weights.values()), 0
    for arm, weight in sorted(weights.items()):
        reached += weight
        if place * total < reached * BUCKETS:
            return arm
    return max(weights)


def holdout_arm(holdout: str, unit: str, percent: int) -> str:
    """HELD for `percent` of the units; the salt is the holdout's own, so it has nothing to do with arms."""
    return HELD if bucket_of(f"holdout:{holdout}", unit) < percent * BUCKETS // 100 else TREATED


def srm(observed: Sequence[int], weights: Sequence[int]) -> float:
    """How likely counts as uneven as these are when units really fall by the weights (p of a χ² test).

    A sample ratio mismatch: below SRM_ALARM something sorts people, and no result should be believed.
    """
    total, whole = sum(observed), sum(weights)
    if total == 0 or len(observed) < 2:
        return 1.0
    chi2 = 0.0
    for count, weight in zip(observed, weights, strict=True):
        expected = total * weight / whole
        if expected > 0:
            chi2 += (count - expected) ** 2 / expected
        elif count:
            return 0.0
    return chi2_tail(chi2, len(observed) - 1)


def chi2_tail(value: float, degrees: int) -> float:
    """The share of a χ² distribution above a value: Q(degrees / 2, value / 2).

    Abramowitz & Stegun, Handbook of Mathematical Functions, 26.4.4 and 26.4.5.
    """
    if value <= 0:
        return 1.0
    half = value / 2
    if degrees % 2 == 0:
        term, total = 1.0, 1.0
        for k in range(1, degrees // 2):
            term *= half / k
            total += term
        return min(1.0, math.exp(-half) * total)
    total = math.erfc(math.sqrt(half))
    term = math.exp(-half) * math.sqrt(half) / math.gamma(1.5)
    for k in range(1, (degrees + 1) // 2):
        total += term
        term *= half / (k + 0.5)
    return min(1.0, total)


def rate(successes: int, units: int) -> Interval:
    """A share with its interval: E. B. Wilson, JASA 22 (1927), the score interval."""
    if units == 0:
        return Interval(0.0, 0.0, 1.0)
    share, square = successes / units, Z_95**2
    middle = (share + square / (2 * units)) / (1 + square / units)
    spread = share * (1 - share) / units + square / (4 * units**2)
    half = Z_95 * math.sqrt(spread) / (1 + square / units)
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def lift(successes: int, units: int, control: tuple[int, int]) -> Interval:
    """By how much a share is above that of the control (successes, units), with its interval.

    R. G. Newcombe, Statistics in Medicine 17 (1998), method 10: the score intervals of both are combined.
    """
    one, other = rate(successes, units), rate(*control)
    difference = one.value - other.value
    low = difference - math.hypot(one.value - one.low, other.high - other.value)
    high = difference + math.hypot(one.high - one.value, other.value - other.low)
    return Interval(difference, max(-1.0, low), min(1.0, high))
