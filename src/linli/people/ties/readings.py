"""Readings of many belongings at once, for probes. Ids that are not there are not in the answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from linli.kernel.orgs import scope


def centrality(belongings: Sequence[int]) -> Mapping[int, float]:
    """How much attention leads to each; 0 where no graph knows them."""
    return _read("centrality", 0.0, belongings)


def circle(belongings: Sequence[int]) -> Mapping[int, int]:
    """The circle of each; 0 for none."""
    return _read("circle", 0, belongings)


def is_isolated(belongings: Sequence[int]) -> Mapping[int, bool]:
    """Whether each is without any tie."""
    return _read("is_isolated", False, belongings)


def partners_30(belongings: Sequence[int]) -> Mapping[int, int]:
    """With how many others each had to do lately."""
    return _read("partners_30", 0, belongings)


def _read(column: str, otherwise: Any, belongings: Sequence[int]) -> dict[int, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT b.id, t.{column} FROM belonging_belonging b LEFT JOIN ties_standing t"
            " ON t.community_id = b.community_id AND t.member_id = b.member_id"
            " WHERE b.org_id = %s AND b.id = ANY(%s)",
            [scope.org_id(), list(belongings)],
        )
        return {id: otherwise if value is None else value for id, value in cursor.fetchall()}
