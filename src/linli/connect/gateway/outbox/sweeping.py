"""What nobody finished: leases that ran out, effects that became too late, people who did not come."""

from datetime import datetime

from django.db import connection, transaction

from linli.connect.gateway.outbox import announcing, rules

AT_ONCE = 2000


def sweep(*, at: datetime) -> int:
    """Put right what was left behind; returns how many effects that were. Safe beside other sweeps."""
    return _free_reserved(at) + _resend(at) + _doubt(at) + _expire(at) + _miss(at)


def _free_reserved(at: datetime) -> int:
    """Nobody began to send these: they are simply planned again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gateway_effect e SET state = 'planned', lease_until = NULL"
            " FROM (SELECT id FROM gateway_effect WHERE state = 'reserved' AND lease_until < %s LIMIT %s"
            "  FOR UPDATE SKIP LOCKED) found"
            " WHERE e.id = found.id",
            [at, AT_ONCE],
        )
        return int(cursor.rowcount)


def _resend(at: datetime) -> int:
    """Somebody began and was killed: a repeat does less harm than a loss here, so send again, same key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gateway_effect e SET state = 'planned', lease_until = NULL, due_at = %s,"
            " waits_for = 'retry', reason = 'lease' FROM (SELECT id FROM gateway_effect"
            "  WHERE state = 'sending' AND lease_until < %s AND policy = 'at_least_once' AND attempts < %s"
            "  LIMIT %s FOR UPDATE SKIP LOCKED) found WHERE e.id = found.id",
            [at, at, rules.MAX_ATTEMPTS, AT_ONCE],
        )
        return int(cursor.rowcount)


@transaction.atomic
def _doubt(at: datetime) -> int:
    """Somebody began and was killed: never silently repeated, but shown, and read back if possible."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gateway_effect e SET state = 'unknown', reason = 'lease', lease_until = %s"
            " FROM (SELECT id FROM gateway_effect WHERE state = 'sending' AND lease_until < %s"
            "  AND (policy <> 'at_least_once' OR attempts >= %s) LIMIT %s FOR UPDATE SKIP LOCKED) found"
            f" WHERE e.id = found.id RETURNING {announcing.WHERE}",
            [at, at, rules.MAX_ATTEMPTS, AT_ONCE],
        )
        doubtful = announcing.ended(cursor.fetchall())
    announcing.unknown(doubtful, at=at)
    return len(doubtful)


@transaction.atomic
def _expire(at: datetime) -> int:
    """Too late, wherever they waited."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gateway_effect e SET state = 'suppressed', finished_at = %s, waits_for = '',"
            " reason = CASE WHEN e.reason = '' THEN 'late' ELSE left('late:' || e.reason, 300) END"
            " FROM (SELECT id FROM gateway_effect WHERE state = 'planned' AND late_after < %s"
            "  LIMIT %s FOR UPDATE SKIP LOCKED) found"
            f" WHERE e.id = found.id RETURNING {announcing.WHERE}",
            [at, at, AT_ONCE],
        )
        late = announcing.ended(cursor.fetchall())
    announcing.suppressed(late, at=at)
    return len(late)


@transaction.atomic
def _miss(at: datetime) -> int:
    """A person's part that is a day over its window will not be done any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gateway_effect e SET state = 'suppressed', finished_at = %s, reason = 'missed',"
            " punctuality = 'missed' FROM (SELECT id FROM gateway_effect WHERE state = 'awaiting_person'"
            "  AND window_ends_at < %s LIMIT %s FOR UPDATE SKIP LOCKED) found"
            f" WHERE e.id = found.id RETURNING {announcing.WHERE}",
            [at, at - rules.MISSED_AFTER, AT_ONCE],
        )
        missed = announcing.ended(cursor.fetchall())
    announcing.suppressed(missed, at=at)
    return len(missed)
