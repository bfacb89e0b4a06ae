"""The door: what is recognised, what is refused and with which sentence, and what can never hurt."""

import io
import json
import random
import tarfile
import zipfile

import pytest

from linli.connect.adapters.archive import doctor, reader, source

NEUTRAL = '{"id": "m%d", "channel": "c", "ts": "2024-01-02T03:04:05Z", "user": "Su", "text": "hi"}\n'
TELEGRAM = {"name": "G", "type": "private_group", "id": 1, "messages": [
    {"id": 1, "type": "message", "date_unixtime": "1704153600", "from": "Su",
     "from_id": "user2", "text": "hi"},
]}  # fmt: skip


def test_the_formats_are_the_eight_promised():
    assert list(reader.FORMATS) == [
        "neutral", "zulip", "telegram", "discord", "whatsapp", "qq", "wechatmsg", "slack",
    ]  # fmt: skip
    assert [name for name, one in reader.FORMATS.items() if one.needs_zone] == ["whatsapp", "qq"]
    assert all(one.name == name and one.label for name, one in reader.FORMATS.items())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "chat.bin is empty."),
        ("hello\nworld\n", "chat.bin is in no format we read: Neutral JSONL, Zulip export, "),
        ('{"a": 1}', "chat.bin is in no format we read"),
        (random.Random(4).randbytes(64).replace(b"\x1f\x8b", b"xx"), "chat.bin is in no format we read"),
        (b"PK\x03\x04 damaged", "chat.bin is a damaged zip file"),
        (b"\x1f\x8b damaged", "chat.bin is a damaged tar file"),
        ("<!DOCTYPE html><html>", "This is a web page; export the chat again and choose JSON"),
        (b"SQLite format 3\0", "This is a database, not an export"),
        ("From: <Save by Tencent MsgMgr>\nSubject: Tencent IM Message", "This is QQ's MHT export"),
        ('{"role": "user", "content": "hi"}', "training a language model"),
    ],
)
def test_what_is_no_history_is_refused_in_one_sentence(write, content, sentence):
    with pytest.raises((reader.BadArchive, reader.UnknownFormat)) as refusal:
        reader.open_archive(write("chat.bin", content))

    assert sentence in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(reader.BadArchive, match="There is no file at"):
        reader.open_archive(tmp_path / "nothing.json")


@pytest.mark.parametrize("zone", ["Asia/Shangai", "../etc/passwd", "", "Asia", "UTC+8"])
def test_a_wrong_zone_is_refused_with_an_example(write, zone):
    with pytest.raises(reader.NeedsZone, match="is not a time zone; use an IANA name such as Asia/Shanghai"):
        reader.open_archive(write("messages.jsonl", NEUTRAL % 1), zone=zone)


def test_a_wrong_format_and_a_wrong_date_order_are_refused(write):
    path = write("messages.jsonl", NEUTRAL % 1)

    with pytest.raises(
        reader.UnknownFormat, match="“line” is not a format we read; choose one of neutral, zulip"
    ):
        reader.open_archive(path, format="line")
    with pytest.raises(reader.NeedsDateOrder, match="“ymd” is not a date order"):
        reader.open_archive(path, date_order="ymd")


def test_a_file_that_could_be_two_formats_is_asked_for(write):
    both = json.dumps({"guild": {"id": "1"}, "channel": {"id": "2", "name": "tea"}, **TELEGRAM})
    path = write("chat.json", both)

    with pytest.raises(reader.AmbiguousFormat, match="could be telegram or discord; say which format it is"):
        reader.open_archive(path)
    assert reader.open_archive(path, format="telegram").format == "telegram"


def test_one_chat_file_in_a_zip_is_found_and_several_are_asked_for(tmp_path):
    def zipped(name, *files):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for inside in files:
                archive.writestr(inside, json.dumps(TELEGRAM))
            archive.writestr("notes.txt", "not a chat")
            archive.writestr("__MACOSX/._result.json", "junk")
        return tmp_path / name

    assert [one.where for one in reader.open_archive(zipped("one.zip", "a/result.json")).records() if
            isinstance(one, reader.NotUnderstood)] == []  # fmt: skip
    with pytest.raises(reader.AmbiguousFormat, match=r"holds several chat files \(a.json, b.json\)"):
        reader.open_archive(zipped("two.zip", "a.json", "b.json"))
    with pytest.raises(reader.UnknownFormat, match="holds no chat history in a format we read"):
        reader.open_archive(zipped("none.zip"))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("result.json", b" " * 20_000_000)

    with pytest.raises(reader.BadArchive, match="unpacks to over 200 times its size; nothing was read"):
        reader.open_archive(path)


def test_a_tar_bomb_is_stopped_and_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    path = tmp_path / "bomb.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        entry = tarfile.TarInfo("export/messages-000001.json")
        entry.size = 30_000_000
        tar.addfile(entry, io.BytesIO(b" " * entry.size))

    with pytest.raises(reader.BadArchive, match="unpacks to over 200 times its size; nothing was read"):
        reader.open_archive(path)

    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.parametrize(
    "name", ["../evil.json", "/etc/evil.json", "a/../../evil.json", "..\\evil.json", "C:\\evil.json"]
)
def test_names_that_point_outside_are_refused(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr(name, "{}")
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO(b""))

    for path in (tmp_path / "evil.zip", tmp_path / "evil.tar"):
        with pytest.raises(
            reader.BadArchive, match="holds a file that points outside of it; nothing was read"
        ):
            reader.open_archive(path)


def test_links_in_a_tar_or_folder_are_not_followed(tmp_path):
    (tmp_path / "secret.json").write_text(json.dumps(TELEGRAM))
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "result.json").symlink_to(tmp_path / "secret.json")
    entry = tarfile.TarInfo("export/realm.json")
    entry.type, entry.linkname = tarfile.SYMTYPE, str(tmp_path / "secret.json")
    with tarfile.open(tmp_path / "link.tar", "w") as tar:
        tar.addfile(entry)

    for path in (tmp_path / "folder", tmp_path / "link.tar"):
        with pytest.raises(reader.UnknownFormat):
            reader.open_archive(path)


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "ENTRY_LIMIT", 3)
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for number in range(4):
            archive.writestr(f"{number}.json", "{}")

    with pytest.raises(reader.BadArchive, match="holds 4 files; the limit is 3"):
        reader.open_archive(tmp_path / "many.zip")


def test_a_locked_zip_is_refused_with_the_way_out(tmp_path):
    path = tmp_path / "locked.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("result.json", json.dumps(TELEGRAM))
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)

    with pytest.raises(
        reader.BadArchive, match="is locked with a password; unpack it and name the file inside"
    ):
        reader.open_archive(path)


def test_any_record_can_be_reached_again_by_its_place(write):
    path = write(
        "messages.jsonl", "".join(NEUTRAL % number for number in range(50)) + "broken\n" + NEUTRAL % 99
    )
    archive = reader.open_archive(path)

    whole = list(archive.records())
    again = archive.records()
    skipped = [next(again) for _ in range(20)]

    assert skipped + list(again) == whole
    assert whole[50].line == 51


def test_doctor_says_that_all_is_well(write):
    path = write("messages.jsonl", NEUTRAL % 1 + NEUTRAL % 2)

    assert doctor.check(path) == [
        (True, "messages.jsonl can be read."),
        (True, f"Its format is Neutral JSONL, of “{path.parent.name}”."),
        (True, "Its times can be placed."),
        (True, "All 2 records are understood."),
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("chat.jsonl", NEUTRAL % 1 + "oops\n", "Line 2: The record is not valid: JSON is malformed"),
        ("_chat.txt", "13/1/24, 10:01 - Su: hi\n", "WhatsApp files carry no time zone; say where they were"),
        ("notes.txt", "hello\n", "notes.txt is in no format we read"),
        ("empty.json", "", "empty.json is empty."),
        ("chat.json", json.dumps({**TELEGRAM, "messages": []}), "The file holds no record."),
    ],
)
def test_doctor_names_what_is_wrong(write, name, content, sentence):
    *fine, (is_well, said) = doctor.check(write(name, content))

    assert not is_well
    assert said.startswith(sentence)
    assert all(well for well, _ in fine)
