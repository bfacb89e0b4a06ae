"""Zulip's export: ids of one table explain the other, and an answer is a quotation with a link."""

import json
import tarfile

import pytest

from linli.connect.adapters.archive import reader
from linli.facts.inbound import Inbound, Part

REALM = {
    "zerver_realm": [{"id": 2, "name": "Garden", "string_id": "garden"}],
    "zerver_userprofile": [
        {"id": 11, "full_name": "Lin", "email": "lin@example.org", "is_bot": False},
        {"id": 12, "full_name": "Su", "email": "su@example.org"},
        {"id": 13, "full_name": "Cal", "email": "cal-bot@example.org", "is_bot": True},
    ],
    "zerver_userprofile_mirrordummy": [{"id": 14, "full_name": "Momo", "email": "momo@example.org"}],
    "zerver_userprofile_crossrealm": [{"id": 6, "email": "notification-bot@zulip.com"}],
    "zerver_stream": [{"id": 31, "name": "tea", "description": "x"}],
    "zerver_recipient": [
        {"id": 41, "type": 2, "type_id": 31}, {"id": 42, "type": 1, "type_id": 11},
        {"id": 43, "type": 3, "type_id": 5},
    ],
    "zerver_reaction": [
        {"id": 1, "message": 102, "user_profile": 11}, {"id": 2, "message": 102, "user_profile": 14},
    ],
}  # fmt: skip
ANSWER = "@_**Su|12** [said](https://garden.example/#narrow/stream/31-tea/topic/oolong/near/102):\n```quote\nhi\n```\nyes"


def message(number, sender, content, *, recipient=41, at=1704153600.25, **rest):
    return {
        "id": number, "sender": sender, "recipient": recipient, "subject": "oolong", "content": content,
        "rendered_content": "<p></p>", "date_sent": at, **rest,
    }  # fmt: skip


PAGES = {
    "messages-000001.json": [
        message(102, 12, "hi @**Lin**, @**all**: [a page](https://example.org/p) ![](/user_uploads/2/a.PNG)"),
        message(103, 11, ANSWER, at=1704153601.0),
        message(104, 12, "secret", recipient=42),
        message(105, 12, "secret", recipient=42),
    ],
    "messages-000002.json": [
        message(106, 13, "tea is ready", at=1704153602.5),
        message(107, 6, "topic resolved", at=1704153603.0),
        message(108, 14, "old", at=None, pub_date=1704153604.0),
        message(109, 99, "someone gone", at=1704153605.0),
        message(110, 12, "lost", recipient=77),
        message("111", 12, "wrong"),
    ],
}


def laid_out(folder):
    folder.mkdir()
    (folder / "realm.json").write_text(json.dumps(REALM, indent=1))
    for name, messages in PAGES.items():
        (folder / name).write_text(
            json.dumps({"zerver_usermessage": [], "zerver_message": messages}, indent=1)
        )
    (folder / "uploads").mkdir()
    (folder / "uploads" / "records.json").write_text("[]")
    return folder


def packed(folder, path, mode="w:gz"):
    with tarfile.open(path, mode) as tar:
        for name in ("messages-000002.json", "messages-000001.json", "realm.json", "uploads/records.json"):
            tar.add(folder / name, arcname=f"zulip-export-abc/{name}")
    return path


def test_every_kind_of_message_arrives(tmp_path, read, utc):
    records = read(laid_out(tmp_path / "export"))

    def tea(number, at, sender, **rest):
        return Inbound(
            kind="message", external_id=str(number), occurred_at=utc(f"2024-01-02 00:00:{at}"), group="31",
            group_name="tea", thread="oolong", sender=sender, **rest,
        )  # fmt: skip

    assert [one for one in records if isinstance(one, Inbound)] == [
        tea(102, "00.250", "12", sender_name="Su", text="hi @Lin, @all: a page ", reactions=2, parts=(
            Part("mention", text="@Lin", ref="11"), Part("mention_all", text="@all"),
            Part("link", text="a page", ref="https://example.org/p"),
            Part("image", ref="/user_uploads/2/a.PNG"),
        )),
        tea(103, "01", "11", sender_name="Lin", text="yes", reply_to="102"),
        tea(106, "02.500", "13", sender_name="Cal", text="tea is ready", is_bot=True),
        tea(107, "03", "6", sender_name="notification-bot", text="topic resolved", is_bot=True),
        tea(108, "04", "14", sender_name="Momo", text="old"),
        tea(109, "05", "99", text="someone gone"),
    ]  # fmt: skip


def test_what_is_left_out_is_named_with_file_and_line(tmp_path, read):
    bad = [one for one in read(laid_out(tmp_path / "export")) if isinstance(one, reader.NotUnderstood)]

    assert [(one.where, one.line, one.reason) for one in bad] == [
        ("messages-000001.json", 22, "This begins a private conversation; it is left out."),
        ("messages-000002.json", 41, "The export does not say which channel recipient 77 is."),
        (
            "messages-000002.json",
            50,
            "The record does not fit the format: Expected `int`, got `str` - at `$.id`.",
        ),
    ]


@pytest.mark.parametrize(("name", "mode"), [("export.tar.gz", "w:gz"), ("export.tar", "w")])
def test_a_packed_export_reads_the_same_as_the_folder(tmp_path, read, name, mode):
    folder = laid_out(tmp_path / "export")
    path = packed(folder, tmp_path / name, mode)

    archive = reader.open_archive(path)

    assert (archive.format, archive.title) == ("zulip", "Garden")
    records = [one for one in archive.records() if isinstance(one, Inbound)]
    assert records == [one for one in read(folder) if isinstance(one, Inbound)]
    assert records == [one for one in archive.records() if isinstance(one, Inbound)]
    assert len(records) == 6


def test_a_damaged_realm_is_refused(tmp_path):
    folder = laid_out(tmp_path / "export")
    (folder / "realm.json").write_text('{"zerver_realm": [{"id": 2')

    with pytest.raises(reader.BadArchive, match=r"realm.json is damaged at line 1: The file breaks off"):
        reader.open_archive(folder)


def test_a_single_page_is_refused_with_the_way_out(tmp_path):
    folder = laid_out(tmp_path / "export")

    with pytest.raises(reader.BadArchive, match=r"A Zulip export is a tar.gz or a folder"):
        reader.open_archive(folder / "messages-000001.json", format="zulip")
