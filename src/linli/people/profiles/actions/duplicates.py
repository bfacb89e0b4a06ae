"""Records that may be one person: found in sets, with the reasons; a person decides."""

import json
from datetime import datetime

from django.db import connection, transaction

from linli.kernel.orgs import audit, scope
from linli.kernel.orgs.actor import Actor
from linli.people.profiles.models import DuplicatePair
from linli.people.profiles.rules import likeness

# Groups of more than five are no coincidence of two people but a shop's phone or a common name.
_FIND = """
WITH living AS MATERIALIZED (
    SELECT id, name, lower(regexp_replace(name, '[^[:alnum:]]+', '', 'g')) AS core
    FROM members_member
    WHERE org_id = %(org)s AND merged_into_id IS NULL AND erased_at IS NULL AND NOT is_bot
), told AS (
    SELECT a.field_id, array_agg(a.member_id ORDER BY a.member_id) AS ids
    FROM profiles_answer a JOIN living l ON l.id = a.member_id
    WHERE a.org_id = %(org)s AND a.key IS NOT NULL GROUP BY a.field_id, a.key HAVING count(*) BETWEEN 2 AND 5
), cores AS (
    SELECT core, array_agg(id ORDER BY id) AS ids FROM living
    WHERE char_length(core) >= 2 GROUP BY core HAVING count(*) BETWEEN 2 AND 5
), called AS (
    SELECT n.name, array_agg(DISTINCT n.member_id ORDER BY n.member_id) AS ids
    FROM members_nickname n JOIN living l ON l.id = n.member_id
    WHERE n.org_id = %(org)s AND char_length(n.name) >= 2
    GROUP BY n.name HAVING count(DISTINCT n.member_id) BETWEEN 2 AND 5
), named AS (
    SELECT x.id AS one, y.id AS other,
        CASE WHEN lx.name = ly.name THEN 'same_name' ELSE 'like_name' END AS code
    FROM cores CROSS JOIN LATERAL unnest(ids) x(id) CROSS JOIN LATERAL unnest(ids) y(id)
    JOIN living lx ON lx.id = x.id JOIN living ly ON ly.id = y.id WHERE x.id < y.id
    UNION
    SELECT x.id, y.id, 'once_same_name' FROM called
    CROSS JOIN LATERAL unnest(ids) x(id) CROSS JOIN LATERAL unnest(ids) y(id)
    JOIN living lx ON lx.id = x.id JOIN living ly ON ly.id = y.id WHERE x.id < y.id AND lx.core <> ly.core
), evidence AS (
    SELECT x.id AS one, y.id AS other,
        CASE f.kind WHEN 'phone' THEN 'same_phone' WHEN 'email' THEN 'same_email' ELSE 'same_key' END AS code
    FROM told JOIN profiles_field f ON f.id = told.field_id
    CROSS JOIN LATERAL unnest(ids) x(id) CROSS JOIN LATERAL unnest(ids) y(id) WHERE x.id < y.id
    UNION SELECT one, other, code FROM named
), pairs AS (SELECT DISTINCT one, other FROM evidence), beside AS (
    SELECT p.one, p.other, CASE f.code WHEN 'company' THEN 'same_company' ELSE 'same_place' END AS code
    FROM pairs p JOIN profiles_answer a ON a.member_id = p.one
    JOIN profiles_answer b ON b.member_id = p.other AND b.field_id = a.field_id AND b.value = a.value
    JOIN profiles_field f ON f.id = a.field_id WHERE f.kind = 'region' OR f.code = 'company'
), apart AS (
    SELECT p.one, p.other, CASE WHEN EXISTS (
            SELECT 1 FROM gateway_identity i JOIN gateway_identity j ON j.channel_id = i.channel_id
            WHERE i.member_id = p.one AND j.member_id = p.other)
        THEN 'same_channel' ELSE 'other_channel' END AS code
    FROM pairs p
), days AS (
    SELECT p.one, p.other, CASE WHEN EXISTS (
            SELECT 1 FROM belonging_activeday x JOIN belonging_activeday y
                ON y.community_id = x.community_id AND y.day = x.day
            WHERE x.member_id = p.one AND y.member_id = p.other)
        THEN 'together' ELSE 'never_together' END AS code
    FROM pairs p
    WHERE EXISTS (SELECT 1 FROM belonging_activeday x WHERE x.member_id = p.one)
        AND EXISTS (SELECT 1 FROM belonging_activeday y WHERE y.member_id = p.other)
)
SELECT one, other, array_agg(DISTINCT code ORDER BY code) FROM (
    SELECT * FROM evidence UNION ALL SELECT * FROM beside UNION ALL SELECT * FROM apart
    UNION ALL SELECT * FROM days
) AS every GROUP BY one, other
"""
_KEEP = """
INSERT INTO profiles_duplicatepair AS p
    (org_id, one_member_id, other_member_id, score, reasons, found_at, refuted_by)
SELECT %s, u.one, u.other, u.score, u.reasons::jsonb, %s, ''
FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::text[]) AS u(one, other, score, reasons)
ON CONFLICT (one_member_id, other_member_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons
WHERE p.refuted_at IS NULL AND (p.score, p.reasons) IS DISTINCT FROM (excluded.score, excluded.reasons)
"""


@transaction.atomic
def find_pairs(*, at: datetime) -> int:
    """Compute all suggestions of the organisation in scope anew; returns how many wait for a person.

    What a person said is no pair stays so. A suggestion nothing speaks for any more goes.
    """
    org = scope.org_id()
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {"org": org})
        scored = [(one, other, *likeness.score(codes)) for one, other, codes in cursor.fetchall()]
        kept = [row for row in scored if row[2] >= likeness.ENOUGH]
        cursor.execute(
            _KEEP,
            [
                org,
                at,
                [row[0] for row in kept],
                [row[1] for row in kept],
                [row[2] for row in kept],
                [json.dumps(row[3]) for row in kept],
            ],
        )
        cursor.execute(
            "DELETE FROM profiles_duplicatepair p WHERE p.org_id = %s AND p.refuted_at IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM unnest(%s::bigint[], %s::bigint[]) AS u(one, other)"
            " WHERE u.one = p.one_member_id AND u.other = p.other_member_id)"
            " AND NOT EXISTS (SELECT 1 FROM members_member m WHERE m.merged_into_id IS NOT NULL"
            " AND m.id IN (p.one_member_id, p.other_member_id))",
            [org, [row[0] for row in kept], [row[1] for row in kept]],
        )
    return DuplicatePair.objects.filter(refuted_at=None).count()


@transaction.atomic
def refute(*, pair_id: int, by: Actor, at: datetime) -> None:
    """These are two people: never suggest them again. Twice changes nothing."""
    rows = DuplicatePair.objects.filter(id=pair_id, refuted_at=None)
    if rows.update(refuted_at=at, refuted_by=by.code):
        audit.record("duplicate.refuted", subject=f"duplicate:{pair_id}", by=by, at=at)


@transaction.atomic
def reconsider(*, pair_id: int, by: Actor, at: datetime) -> None:
    """Suggest a pair again that somebody had said was none."""
    rows = DuplicatePair.objects.filter(id=pair_id).exclude(refuted_at=None)
    if rows.update(refuted_at=None, refuted_by=""):
        audit.record("duplicate.reconsidered", subject=f"duplicate:{pair_id}", by=by, at=at)


def forget(member_ids: list[int]) -> None:
    """Take out every pair with these records."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM profiles_duplicatepair WHERE org_id = %s"
            " AND (one_member_id = ANY(%s) OR other_member_id = ANY(%s))",
            [scope.org_id(), member_ids, member_ids],
        )
