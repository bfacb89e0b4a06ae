"""What is forgotten after a time: why people did not come in, and simulations."""

from datetime import datetime, timedelta

from django.db import connection

SKIPS_KEPT = timedelta(days=90)
SIMULATIONS_KEPT = timedelta(days=30)


def prune(*, at: datetime) -> int:
    """Forget, in all organisations, what is older than it is kept; returns how many reasons went."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM playbooks_skip WHERE at < %s", [at - SKIPS_KEPT])
        forgotten = int(cursor.rowcount)
        cursor.execute("DELETE FROM playbooks_simulation WHERE asked_at < %s", [at - SIMULATIONS_KEPT])
    return forgotten
