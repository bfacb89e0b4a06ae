"""Housekeeping."""

from datetime import datetime, timedelta

from django.db import connection

SKIPS_KEPT = timedelta(days=90)


def prune(*, at: datetime) -> int:
    """Forget, in all organisations, why people did not come into playbooks long ago; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM playbooks_skip WHERE at < %s", [at - SKIPS_KEPT])
        return int(cursor.rowcount)
