"""What a person's copy says about consent and about who looked, in words."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.kernel.orgs import queries as orgs
from linli.kernel.orgs import scope
from linli.people.consent.models import Choice
from linli.people.consent.queries import purposes, watching
from linli.people.members.exports import Plain

_MOST = 5_000


def consents(member_ids: Sequence[int]) -> list[dict[str, Plain]]:
    """Every yes and no with the exact words that were shown, newest first; two queries."""
    rows = list(Choice.objects.filter(member_id__in=member_ids).order_by("-at", "-id")[:_MOST])
    shown = purposes.wordings({(row.purpose, row.version) for row in rows})
    found: list[dict[str, Plain]] = []
    for row in rows:
        one = shown.get((row.purpose, row.version))
        language = row.language or get_language() or "zh-hans"
        found.append(
            {
                "at": row.at.isoformat(),
                "purpose": one.words.title(language) if one else row.purpose,
                "answer": _("yes") if row.is_given else _("no"),
                "where": row.where,
                "version": row.version,
                "words": one.words.text(language) if one else "",
            }
        )
    return found


def looks(member_ids: Sequence[int]) -> list[dict[str, Plain]]:
    """Who looked, why, when: staff by their name."""
    rows = watching.looks_at(member_ids, limit=_MOST)
    seats = orgs.staff_of(scope.org_id()) if rows else []
    staff = {f"staff:{seat.staff_id}": seat.staff.name for seat in seats}
    return [
        {"at": one.at.isoformat(), "who": staff.get(one.actor, one.actor), "why": one.why, "times": one.times}
        for one in rows
    ]
