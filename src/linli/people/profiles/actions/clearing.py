"""Answers nobody refreshed for a long time go, with their history; segments hear which fields changed."""

from datetime import datetime

from django.db import connection, transaction

from linli.facts.profiles import ProfileAnswered
from linli.kernel.events import log
from linli.kernel.events.event import Draft
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM

_OLD = """
old AS (SELECT id, member_id, field_id FROM profiles_answer WHERE org_id = %s AND confirmed_at < %s),
before AS (
    SELECT h.id FROM profiles_formeranswer h
    WHERE h.org_id = %s AND (h.replaced_at < %s OR EXISTS (
        SELECT 1 FROM old WHERE old.member_id = h.member_id AND old.field_id = h.field_id)))
"""
_COUNT = f"WITH {_OLD} SELECT (SELECT count(*) FROM old) + (SELECT count(*) FROM before)"  # noqa: S608
_CLEAR = f"""
WITH {_OLD},
history AS (DELETE FROM profiles_formeranswer WHERE id IN (SELECT id FROM before) RETURNING 1),
gone AS (DELETE FROM profiles_answer WHERE id IN (SELECT id FROM old) RETURNING member_id, field_id)
SELECT g.member_id, array_agg(f.code ORDER BY f.code), (SELECT count(*) FROM history)
FROM gone g JOIN profiles_field f ON f.id = g.field_id GROUP BY g.member_id
UNION ALL SELECT NULL, NULL, (SELECT count(*) FROM history)
"""  # noqa: S608


def count_old(before: datetime) -> int:
    """How many answers and former answers of the organisation in scope were last confirmed before then."""
    org = scope.org_id()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [org, before, org, before])
        return int(cursor.fetchone()[0])


@transaction.atomic
def clear_old(before: datetime, at: datetime) -> int:
    """Take them away, and tell the log whose fields became empty; gives how many rows went. Safe twice."""
    org = scope.org_id()
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR, [org, before, org, before])
        found = cursor.fetchall()
    emptied = [(member, tuple(codes)) for member, codes, _history in found if member is not None]
    drafts = [
        Draft(fact=ProfileAnswered(fields=codes, source="retention"), occurred_at=at, member=member)
        for member, codes in emptied
    ]
    if drafts:
        log.append(drafts, by=SYSTEM)
    return int(found[-1][2]) + sum(len(codes) for _member, codes in emptied)
