"""What members chose: now, with its proof, and before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from linli.kernel.orgs import scope
from linli.people.consent.models import Choice
from linli.people.consent.queries import purposes
from linli.people.consent.queries.purposes import Purpose

_NEWEST = """
SELECT DISTINCT ON (member_id, purpose) member_id, purpose, is_given FROM consent_choice
WHERE org_id = %s AND member_id = ANY(%s) AND purpose = %s ORDER BY member_id, purpose, at DESC, id DESC
"""


@dataclass(frozen=True)
class Chosen:
    """One yes or no with its proof."""

    purpose: str
    version: int
    is_given: bool
    at: datetime
    where: str
    language: str
    by: str


@dataclass(frozen=True)
class Standing:
    """A purpose, what the member chose last (None: was never asked), and the words that were shown then."""

    purpose: Purpose
    chosen: Chosen | None
    shown: Purpose | None

    @property
    def is_given(self) -> bool:
        """Did they say yes, and not take it back?"""
        return self.chosen is not None and self.chosen.is_given

    @property
    def is_outdated(self) -> bool:
        """They agreed to an earlier wording."""
        return self.is_given and self.chosen is not None and self.chosen.version < self.purpose.version


def current_of(member_id: int) -> dict[str, Chosen]:
    """What a member chose last, by purpose."""
    rows = Choice.objects.filter(member_id=member_id).order_by("purpose", "-at", "-id").distinct("purpose")
    return {row.purpose: _chosen(row) for row in rows}


def history_of(member_id: int) -> list[Chosen]:
    """Everything a member chose, newest first."""
    return [_chosen(row) for row in Choice.objects.filter(member_id=member_id).order_by("-at", "-id")]


def standings_of(member_id: int) -> list[Standing]:
    """Every purpose that is offered or was answered, with what the member chose; three queries."""
    current = current_of(member_id)
    listed = purposes.purposes(offered_only=False)
    shown = purposes.wordings({(one.purpose, one.version) for one in current.values()})
    return [
        Standing(
            one,
            chosen := current.get(one.code),
            shown.get((chosen.purpose, chosen.version), one) if chosen else None,
        )
        for one in listed
        if one.is_offered or one.code in current
    ]


def answers(member_ids: Sequence[int], *, purpose: str) -> dict[int, bool]:
    """The last answer of each of these members to a purpose; those never asked are left out. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [scope.org_id(), list(member_ids), purpose])
        return {row[0]: row[2] for row in cursor.fetchall()}


def counts() -> dict[str, tuple[int, int]]:
    """By purpose how many members say yes now and how many say no."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT purpose, count(*) FILTER (WHERE is_given), count(*) FILTER (WHERE NOT is_given)"
            " FROM (SELECT DISTINCT ON (purpose, member_id) purpose, member_id, is_given FROM consent_choice"
            "  WHERE org_id = %s ORDER BY purpose, member_id, at DESC, id DESC) c GROUP BY purpose",
            [scope.org_id()],
        )
        return {row[0]: (row[1], row[2]) for row in cursor.fetchall()}


def _chosen(row: Choice) -> Chosen:
    return Chosen(row.purpose, row.version, row.is_given, row.at, row.where, row.language, row.by)
