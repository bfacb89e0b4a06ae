"""The one table all figures are computed from: a row for each thing a person did, whatever the source.

Sources are records of an adapter (`from_records`: archives, without any server) and the event lake
(`from_lake`). Rows stream into a DuckDB database in a temporary folder, so memory stays flat.
"""

import glob
import itertools
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from linli.facts.inbound import Inbound
from linli.kernel.errors import Refusal

SCHEMA = pa.schema(
    [
        pa.field("at", pa.timestamp("us"), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("grp", pa.string(), nullable=False),
        pa.field("thread", pa.string()),
        pa.field("message", pa.string(), nullable=False),
        pa.field("member", pa.string(), nullable=False),
        pa.field("reply_to", pa.string()),
        pa.field("is_bot", pa.bool_(), nullable=False),
        pa.field("is_operator", pa.bool_(), nullable=False),
        pa.field("reactions", pa.int32(), nullable=False),
        pa.field("ord", pa.int64(), nullable=False),
    ]
)
"""Columns of the activity table.

`at` is UTC without a zone (in SQL it is called `occurred_at`, for AT is a reserved word); `message` is the
platform's id of the event; `ord` breaks ties of `at`: the place in the file or in the log.
"""

LAKE_SCHEMA = pa.schema(
    [
        *SCHEMA,
        pa.field("community", pa.int64(), nullable=False),
        pa.field("position", pa.int64(), nullable=False),
    ]
)
"""Columns of the lake's files `org=<id>/month=YYYY-MM/*.parquet`; `position` is the place in the log."""

QUALIFYING = ("message", "reaction", "vote", "checkin", "answer", "share", "attendance")
"""Kinds that make a member active (M12)."""

PRESENCE = ("join", "seen", "message", "reaction", "leave", "removed", "dissolved")
"""Kinds that tell who is in a group: `seen` is a join known from history only, `removed` a kick or a ban,
`dissolved` the end of the group. What can be done from outside (a check-in on a phone page) tells nothing."""

_KINDS = {
    "message": "message",
    "reaction": "reaction",
    "join": "join",
    "leave": "leave",
    "kick": "removed",
    "ban": "removed",
}
_BATCH = 50_000
_AWARE, _NAIVE = pa.timestamp("us", tz="UTC"), pa.timestamp("us")
_COLUMNS = '"at", ' + ", ".join(SCHEMA.names[1:])
_PREPARE = f"""
    SET memory_limit = '1GB';
    SET preserve_insertion_order = false;
    SET TimeZone = 'UTC';
    CREATE TABLE activity (occurred_at TIMESTAMP, kind VARCHAR, grp VARCHAR, thread VARCHAR, message VARCHAR,
        member VARCHAR, reply_to VARCHAR, is_bot BOOLEAN, is_operator BOOLEAN, reactions INTEGER,
        ord BIGINT);
    CREATE VIEW speech AS SELECT * FROM activity WHERE kind = 'message' AND NOT is_bot;
    CREATE VIEW member_speech AS SELECT * FROM speech WHERE NOT is_operator;
    CREATE VIEW member_activity AS
        SELECT * FROM activity WHERE kind IN {QUALIFYING!r} AND NOT is_bot AND NOT is_operator;
"""


class CannotReadLake(Refusal):
    """Files of the lake do not have the columns the figures need."""


class Activity:
    """An open activity table; a context manager, because its temporary files go when it closes.

    SQL handed to `rows` and `row` may use `activity` (everything), `speech` (messages, bots left out),
    `member_speech` (operators left out too) and `member_activity` (whatever makes a member active).
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="linli-insights-")
        self._connection = duckdb.connect(str(self.folder / "activity.duckdb"))
        self._connection.execute(_PREPARE)
        self._prepared: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """Where its temporary files are."""
        return Path(self._folder.name)

    def close(self) -> None:
        self._connection.close()
        self._folder.cleanup()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, list(values)).fetchall()

    def row(self, sql: str, *values: object) -> tuple[Any, ...]:
        """The first row; for queries that always have one."""
        return self.rows(sql, *values)[0]

    def arrays(self, sql: str, *values: object) -> dict[str, Any]:
        """The result as a numpy array per column."""
        return dict(self._connection.execute(sql, list(values)).fetchnumpy())

    def prepare(self, table: str, sql: str) -> str:
        """Create a derived table from `sql` once, and give back its name."""
        if table not in self._prepared:
            self._connection.execute(f"CREATE TABLE {table} AS {sql}")
            self._prepared.add(table)
        return table

    def add(self, batch: pa.Table) -> None:
        """Append rows having the columns of SCHEMA."""
        self._connection.register("incoming", batch)
        self._connection.execute(f"INSERT INTO activity SELECT {_COLUMNS} FROM incoming")
        self._connection.unregister("incoming")

    def add_files(self, files: Sequence[str], communities: Collection[int] | None) -> None:
        """Append the rows of Parquet files having LAKE_SCHEMA, of these communities or of all."""
        sql = f"INSERT INTO activity SELECT {_COLUMNS} FROM read_parquet(?, hive_partitioning = false)"
        values: list[object] = [list(files)]
        if communities is not None:
            sql += " WHERE list_contains(?::BIGINT[], community)"
            values.append(list(communities))
        try:
            self._connection.execute(sql, values)
        except duckdb.BinderException as error:
            raise CannotReadLake(f"The lake's files lack a column: {error}") from error

    def forget_repeats(self) -> None:
        """Keep the first of several rows with one id: histories overlap where an export was made twice."""
        self._connection.execute(
            """
            DELETE FROM activity WHERE ord IN (
                SELECT unnest(list(ord ORDER BY ord)[2:]) FROM activity GROUP BY message HAVING count(*) > 1)
            """
        )

    def span(self) -> tuple[datetime, datetime] | None:
        """Times (aware, UTC) of the first and last row; None when there is none."""
        first, last = self.row("SELECT min(occurred_at), max(occurred_at) FROM activity")
        return None if first is None else (first.replace(tzinfo=UTC), last.replace(tzinfo=UTC))


def from_records(records: Iterable[Inbound], *, operators: Collection[str] = ()) -> Activity:
    """The activity in an adapter's records, in the order given; a record read twice counts once.

    `operators` are the platform ids of the people who run the community: members' figures leave them out.
    Edits, redactions, renames and system notes are nobody's activity. A kick or ban is the removed person's.
    """
    activity = Activity()
    try:
        numbered = ((ordinal, record) for ordinal, record in enumerate(records) if record.kind in _KINDS)
        for batch in _batches(numbered):
            activity.add(_table(batch, frozenset(operators)))
        activity.forget_repeats()
    except BaseException:
        activity.close()
        raise
    return activity


def from_lake(pattern: str, *, communities: Collection[int] | None = None) -> Activity:
    """The activity in the lake's files matching a glob pattern; no file at all is an empty table."""
    activity = Activity()
    try:
        if files := sorted(glob.glob(pattern, recursive=True)):
            activity.add_files(files, communities)
    except BaseException:
        activity.close()
        raise
    return activity


def _batches(numbered: Iterator[tuple[int, Inbound]]) -> Iterator[list[tuple[int, Inbound]]]:
    while batch := list(itertools.islice(numbered, _BATCH)):
        yield batch


def _table(batch: list[tuple[int, Inbound]], operators: frozenset[str]) -> pa.Table:
    records = [record for _, record in batch]
    people = [r.target if r.kind in ("kick", "ban") else r.sender for r in records]
    columns = {
        "at": pa.array([r.occurred_at for r in records], _AWARE).cast(_NAIVE),
        "kind": [_KINDS[r.kind] for r in records],
        "grp": [r.group for r in records],
        "thread": [r.thread or None for r in records],
        "message": [r.external_id for r in records],
        "member": people,
        "reply_to": [r.reply_to or None for r in records],
        "is_bot": [r.is_bot for r in records],
        "is_operator": [person in operators for person in people],
        "reactions": [r.reactions for r in records],
        "ord": [ordinal for ordinal, _ in batch],
    }
    return pa.table(columns, schema=SCHEMA)
