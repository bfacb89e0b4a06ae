"""How likely two records are one person: points for every sign, added up."""

from collections.abc import Iterable

ENOUGH = 40
POINTS = {
    "same_phone": 60,
    "same_email": 60,
    "same_key": 60,
    "same_name": 30,
    "once_same_name": 20,
    "like_name": 20,
    "same_company": 20,
    "same_place": 10,
    "other_channel": 10,
    "same_channel": -10,
    "never_together": 5,
    "together": -15,
}


def score(codes: Iterable[str]) -> tuple[int, list[tuple[str, int]]]:
    """Points from 0 to 100, and each sign with its own, the strongest first."""
    signs = sorted(((code, POINTS[code]) for code in set(codes)), key=lambda one: (-one[1], one[0]))
    return max(0, min(100, sum(points for _code, points in signs))), signs
