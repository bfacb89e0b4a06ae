"""What people do on a real homeserver reaches the log once, in order, whatever happens on the way."""

from types import SimpleNamespace

import httpx
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.connect.adapters.matrix import jobs
from linli.connect.gateway.models import Address, Identity
from linli.connect.gateway.orders import SendMessage
from linli.facts.inbound import Part
from linli.facts.members import IdentitySeen, MembershipJoined, MembershipLeft
from linli.facts.messages import MessageEdited, MessagePosted, MessageRecalled, ReactionAdded
from linli.kernel.orgs import scope

pytestmark = pytest.mark.real


def test_what_is_said_in_a_bound_room_is_posted(house):
    cheng, su = house.person("Cheng"), house.person("Su")
    room = house.room(cheng)

    su.join(room)
    said = su.say(room, "今天读到第三章了")
    answered = cheng.say(
        room,
        f"> <{su.id}> 今天读到第三章了\n\n真快",
        **{"m.relates_to": {"m.in_reply_to": {"event_id": said}}, "m.mentions": {"user_ids": [su.id]}},
    )
    first, second = house.wait_for_facts(room, "message.posted", 2)

    assert first == MessagePosted(message=said, group=room, text="今天读到第三章了")
    assert second == MessagePosted(
        message=answered, group=room, text="真快", parts=(Part("mention", "", su.id),), reply_to=said
    )


def test_joining_leaving_kicking_and_banning_are_told_apart(house):
    cheng, su, momo, wu = (house.person(name) for name in ("Cheng", "Su", "Momo", "Wu"))
    room = house.room(cheng)

    for one in (su, momo, wu):
        one.join(room)
    su.leave(room)
    cheng.act(room, "kick", momo, reason="广告")
    cheng.act(room, "ban", wu)
    left = house.wait_for_facts(room, "membership.left", 3)

    assert [fact for _, fact in house.facts(room, "membership.joined")] == [MembershipJoined(group=room)] * 3
    assert left == [
        MembershipLeft(group=room, reason="left"),
        MembershipLeft(group=room, reason="kicked"),
        MembershipLeft(group=room, reason="banned"),
    ]


def test_an_invitation_turned_down_and_an_unban_say_nothing(house):
    cheng, su, momo = house.person("Cheng"), house.person("Su"), house.person("Momo")
    room = house.room(cheng)

    cheng.act(room, "invite", su)
    su.leave(room)
    momo.join(room)
    cheng.act(room, "ban", momo)
    cheng.act(room, "unban", momo)
    momo.join(room)
    joined = house.wait_for_facts(room, "membership.joined", 2)

    assert joined == [MembershipJoined(group=room), MembershipJoined(group=room, is_rejoin=True)]
    assert [fact.reason for _, fact in house.facts(room, "membership.left")] == ["banned"]


def test_an_edit_a_reaction_and_a_redaction_name_the_message(house):
    su = house.person("Su")
    room = house.room(su)

    said = su.say(room, "买一送一")
    relation = {"rel_type": "m.replace", "event_id": said}
    su.say(
        room, "* 没事", **{"m.new_content": {"msgtype": "m.text", "body": "没事"}, "m.relates_to": relation}
    )
    heart = {"m.relates_to": {"rel_type": "m.annotation", "event_id": said, "key": "❤️"}}
    su.send(room, heart, kind="m.reaction")
    su.redact(room, said)
    house.wait_for_facts(room, "message.recalled", 1)

    assert [fact for _, fact in house.facts(room)][-4:] == [
        MessagePosted(message=said, group=room, text="买一送一"),
        MessageEdited(message=said, group=room, text="没事"),
        ReactionAdded(message=said, group=room, emoji="❤️"),
        MessageRecalled(message=said, group=room),
    ]


def test_rooms_of_an_older_version_name_the_redacted_message_elsewhere(house):
    su = house.person("Su")
    room = house.room(su, version="10")

    said = su.say(room, "买一送一")
    su.redact(room, said)

    assert house.wait_for_facts(room, "message.recalled", 1) == [MessageRecalled(message=said, group=room)]


def test_a_new_name_is_noted_and_a_new_picture_is_not(house):
    su = house.person("Su")
    room = house.room(su)

    su.rename("苏苏")
    su.ask("PUT", f"/profile/{su.id}/avatar_url", {"avatar_url": "mxc://t.test/abc"})
    su.say(room, "换了名字")
    house.wait_for_facts(room, "message.posted", 1)

    renamed = [event.fact.name for event in house.events() if event.kind == "identity.renamed"]
    assert renamed == ["苏苏"]


def test_going_into_a_room_introduces_those_who_are_there_without_letting_them_join(house):
    cheng = house.person("Cheng")

    room = house.room(cheng, "晨读")

    with scope.org(house.org.id):
        assert Address.objects.get(external=room).name == "晨读"
        assert Identity.objects.get(external=cheng.id).name == "Cheng"
        assert Identity.objects.get(external=house.bot).is_bot
    seen = [event.fact.external for event in house.events() if isinstance(event.fact, IdentitySeen)]
    assert sorted(seen) == sorted([cheng.id, house.bot])
    assert house.facts(room, "membership.joined") == []


def test_an_invitation_becomes_a_job(house):
    cheng = house.person("Cheng")

    room = cheng.make_room("新群", invite=[house.bot])

    invited = ProcrastinateJob.objects.filter(task_name="matrix.join_room", args__room=room)
    job = house.wait_for(invited.first, "the job")
    assert job.args == {"channel": house.channel.id, "org": house.org.id, "room": room}


def test_a_room_that_keeps_us_out_is_told_in_the_log_and_not_tried_again(house, caplog):
    cheng = house.person("Cheng")
    room = cheng.make_room("新群")
    cheng.act(room, "ban", SimpleNamespace(id=house.bot))

    jobs.join_room(channel=house.channel.id, org=house.org.id, room=room)

    (told,) = [record.getMessage() for record in caplog.records if room in record.getMessage()]
    assert told.startswith(f"Cannot follow the invitation to {room}: M_BAD_STATE: ")


def test_a_transaction_taken_in_whose_answer_got_lost_counts_once(house):
    su = house.person("Su")
    room = house.room(su)
    su.say(room, "第一句")
    house.wait_for_facts(room, "message.posted", 1)
    house.door.seen.clear()

    house.door.fail_after_saving(1)
    su.say(room, "第二句")
    house.wait_for(lambda: len(house.door.seen) >= 2, "the redelivery")
    su.say(room, "第三句")
    posted = house.wait_for_facts(room, "message.posted", 3)

    assert house.door.seen[0] == house.door.seen[1]
    assert [fact.text for fact in posted] == ["第一句", "第二句", "第三句"]


def test_our_own_words_come_back_as_those_of_a_program(house):
    su = house.person("Su")
    room = house.room(su)

    house.perform(house.order(SendMessage("欢迎"), room, key="k-1"))
    (posted,) = house.wait_for_facts(room, "message.posted", 1)

    assert posted.text == "欢迎"
    assert posted.is_bot


def test_repeats_and_events_out_of_order_are_kept_once_each(house):
    events = [_event("$b", 2_000, "后"), _event("$a", 1_000, "先"), _event("$b", 2_000, "后")]

    for number in ("1", "2"):
        answer = _put(house, f"transactions/{number}", {"events": events})
        assert (answer.status_code, answer.json()) == (200, {})

    facts = [fact for _, fact in house.facts("!r:t.test", "message.posted")]
    assert [(fact.message, fact.text) for fact in facts] == [("$b", "后"), ("$a", "先")]


def test_one_event_that_cannot_be_kept_does_not_hold_up_the_others(house):
    events = [_event("$a", 1_000, "先"), _event("$" + "x" * 300, 1_500, "怪"), _event("$b", 2_000, "后")]
    events += [{"type": "m.room.message"}, 7, None, {"type": ["m.room.message"]}]

    assert _put(house, "transactions/1", {"events": events}).status_code == 200

    assert [fact.text for _, fact in house.facts("!r:t.test", "message.posted")] == ["先", "后"]


@pytest.mark.parametrize(
    ("path", "headers", "body", "status", "code"),
    [
        ("transactions/1", {}, b"{}", 401, "M_MISSING_TOKEN"),
        ("transactions/1", {"Authorization": "Bearer wrong"}, b"{}", 403, "M_FORBIDDEN"),
        ("transactions/1", None, b"{", 400, "M_NOT_JSON"),
        ("transactions/1", None, b"[" * 100_000, 400, "M_NOT_JSON"),
        ("transactions/1", None, b"[]", 400, "M_BAD_JSON"),
        ("transactions/1", None, b" " * (16 * 1024 * 1024 + 1), 413, "M_TOO_LARGE"),
        ("ping", None, b"{}", 405, "M_UNRECOGNIZED"),
        ("nothing", None, b"{}", 404, "M_UNRECOGNIZED"),
    ],
)
def test_what_is_not_a_transaction_of_ours_is_refused_and_nothing_is_written(
    house, path, headers, body, status, code
):
    answer = _put(house, path, body, headers=headers)

    assert (answer.status_code, answer.json()["errcode"]) == (status, code)
    assert house.facts("!r:t.test") == []


def test_accounts_and_rooms_we_do_not_have_are_unknown(house):
    for path in ("users/@linli_x:t.test", "rooms/%23linli_x:t.test"):
        answer = httpx.get(_address(house, path), headers=_bearer(house))

        assert (answer.status_code, answer.json()["errcode"]) == (404, "M_NOT_FOUND")


def _event(event_id, stamp, text):
    return {
        "type": "m.room.message",
        "event_id": event_id,
        "room_id": "!r:t.test",
        "sender": "@su:t.test",
        "origin_server_ts": 1_700_000_000_000 + stamp,
        "content": {"msgtype": "m.text", "body": text},
    }


def _bearer(house):
    return {"Authorization": f"Bearer {house.matrix.hs_token}"}


def _address(house, path):
    return f"http://127.0.0.1:{house.door.port}/_matrix/app/v1/{path}"


def _put(house, path, body, *, headers=None):
    given = _bearer(house) if headers is None else headers
    if isinstance(body, bytes):
        return httpx.put(_address(house, path), content=body, headers=given, timeout=30)
    return httpx.put(_address(house, path), json=body, headers=given, timeout=30)
