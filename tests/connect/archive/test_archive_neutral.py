"""Neutral JSONL: every field arrives, and a bad line is named without hurting its neighbours."""

import json
import tracemalloc

from linli.connect.adapters.archive import reader
from linli.facts.inbound import Inbound

ROWS = [
    {"id": "m1", "channel": "garden", "ts": "2024-01-02T03:04:05Z", "user": "Su", "type": "join"},
    {"id": "m2", "channel": "garden", "thread": "t1", "ts": "2024-01-02T11:04:06+08:00", "user": "Su",
     "type": "message", "text": "早上好\u0000", "reactions": 3, "unknown": [1]},
    {"id": "m3", "channel": "garden", "thread": "t1", "ts": "2024-01-02T03:04:07.5Z", "user": "robot",
     "type": "message", "reply_to": "m2", "bot": True, "text": ""},
    {"id": "m4", "channel": "garden", "ts": "2024-01-02T03:05:00Z", "user": "Momo", "type": "message",
     "hidden": True, "text": "gone"},
    {"id": "m5", "channel": "garden", "ts": "2024-01-02T03:06:00Z", "user": None, "type": "system",
     "text": "pinned"},
    {"id": "m6", "channel": "garden", "ts": "2024-01-02T03:07:00Z", "user": "Momo", "type": "leave"},
]  # fmt: skip


def jsonl(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_every_field_of_a_row_arrives(write, read, utc):
    records = read(write("messages.jsonl", jsonl(ROWS)))

    def garden(kind, number, at, sender, **rest):
        return Inbound(
            kind=kind, external_id=f"garden:m{number}", occurred_at=utc(at),
            group="garden", group_name="garden", sender=sender, sender_name=sender, **rest,
        )  # fmt: skip

    assert records == [
        garden("join", 1, "2024-01-02 03:04:05", "Su"),
        garden("message", 2, "2024-01-02 03:04:06", "Su", text="早上好", thread="t1", reactions=3),
        garden(
            "message", 3, "2024-01-02 03:04:07.500", "robot", thread="t1", reply_to="garden:m2", is_bot=True
        ),
        garden("message", 4, "2024-01-02 03:05:00", "Momo", text="gone", hidden=True),
        garden("system", 5, "2024-01-02 03:06:00", "", text="pinned"),
        garden("leave", 6, "2024-01-02 03:07:00", "Momo"),
    ]


def test_title_is_the_folder_when_the_file_is_only_called_messages(write):
    assert reader.open_archive(write("garden/messages.jsonl", jsonl(ROWS))).title == "garden"
    assert reader.open_archive(write("courtyard.jsonl", jsonl(ROWS))).title == "courtyard"
    assert reader.open_archive(write("yard/messages.jsonl", jsonl(ROWS)).parent).title == "yard"


def test_each_bad_line_is_named_and_the_others_are_read(write, read, said):
    good = '{"id": "m%d", "channel": "c", "ts": "2024-01-02T03:04:05Z", "user": "Su", "text": "%d"}'
    lines = [
        good % (1, 1),
        '{"id": "m2", "channel": "c", "ts": "2024-01-02T03:04',
        "",
        '{"id": "m4", "channel": "c", "ts": "yesterday", "user": "Su"}',
        '{"id": "m5", "channel": "c", "ts": "2024-01-02T03:04:05", "user": "Su"}',
        '{"id": "m6", "channel": "", "ts": "2024-01-02T03:04:05Z", "user": "Su"}',
        '{"id": "m7", "channel": "c", "ts": "2024-01-02T03:04:05Z", "user": "Su", "type": "party"}',
        '{"id": "m8", "channel": "c", "ts": "2024-01-02T03:04:05Z", "user": "Su", "text": "%s"}'
        % ("x" * 1_000_001),
        "[" * 50_000,
        good % (10, 10),
    ]

    records = read(write("messages.jsonl", "\n".join(lines)))

    bad = [one for one in records if isinstance(one, reader.NotUnderstood)]
    assert said(records) == [("Su", "1"), ("Su", "10")]
    assert [one.line for one in bad] == [2, 4, 5, 6, 7, 8, 9]
    assert bad[2].reason == "The record has no usable time: its time has no zone."
    assert bad[3].reason == "The record names no channel or no user."
    assert bad[4].reason == "The record does not fit the format: Invalid enum value 'party' - at `$.type`."
    assert bad[5].reason == "The record is larger than 1 MB."
    assert bad[0].excerpt == lines[1]
    assert len(bad[5].excerpt) == 120


def test_bytes_that_are_no_text_are_one_bad_line(write, read, said):
    good = b'{"id":"m1","channel":"c","ts":"2024-01-02T03:04:05Z","user":"Su","text":"a"}\n'
    broken = good.replace(b'"a"', b'"\xff\xfe"').replace(b"m1", b"m2")

    records = read(write("messages.jsonl", b"\xef\xbb\xbf" + good + broken))

    assert said(records) == [("Su", "a")]
    assert records[1].line == 2


def test_times_without_offset_are_read_in_the_named_zone(write, read, utc):
    row = {"id": "m1", "channel": "c", "ts": "2024-01-02T11:04:05", "user": "Su", "text": "hi"}

    (record,) = read(write("messages.jsonl", jsonl([row])), zone="Asia/Shanghai")

    assert record.occurred_at == utc("2024-01-02 03:04:05")


def test_files_that_both_number_from_one_do_not_share_ids(write, read):
    tea, yard = (
        read(write(f"{name}.jsonl", jsonl([{**ROWS[1], "channel": name}]))) for name in ("tea", "yard")
    )

    assert [one.external_id for one in tea + yard] == ["tea:m2", "yard:m2"]


def test_rows_without_id_get_one_that_a_second_reading_repeats(write, read):
    row = {"channel": "c", "ts": "2024-01-02T03:04:05Z", "user": "Su", "text": "hi"}
    path = write("messages.jsonl", jsonl([row, row, {**row, "text": "ho"}]))

    ids = [one.external_id for one in read(path)]

    assert len(set(ids)) == 3
    assert ids == [one.external_id for one in read(path)]


def generated(path, count):
    line = (
        '{"id":"m%d","channel":"c%d","ts":"2024-01-02T03:04:05Z","user":"u%d","text":"今天晚上八点见 %d"}\n'
    )
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            out.write(line % (number, number % 7, number % 997, number))
    return path


def peak_bytes(path):
    archive = reader.open_archive(path)
    tracemalloc.start()
    count = sum(1 for _ in archive.records())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return count, peak


def test_memory_stays_flat_whatever_the_size_of_the_file(tmp_path):
    small = generated(tmp_path / "small.jsonl", 20_000)
    large = generated(tmp_path / "large.jsonl", 200_000)

    small_count, small_peak = peak_bytes(small)
    large_count, large_peak = peak_bytes(large)

    assert (small_count, large_count) == (20_000, 200_000)
    assert large_peak <= 1.2 * small_peak
