"""What must exist before anything is appended: this month's partitions and a cursor for every lane and
shard.
"""

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from linli.kernel.errors import Refusal
from linli.kernel.events.partitions import make_partitions
from linli.kernel.events.reactions import lanes


class ShardsChanged(Refusal):
    """LINLI_SHARDS differs from the number the log was divided by."""


@transaction.atomic
def prepare(*, at: datetime) -> None:
    """Make partitions and cursors that are missing.

    Safe to call at any time, from any number of processes.
    """
    make_partitions(at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT shard) FROM event_cursors")
        shards = cursor.fetchone()[0]
        if shards and shards != settings.SHARDS:
            raise ShardsChanged(f"the log is divided into {shards} shards: set LINLI_SHARDS={shards}")
        cursor.execute(
            "INSERT INTO event_cursors (lane, shard) SELECT l, s FROM unnest(%s::text[]) l,"
            " generate_series(0, %s) s ON CONFLICT DO NOTHING",
            [list(lanes()), settings.SHARDS - 1],
        )
