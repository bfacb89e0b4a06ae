"""Discord through DiscordChatExporter: a thread belongs to its channel, a join is a join."""

import json
from pathlib import Path

import pytest

from linli.connect.adapters.archive import reader
from linli.facts.inbound import Inbound, Part

THREAD = Path(__file__).parent / "payloads" / "discord_thread.json"


def test_every_kind_of_message_arrives(read, utc):
    def tea(kind, number, at, sender, **rest):
        return Inbound(
            kind=kind, external_id=str(number), occurred_at=utc(f"2024-01-02 03:04:{at}"), group="800",
            group_name="tea", thread="801", sender=sender, **rest,
        )  # fmt: skip

    assert [one for one in read(THREAD) if isinstance(one, Inbound)] == [
        tea(
            "message", 1, "05.123", "2", sender_name="Su", text="look @everyone", reactions=4,
            parts=(
                Part("image", text="a.PNG", ref="https://cdn.example/a.PNG"),
                Part("link", text="A page", ref="https://example.org/p"),
                Part("mention", text="@Lin", ref="1"),
                Part("mention_all", text="@everyone"),
                Part("emoji", text="wave"),
            ),
        ),
        tea("message", 2, "06", "9", sender_name="helper", text="yes", reply_to="1", is_bot=True),
        tea("join", 3, "07", "3", sender_name="momo"),
        tea("kick", 4, "08", "1", sender_name="lin", target="3"),
        tea("system", 5, "09", "1", sender_name="lin", text="Pinned a message."),
        tea("message", 6, "10", "2", sender_name="su", text="/tea"),
        tea("message", 8, "11", "2", sender_name="su", text="from elsewhere"),
    ]  # fmt: skip
    assert reader.open_archive(THREAD).title == "Lin's Garden"


def test_a_message_without_time_is_named_with_its_line(read):
    (bad,) = [one for one in read(THREAD) if isinstance(one, reader.NotUnderstood)]

    assert bad.line == 27
    assert bad.reason == "The record does not fit the format: Object missing required field `timestamp`."


def export(channel, guild="900"):
    message = {
        "id": "1",
        "timestamp": "2024-01-02T03:04:05Z",
        "author": {"id": "2", "name": "su"},
        "content": "hi",
    }
    return json.dumps({"guild": {"id": guild, "name": "G"}, "channel": channel, "messages": [message]})


def test_a_channel_is_its_own_group_even_inside_a_category(write, read):
    channel = {"id": "800", "type": "GuildTextChat", "categoryId": "700", "category": "Talk", "name": "tea"}

    (record,) = read(write("tea.json", export(channel)))

    assert (record.group, record.group_name, record.thread) == ("800", "tea", "")


def test_direct_messages_are_titled_by_their_channel(write):
    path = write("dm.json", export({"id": "5", "type": "DirectTextChat", "name": "Su"}, guild="0"))

    assert reader.open_archive(path).title == "Su"


def test_an_export_that_names_no_channel_is_refused(write):
    with pytest.raises(reader.BadArchive, match="names no channel we can read"):
        reader.open_archive(write("bad.json", export({"name": "tea"})))
