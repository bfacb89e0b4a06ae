"""What answers were used for: without this a collected answer looks like one that nobody needed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from linli.kernel.errors import Refusal
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import Actor

PURPOSES = frozenset({"segment", "export", "playbook", "page", "match"})


class NoSuchPurpose(Refusal):
    """Answers are used for a segment, an export, a playbook, a page or a match."""

    def __init__(self, purpose: str) -> None:
        super().__init__(f"answers are not used for {purpose!r}: name one of {', '.join(sorted(PURPOSES))}")


def note_use(
    *, field: str | Iterable[str], purpose: str, by: Actor, at: datetime, about: str = "", times: int = 1
) -> None:
    """Remember that the answers to a field (or several, by code) were used.

    `about` says for which thing ("segment:3"), never for whom. A day has one row a field and thing, however
    often it is used. Codes of fields that do not exist are left out.
    """
    if purpose not in PURPOSES:
        raise NoSuchPurpose(purpose)
    codes = [field] if isinstance(field, str) else sorted(set(field))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO profiles_fielduse AS u"
            " (org_id, field_id, purpose, about, day, times, last_at, last_by)"
            " SELECT f.org_id, f.id, %s, %s, (%s AT TIME ZONE 'UTC')::date, %s, %s, %s FROM profiles_field f"
            " WHERE f.org_id = %s AND f.code = ANY(%s) ORDER BY f.id"
            " ON CONFLICT (field_id, purpose, about, day) DO UPDATE SET times = u.times + excluded.times,"
            " last_at = greatest(u.last_at, excluded.last_at), last_by = excluded.last_by",
            [purpose, about[:80], at, times, at, by.code, scope.org_id(), codes],
        )
