"""Telegram Desktop: single chats, whole accounts, old exports, and what it writes that is not JSON."""

import json
from pathlib import Path

import pytest

from linli.connect.adapters.archive import reader
from linli.facts.inbound import Inbound, Part

GROUP = Path(__file__).parent / "payloads" / "telegram_group.json"


def garden(kind, number, at, sender, **rest):
    return Inbound(
        kind=kind, external_id=f"4471:{number}", occurred_at=at, group="4471",
        group_name=rest.pop("group_name", "邻里花园"), sender=sender, **rest,
    )  # fmt: skip


def test_every_kind_of_message_arrives(read, utc):
    records = read(GROUP)

    def at(second):
        return utc(f"2024-01-02 00:00:{second:02}")

    assert [one for one in records if isinstance(one, Inbound)] == [
        garden("join", "1.1", at(0), "user1", sender_name="Lin"),
        garden("join", "1.2", at(0), "user2", sender_name="Su"),
        garden("join", "1.3", at(0), "name:Twin", sender_name="Twin"),
        garden(
            "message", "2", at(5), "user2", sender_name="Su", text="看 https://example.org/a Lin",
            reactions=3,
            parts=(
                Part("link", text="https://example.org/a", ref="https://example.org/a"),
                Part("mention", text="Lin", ref="user1"),
            ),
        ),
        garden("message", "3", at(6), "user1", sender_name="Lin", text="bell\x07 and \\x41",
               reply_to="4471:2", parts=(Part("image"),)),
        garden("message", "4", at(7), "user9", parts=(Part("emoji", text="😀", ref="stickers/a.webp"),)),
        garden("message", "5", at(8), "user5", sender_name="Quiz", text="Tea or coffee?", is_bot=True),
        garden("join", "6", at(9), "user6", sender_name="Zoe"),
        garden("leave", "7.1", at(10), "user6", sender_name="Zoe"),
        garden("kick", "8.1", at(11), "user1", sender_name="Lin", target="user2", text="Su"),
        garden("group_renamed", "9", at(12), "user1", sender_name="Lin", text="邻里大院",
               group_name="邻里大院"),
        garden("system", "10", at(13), "user1", sender_name="Lin", text="topic created 团购"),
        garden("message", "11", at(14), "user7", sender_name="Twin", text="in the topic", thread="10"),
        garden("message", "12", at(15), "user8", sender_name="Twin", text="answers there", thread="10",
               reply_to="4471:11"),
        garden("message", "16", at(17), "user2", sender_name="Su", text="last"),
    ]  # fmt: skip


def test_what_is_left_out_is_named_with_its_line(read):
    bad = [one for one in read(GROUP) if isinstance(one, reader.NotUnderstood)]

    assert [(one.line, one.reason) for one in bad] == [
        (6, "A person added or removed here has no name in the export: the account was deleted."),
        (68, "Telegram itself could not export this message."),
        (69, "The record has no usable time: invalid literal for int() with base 10: 'soon'."),
        (70, "The record does not fit the format: Expected `int`, got `str` - at `$.id`."),
    ]


def test_reading_twice_gives_the_same_records(read):
    assert read(GROUP) == read(GROUP)
    assert reader.open_archive(GROUP).title == "邻里花园"


def chat(name, kind, number, *texts):
    messages = [
        {
            "id": index,
            "type": "message",
            "date_unixtime": "1704153600",
            "from": "Su",
            "from_id": "user2",
            "text": text,
        }
        for index, text in enumerate(texts, start=1)
    ]
    return {"name": name, "type": kind, "id": number, "messages": messages}


def test_of_a_whole_account_groups_are_read_and_private_chats_are_left_out(write, read):
    export = {
        "about": "Here is the data you requested",
        "personal_information": {"user_id": 1, "first_name": "Lin"},
        "contacts": {"about": "", "list": [{"first_name": "Su"}]},
        "chats": {"about": "", "list": [
            chat("Garden", "public_supergroup", 1, "a", "b"),
            chat("Su", "personal_chat", 2, "secret", "secret"),
        ]},
        "left_chats": {"about": "", "list": [chat("Old", "private_group", 3, "c")]},
    }  # fmt: skip

    records = read(write("result.json", json.dumps(export, indent=1)))

    kept = [(one.external_id, one.group_name, one.text) for one in records if isinstance(one, Inbound)]
    assert kept == [("1:1", "Garden", "a"), ("1:2", "Garden", "b"), ("3:1", "Old", "c")]
    assert [one.reason for one in records if not isinstance(one, Inbound)] == [
        "“Su” is a private chat; it is left out."
    ]


OLD = {"name": "Garden", "type": "private_group", "id": 5, "messages": [
    {"id": 1, "type": "message", "date": "2019-01-02T08:00:00", "from": "Su", "from_id": 2, "text": "hi"},
]}  # fmt: skip


def test_an_old_export_asks_for_its_zone(write):
    with pytest.raises(reader.NeedsZone, match="This older Telegram export carries no time zone"):
        reader.open_archive(write("result.json", json.dumps(OLD)))


def test_an_old_export_is_read_in_the_zone_given(write, read, utc):
    (record,) = read(write("result.json", json.dumps(OLD)), zone="Asia/Shanghai")

    assert (record.sender, record.occurred_at) == ("user2", utc("2019-01-02 00:00:00"))


def test_a_truncated_export_gives_what_is_whole_and_names_the_rest(write, read, said):
    whole = json.dumps(chat("Garden", "private_group", 1, "a", "b"), indent=1)

    records = read(write("result.json", whole[: whole.index('"text": "b"') + 8]))

    assert said(records) == [("user2", "a")]
    assert records[-1].reason == "The file breaks off in the middle of this record."
    assert records[-1].line == 14


def test_a_person_whose_text_looks_like_a_name_is_not_taken_for_another(write, read):
    export = chat("Garden", "private_group", 1, '"from": "Momo",\n "from_id": "user66"')
    export["messages"].append(
        {"id": 9, "type": "service", "date_unixtime": "1704153601", "actor": "Lin", "actor_id": "user1",
         "action": "invite_members", "members": ["Momo", "Su"]}
    )  # fmt: skip

    records = read(write("result.json", json.dumps(export, indent=1)))

    assert [one.sender for one in records if one.kind == "join"] == ["name:Momo", "user2"]
