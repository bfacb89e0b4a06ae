from datetime import timedelta, timezone

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linli.measure.insights import activity
from linli.measure.insights.metrics import archive
from tests.measure.insights.histories import at, history, record


def lake_file(folder, name, rows):
    """Rows of (when, member, community) as a file of the lake."""
    columns = {
        "at": [at(when).replace(tzinfo=None) for when, _, _ in rows],
        "kind": ["message"] * len(rows),
        "grp": ["7"] * len(rows),
        "thread": [None] * len(rows),
        "message": [f"{name}-{n}" for n in range(len(rows))],
        "member": [member for _, member, _ in rows],
        "reply_to": [None] * len(rows),
        "is_bot": [False] * len(rows),
        "is_operator": [False] * len(rows),
        "reactions": [0] * len(rows),
        "ord": list(range(len(rows))),
        "community": [community for _, _, community in rows],
        "position": list(range(len(rows))),
    }
    path = folder / "org=1" / f"month={name}" / "part.parquet"
    path.parent.mkdir(parents=True)
    pq.write_table(pa.table(columns, schema=activity.LAKE_SCHEMA), path)


def test_times_of_any_zone_become_utc():
    shanghai = timezone(timedelta(hours=8))
    told = record("2026-03-01", "su")
    told = type(told)(
        **{name: getattr(told, name) for name in told.__struct_fields__}
        | {"occurred_at": at("2026-03-01").replace(tzinfo=shanghai)}
    )

    with history(told) as found:
        assert found.rows("SELECT occurred_at FROM activity") == [
            (at("2026-02-28 16:00").replace(tzinfo=None),)
        ]


def test_more_records_than_a_batch_keep_their_order():
    records = (record("2026-03-01", f"p{n % 3}", number=str(n)) for n in range(120_001))

    with activity.from_records(records) as found:
        assert found.row("SELECT count(*), min(ord), max(ord), count(DISTINCT ord) FROM activity") == (
            120_001,
            0,
            120_000,
            120_001,
        )
        assert found.row("SELECT member FROM activity WHERE ord = 50001") == ("p0",)


def test_edits_redactions_and_notes_are_nobodys_activity():
    with history(
        "2026-03-01|su|edit", "2026-03-01|su|redaction", "2026-03-01|su|rename", "2026-03-01||system"
    ) as found:
        assert found.row("SELECT count(*) FROM activity") == (0,)
        assert found.span() is None


def test_temporary_files_go_when_it_closes():
    found = history("2026-03-01|su")
    folder = found.folder

    found.close()

    assert not folder.exists()


def test_a_source_that_fails_leaves_no_files(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def broken():
        yield record("2026-03-01", "su")
        raise OSError("the disk went away")

    with pytest.raises(OSError, match="went away"):
        activity.from_records(broken())
    assert list(tmp_path.iterdir()) == []


def test_the_lake_is_read_for_one_community_or_all(tmp_path):
    lake_file(tmp_path, "2026-02", [("2026-02-28 23:59", "1", 10), ("2026-02-28", "9", 11)])
    lake_file(tmp_path, "2026-03", [("2026-03-01", "1", 10), ("2026-03-02", "2", 10)])
    pattern = str(tmp_path / "org=1/month=*/*.parquet")

    with activity.from_lake(pattern, communities={10}) as one, activity.from_lake(pattern) as every:
        assert archive.monthly(one) == [["2026-02", 1, 1, 1], ["2026-03", 2, 2, 1]]
        assert every.row("SELECT count(*) FROM activity") == (4,)
    with activity.from_lake(pattern, communities=set()) as none:
        assert none.row("SELECT count(*) FROM activity") == (0,)


def test_a_lake_without_files_is_empty(tmp_path):
    with activity.from_lake(str(tmp_path / "org=2/**/*.parquet")) as found:
        assert found.span() is None


def test_a_lake_without_a_needed_column_is_refused(tmp_path):
    pq.write_table(pa.table({"at": pa.array([], pa.timestamp("us"))}), tmp_path / "part.parquet")

    with pytest.raises(activity.CannotReadLake, match="lack a column"):
        activity.from_lake(str(tmp_path / "*.parquet"))
