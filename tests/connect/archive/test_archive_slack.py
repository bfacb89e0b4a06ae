"""Slack's export zip: a folder per channel, a file per day, and its own markup."""

import json
import zipfile

import pytest

from linli.connect.adapters.archive import reader
from linli.facts.inbound import Inbound, Part

USERS = [
    {"id": "U1", "name": "lin", "profile": {"display_name": "Lin", "real_name": "Lin L"}},
    {"id": "U2", "name": "su", "profile": {"display_name": "", "real_name": "Su S"}},
    {"id": "U3", "name": "robot", "is_bot": True, "profile": {}},
]
DAY_ONE = [
    {"type": "message", "subtype": "channel_join", "user": "U2", "text": "<@U2> has joined",
     "ts": "1704153600.000100"},
    {"type": "message", "user": "U2", "ts": "1704153601.000200", "thread_ts": "1704153601.000200",
     "text": "hi <@U1> &amp; <!here>, see <https://example.org/?a=1&amp;b=2|the page> in <#C9|tea>",
     "reactions": [{"name": "+1", "users": ["U1", "U3"], "count": 2}],
     "files": [{"id": "F1", "title": "Plan", "mimetype": "image/png", "url_private": "https://files.example/1"},
               {"id": "F2", "mode": "tombstone"}]},
    {"type": "message", "user": "U1", "ts": "1704153602.999999", "thread_ts": "1704153601.000200",
     "text": "yes"},
]  # fmt: skip
DAY_TWO = [
    {"type": "message", "subtype": "bot_message", "bot_id": "B1", "username": "cal",
     "ts": "1704240000.000000", "text": "&lt;ping&gt;"},
    {"type": "message", "subtype": "channel_name", "user": "U1", "name": "yard", "ts": "1704240001.000000",
     "text": "renamed"},
    {"type": "message", "user": "U2", "ts": "noon", "text": "no time"},
    {"type": "message", "ts": "1704240002.000000", "text": "nobody"},
    {"type": "message", "subtype": "channel_leave", "user": "U2", "ts": "1704240003.000000", "text": "left"},
]  # fmt: skip


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(
                name, content if isinstance(content, str | bytes) else json.dumps(content, indent=1)
            )
    return path


def export(**more):
    return {
        "channels.json": [{"id": "C1", "name": "garden", "members": ["U1", "U2"]}],
        "users.json": USERS,
        "integration_logs.json": [],
        "garden/2024-01-03.json": DAY_TWO,
        "garden/2024-01-02.json": DAY_ONE,
        **more,
    }


def test_every_kind_of_message_arrives_in_the_order_of_days(tmp_path, read, utc):
    records = read(zipped(tmp_path / "Garden Slack export Jan 1 2024 - Feb 1 2024.zip", export()))

    def garden(kind, ts, at, sender, **rest):
        return Inbound(
            kind=kind, external_id=f"C1:{ts}", occurred_at=utc(at), group="C1",
            group_name=rest.pop("group_name", "garden"), sender=sender, **rest,
        )  # fmt: skip

    assert [one for one in records if isinstance(one, Inbound)] == [
        garden("join", "1704153600.000100", "2024-01-02 00:00:00.000100", "U2", sender_name="Su S",
               text="@Su S has joined"),
        garden("message", "1704153601.000200", "2024-01-02 00:00:01.000200", "U2", sender_name="Su S",
               text="hi @Lin & @here, see the page in #tea", thread="1704153601.000200", reactions=2,
               parts=(
                   Part("mention", text="@Lin", ref="U1"), Part("mention_all", text="@here"),
                   Part("link", text="the page", ref="https://example.org/?a=1&b=2"),
                   Part("image", text="Plan", ref="https://files.example/1"), Part("file"),
               )),
        garden("message", "1704153602.999999", "2024-01-02 00:00:02.999999", "U1", sender_name="Lin",
               text="yes", thread="1704153601.000200", reply_to="C1:1704153601.000200"),
        garden("message", "1704240000.000000", "2024-01-03 00:00:00", "B1", sender_name="cal", text="<ping>",
               is_bot=True),
        garden("group_renamed", "1704240001.000000", "2024-01-03 00:00:01", "U1", sender_name="Lin",
               text="renamed", group_name="yard"),
        garden("leave", "1704240003.000000", "2024-01-03 00:00:03", "U2", sender_name="Su S", text="left"),
    ]  # fmt: skip
    assert [(one.where, one.line, one.reason) for one in records if not isinstance(one, Inbound)] == [
        ("garden/2024-01-03.json", 18,
         "The record has no usable time or sender: “noon” is not a Slack time."),
        ("garden/2024-01-03.json", 24,
         "The record has no usable time or sender: nobody is named as its sender."),
    ]  # fmt: skip


def test_title_is_the_workspace(tmp_path):
    path = zipped(tmp_path / "Garden Slack export Jan 1 2024 - Feb 1 2024.zip", export())

    assert (reader.open_archive(path).format, reader.open_archive(path).title) == ("slack", "Garden")


def test_private_conversations_are_left_out_and_said_once_each(tmp_path, read):
    talk = [{"type": "message", "user": "U1", "ts": "1704153600.000000", "text": "secret"}]
    path = zipped(tmp_path / "x.zip", export(**{
        "groups.json": [{"id": "G1", "name": "staff"}], "dms.json": [{"id": "D1", "members": ["U1", "U2"]}],
        "mpims.json": [{"id": "G2", "name": "mpdm-lin--su-1"}], "staff/2024-01-02.json": talk,
        "D1/2024-01-02.json": talk, "D1/2024-01-03.json": talk, "mpdm-lin--su-1/2024-01-02.json": talk,
    }))  # fmt: skip

    records = read(path)

    assert [one.group for one in records if isinstance(one, Inbound) and one.text == "secret"] == ["G1"]
    assert [one.where for one in records if not isinstance(one, Inbound) and "private" in one.reason] == [
        "D1/2024-01-02.json",
        "mpdm-lin--su-1/2024-01-02.json",
    ]


def test_an_unpacked_export_and_one_in_a_folder_read_the_same(tmp_path, read):
    packed = zipped(tmp_path / "a.zip", export())
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "a")
    nested = zipped(tmp_path / "b.zip", {f"Export/{name}": content for name, content in export().items()})

    ids = [one.external_id for one in read(packed) if isinstance(one, Inbound)]

    assert ids == [one.external_id for one in read(tmp_path / "a") if isinstance(one, Inbound)]
    assert ids == [one.external_id for one in read(nested) if isinstance(one, Inbound)]
    assert len(ids) == 6


def test_a_channel_folder_in_another_zip_encoding_finds_its_channel(tmp_path, read):
    files = {
        "channels.json": json.dumps([{"id": "C1", "name": "花园"}]),
        "users.json": "[]",
        "##/2024-01-02.json": json.dumps([{"user": "U1", "ts": "1704153600.000000", "text": "hi"}]),
    }
    raw = zipped(tmp_path / "a.zip", files).read_bytes()
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("##", "######"), content)
    path.write_bytes(path.read_bytes().replace(b"######", "花园".encode()))

    (record,) = read(path)

    assert raw
    assert (record.group, record.group_name) == ("C1", "花园")


def test_the_text_export_of_one_person_is_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", {"channels/garden.txt": "hello", "dms/su.txt": "hi"})

    with pytest.raises(reader.BadArchive, match="Slack's text export of a single person"):
        reader.open_archive(path)


def test_a_damaged_day_is_named_and_the_next_one_is_read(tmp_path, read):
    path = zipped(tmp_path / "a.zip", export(**{"garden/2024-01-02.json": '[\n{"user": "U1", "ts"'}))

    records = read(path)

    assert (records[0].where, records[0].line) == ("garden/2024-01-02.json", 2)
    assert records[0].reason == "The file breaks off in the middle of this record."
    assert [one.kind for one in records[1:] if isinstance(one, Inbound)] == [
        "message",
        "group_renamed",
        "leave",
    ]
