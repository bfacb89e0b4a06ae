"""Matrix events as records: what people do, what clients add, and what strangers make up."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.connect.adapters.matrix import payloads
from linli.connect.adapters.matrix.account import Matrix
from linli.facts.inbound import Inbound, Part

MATRIX = Matrix(homeserver="http://h.example", server_name="t.test", url="http://l.example")
AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SENT_AT = datetime(2026, 11, 22, 3, 59, 30, tzinfo=UTC)
ROOM, SU, EVENT = "!room:t.test", "@su:t.test", "$said"


def event(content, *, kind="m.room.message", **more):
    usual = {"type": kind, "event_id": EVENT, "room_id": ROOM, "sender": SU, "content": content}
    return {**usual, "origin_server_ts": int(SENT_AT.timestamp() * 1000), **more}


def read(content, **more):
    return payloads.record_of(event(content, **more), matrix=MATRIX, at=AT)


def record(kind, **given):
    usual = {"external_id": EVENT, "occurred_at": SENT_AT, "group": ROOM, "sender": SU}
    return Inbound(kind=kind, **{**usual, **given})


def member(membership, was=None, *, who=SU, sender=SU, name="", old_name="", **content):
    before = {"membership": was, "displayname": old_name} if was else None
    unsigned = {"prev_content": before} if before else {}
    now = {"membership": membership, "displayname": name, **content}
    return read(now, kind="m.room.member", state_key=who, sender=sender, unsigned=unsigned)


def test_plain_text_is_a_message():
    assert read({"msgtype": "m.text", "body": "早"}) == record("message", text="早")


def test_the_quotation_that_old_clients_put_before_a_reply_is_not_part_of_it():
    content = {
        "msgtype": "m.text",
        "body": "> <@momo:t.test> 在吗\n> 有人吗\n\n> 在\n好",
        "format": "org.matrix.custom.html",
        "formatted_body": '<mx-reply><a href="https://matrix.to/#/!r/$x">In reply to</a></mx-reply>在<br>好',
        "m.relates_to": {"m.in_reply_to": {"event_id": "$asked"}},
    }

    assert read(content) == record("message", text="> 在\n好", reply_to="$asked")


def test_a_quotation_in_a_message_that_answers_nothing_stays():
    assert read({"msgtype": "m.text", "body": "> 原话\n\n我同意"}).text == "> 原话\n\n我同意"


@pytest.mark.parametrize(("falls_back", "reply_to"), [(True, ""), (False, "$last")])
def test_a_message_in_a_thread_names_its_thread(falls_back, reply_to):
    relation = {
        "rel_type": "m.thread",
        "event_id": "$root",
        "is_falling_back": falls_back,
        "m.in_reply_to": {"event_id": "$last"},
    }

    found = read({"msgtype": "m.text", "body": "同上", "m.relates_to": relation})

    assert found == record("message", text="同上", thread="$root", reply_to=reply_to)


def test_an_edit_carries_the_new_text_only():
    content = {
        "msgtype": "m.text",
        "body": "* 新",
        "m.new_content": {"msgtype": "m.text", "body": "新"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$old"},
    }

    assert read(content) == record("edit", target="$old", text="新")


def test_a_link_is_seen_behind_its_label():
    html = '看<a href="https://bad.example/x?a=1&amp;b=2">这里</a>'

    found = read({"msgtype": "m.text", "body": "看这里", "formatted_body": html})

    assert found.parts == (Part("link", "这里", "https://bad.example/x?a=1&b=2"),)


def test_a_person_mentioned_by_a_pill_and_by_the_list_is_mentioned_once():
    pill = '<a href="https://matrix.to/#/%40momo%3At.test">墨墨</a> <a href="https://matrix.to/#/@zhou:t.test?via=x">周</a>'
    content = {
        "msgtype": "m.text",
        "body": "墨墨 周",
        "formatted_body": pill,
        "m.mentions": {"user_ids": ["@momo:t.test", "@lin:t.test", 7], "room": True},
    }

    assert read(content).parts == (
        Part("mention", "墨墨", "@momo:t.test"),
        Part("mention", "周", "@zhou:t.test"),
        Part("mention", "", "@lin:t.test"),
        Part("mention_all"),
    )


@pytest.mark.parametrize(
    ("msgtype", "kind"),
    [("m.image", "image"), ("m.file", "file"), ("m.audio", "audio"), ("m.video", "video")],
)
def test_a_file_is_a_part_and_its_caption_the_text(msgtype, kind):
    bare = read({"msgtype": msgtype, "body": "a.bin", "url": "mxc://t.test/1"})
    captioned = read({"msgtype": msgtype, "body": "封面", "filename": "a.bin", "url": "mxc://t.test/1"})

    assert bare == record("message", parts=(Part(kind, "a.bin", "mxc://t.test/1"),))
    assert captioned == record("message", text="封面", parts=(Part(kind, "a.bin", "mxc://t.test/1"),))


def test_notices_and_our_own_accounts_are_programs():
    said = {"msgtype": "m.text", "body": "x"}

    assert read({"msgtype": "m.notice", "body": "x"}).is_bot
    assert read(said, sender="@linli:t.test").is_bot
    assert read(said, sender="@linli_xiaolin:t.test").is_bot
    assert not read(said, sender="@linli:elsewhere.test").is_bot
    assert not read(said, sender="@linlin:t.test").is_bot


def test_stickers_and_encrypted_messages_count_as_said():
    sticker = read({"body": "笑", "url": "mxc://t.test/s"}, kind="m.sticker")
    encrypted = read({"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "…"}, kind="m.room.encrypted")

    assert sticker == record("message", parts=(Part("emoji", "笑", "mxc://t.test/s"),))
    assert encrypted == record("message", parts=(Part("card", "encrypted"),))


def test_a_reaction_and_a_redaction_name_their_target():
    heart = {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$said", "key": "❤️"}}

    assert read(heart, kind="m.reaction") == record("reaction", target="$said", emoji="❤️")
    assert read({"redacts": "$a"}, kind="m.room.redaction") == record("redaction", target="$a")
    assert read({}, kind="m.room.redaction", redacts="$b") == record("redaction", target="$b")
    assert read({}, kind="m.room.redaction") is None


def test_a_room_gets_another_name():
    found = read({"name": "晨读群"}, kind="m.room.name", state_key="")

    assert found == record("group_renamed", group_name="晨读群", text="晨读群")


def test_every_change_of_membership_is_told_apart():
    lin = "@lin:t.test"

    assert member("join", name="苏苏") == record("join", sender_name="苏苏")
    assert member("join", "invite", name="苏苏") == record("join", sender_name="苏苏")
    assert member("join", "join", name="苏", old_name="苏苏") == record("rename", sender_name="苏")
    assert member("join", "join", name="苏", old_name="苏") is None
    assert member("leave", "join") == record("leave")
    assert member("leave", "join", sender=lin, reason="广告") == record(
        "kick", sender=lin, target=SU, text="广告"
    )
    assert member("ban", "join", sender=lin) == record("ban", sender=lin, target=SU)
    assert member("invite", who="@momo:t.test") is None
    assert member("leave", "invite") is None
    assert member("leave", "ban", sender=lin) is None
    assert member("leave", "knock") is None
    assert member("knock", name="苏苏") == record("knock", sender_name="苏苏")


def test_only_invitations_of_neighbours_are_followed_unless_anyone_may_invite():
    def invite(sender, who="@linli:t.test", room=ROOM):
        content = {"membership": "invite"}
        return event(content, kind="m.room.member", state_key=who, sender=sender, room_id=room)

    events = [
        invite(SU),
        invite(SU),
        invite("@mallory:elsewhere.test", room="!far:elsewhere.test"),
        invite(SU, who="@momo:t.test", room="!other:t.test"),
    ]
    anyone = Matrix(homeserver="http://h", server_name="t.test", url="http://l", invited_by="anyone")

    assert payloads.invitations(events, matrix=MATRIX) == [ROOM]
    assert payloads.invitations(events, matrix=anyone) == [ROOM, "!far:elsewhere.test"]


@pytest.mark.parametrize("stamp", [None, "now", -1, 10**18, int((AT + timedelta(days=1)).timestamp() * 1000)])
def test_a_time_nobody_can_believe_is_the_time_of_arrival(stamp):
    found = read({"msgtype": "m.text", "body": "早"}, origin_server_ts=stamp)

    assert found.occurred_at == AT


def test_a_text_longer_than_we_keep_is_cut_and_not_lost():
    assert read({"msgtype": "m.text", "body": "字" * 25_000}).text == "字" * 20_000


def test_half_a_character_is_replaced():
    assert read({"msgtype": "m.text", "body": "a\ud83d"}).text == "a?"


def test_events_that_say_nothing_are_left_out():
    events = [event({}, kind="m.room.topic"), event({}), {"type": "m.room.message"}, None, 3]

    assert payloads.records(events, matrix=MATRIX, at=AT) == []


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
names = [
    "msgtype",
    "body",
    "filename",
    "url",
    "formatted_body",
    "m.relates_to",
    "m.new_content",
    "m.mentions",
]
names += ["membership", "displayname", "redacts", "name", "file", "info"]
contents = st.dictionaries(st.sampled_from(names), anything) | anything
kinds = st.sampled_from([*payloads._READERS, "m.room.power_levels"])


@given(kind=kinds, content=contents, unsigned=anything, state_key=anything)
def test_whatever_somebody_puts_into_an_event_becomes_a_record_or_nothing(kind, content, unsigned, state_key):
    found = payloads.record_of(
        event(content, kind=kind, unsigned=unsigned, state_key=state_key), matrix=MATRIX, at=AT
    )

    assert found is None or isinstance(found, Inbound)
