"""The event lake: what people did, as Parquet files by organisation and month, written anew from the log.

`LAKE/org=<id>/month=YYYY-MM/*.parquet` with the columns of `activity.LAKE_SCHEMA`. Any engine reads them.
Merged members are one person in it, and bots and operators are marked, as things stand at the rebuild.
"""

import itertools
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from linli.facts.growth import CheckedIn
from linli.facts.members import IdentitySeen, MembershipJoined, MembershipLeft, MembersMerged, MergeUndone
from linli.facts.messages import MessagePosted, ReactionAdded
from linli.kernel.events.event import Event
from linli.measure.insights.activity import LAKE_SCHEMA

_BATCH = 50_000
_EXITS = {"left": "leave", "kicked": "removed", "banned": "removed", "dissolved": "dissolved"}
_COLUMNS = [f'"{name}"' for name in LAKE_SCHEMA.names]


def rebuild(events: Iterable[Event], *, folder: Path, org: int, operators: Collection[int]) -> int:
    """Write an organisation's lake anew from all its events in log order, and return how many rows it has.

    `operators` are members who run communities. The files change at once when everything is written; a
    rebuild that fails leaves the old ones.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".rebuild-{org}-", dir=folder) as work:
        people = _People(operators)
        with duckdb.connect(str(Path(work) / "rows.duckdb")) as connection:
            _load(connection, people.watch(events))
            connection.register("people", people.table())
            rows = int(connection.execute("SELECT count(*) FROM lake").fetchall()[0][0])
            fresh = Path(work) / "fresh"
            fresh.mkdir()
            if rows:
                connection.execute(_WRITE.format(folder=str(fresh).replace("'", "''")))
        _swap(fresh, place(folder, org), Path(work) / "old")
    return rows


def place(folder: Path, org: int) -> Path:
    """Where an organisation's files are."""
    return folder / f"org={org}"


def pattern(folder: Path, org: int) -> str:
    """The glob pattern of an organisation's files, for `activity.from_lake`."""
    return str(place(folder, org) / "month=*" / "*.parquet")


class _People:
    """Who is a bot, and who was merged into whom: learned from the events passing by."""

    def __init__(self, operators: Collection[int]) -> None:
        self._operators = set(operators)
        self._bots: set[int] = set()
        self._merged: dict[int, int] = {}

    def watch(self, events: Iterable[Event]) -> Iterator[Event]:
        for event in events:
            fact = event.fact
            if isinstance(fact, IdentitySeen) and fact.is_bot and event.member is not None:
                self._bots.add(event.member)
            elif isinstance(fact, MembersMerged):
                self._merged[fact.merged] = fact.into
            elif isinstance(fact, MergeUndone):
                self._merged.pop(fact.restored, None)
            yield event

    def table(self) -> pa.Table:
        """A row for everybody who is not simply a member: whom they are now, bot or operator."""
        ids = sorted({*self._operators, *self._bots, *self._merged})
        kept = [final(one, self._merged) for one in ids]
        return pa.table(
            {
                "member": pa.array([str(one) for one in ids], pa.string()),
                "kept": pa.array([str(one) for one in kept], pa.string()),
                "bot": pa.array([one in self._bots for one in ids], pa.bool_()),
                "operator": pa.array(
                    [bool({one, now} & self._operators) for one, now in zip(ids, kept, strict=True)],
                    pa.bool_(),
                ),
            }
        )


def final(member: int, merged: Mapping[int, int]) -> int:
    """Whom a member is after all merges."""
    seen = {member}
    while (member := merged.get(member, member)) not in seen:
        seen.add(member)
    return member


def _load(connection: duckdb.DuckDBPyConnection, events: Iterator[Event]) -> None:
    connection.execute("SET memory_limit = '1GB'; SET preserve_insertion_order = false; SET TimeZone = 'UTC'")
    connection.register("incoming", LAKE_SCHEMA.empty_table())
    connection.execute("CREATE TABLE lake AS SELECT * FROM incoming")
    rows = (row for ordinal, event in enumerate(events) if (row := _row(ordinal, event)))
    while batch := list(itertools.islice(rows, _BATCH)):
        columns = [list(column) for column in zip(*batch, strict=True)]
        at = pa.array(columns[0], pa.timestamp("us", tz="UTC")).cast(pa.timestamp("us"))
        connection.register("incoming", pa.table([at, *columns[1:]], schema=LAKE_SCHEMA))
        connection.execute(f"INSERT INTO lake SELECT {', '.join(_COLUMNS)} FROM incoming")
    connection.unregister("incoming")


def _row(ordinal: int, event: Event) -> tuple[object, ...] | None:
    """An event as a row in the order of LAKE_SCHEMA; None for what is nobody's activity in a community."""
    kind = _kind(event)
    if kind is None or event.community is None or event.member is None:
        return None
    said = event.fact if isinstance(event.fact, MessagePosted) else _NOTHING_SAID
    return (
        event.occurred_at,
        kind,
        "" if event.group is None else str(event.group),
        said.thread or None,
        said.message,
        str(event.member),
        said.reply_to or None,
        said.is_bot,
        False,
        said.reactions,
        ordinal,
        event.community,
        event.position,
    )


def _kind(event: Event) -> str | None:
    match event.fact:
        case MessagePosted():
            return "message"
        case ReactionAdded():
            return "reaction"
        case CheckedIn():
            return "checkin"
        case MembershipJoined(via=via):
            return "seen" if via == "history" else "join"
        case MembershipLeft(reason=reason):
            return _EXITS.get(reason, "leave")
        case _:
            return None


def _swap(fresh: Path, home: Path, old: Path) -> None:
    if home.exists():
        home.rename(old)
    fresh.rename(home)
    shutil.rmtree(old, ignore_errors=True)


_NOTHING_SAID = MessagePosted(message="", group="")
_WRITE = """
    COPY (
        SELECT lake.* REPLACE (
                   coalesce(people.kept, lake.member) AS member,
                   lake.is_bot OR coalesce(people.bot, false) AS is_bot,
                   lake.is_operator OR coalesce(people.operator, false) AS is_operator),
               strftime(lake."at", '%Y-%m') AS month
        FROM lake LEFT JOIN people ON people.member = lake.member
        ORDER BY lake.community, lake.ord)
    TO '{folder}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (month), OVERWRITE_OR_IGNORE)
"""
