"""Monthly partitions of the log, made ahead of time."""

from datetime import UTC, datetime

from django.db import connection

AHEAD_MONTHS = 3


def month_start(at: datetime, months: int = 0) -> datetime:
    """Midnight UTC on the first of the month `months` after the one of `at`."""
    index = at.astimezone(UTC).year * 12 + at.astimezone(UTC).month - 1 + months
    return datetime(index // 12, index % 12 + 1, 1, tzinfo=UTC)


def make_partitions(*, at: datetime) -> list[str]:
    """Create the partitions from the month before `at` to AHEAD_MONTHS after it; returns the names it
    made.
    """
    made = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('linli.partitions'))")
        for months in range(-1, AHEAD_MONTHS + 1):
            start, end = month_start(at, months), month_start(at, months + 1)
            name = f"events_{start:%Y_%m}"
            cursor.execute("SELECT to_regclass(%s)", [name])
            if cursor.fetchone()[0] is None:
                cursor.execute(
                    f"CREATE TABLE {name} PARTITION OF events"
                    f" FOR VALUES FROM ('{start.isoformat()}') TO ('{end.isoformat()}')"
                )
                made.append(name)
    return made
