"""Orders on a real homeserver: carried out, repeated, refused, and read back."""

from datetime import timedelta

import msgspec
import pytest
from django.utils import timezone, translation

from linli.connect.adapters.matrix import jobs, mutes
from linli.connect.adapters.matrix.homeserver import Homeserver
from linli.connect.adapters.matrix.models import MatrixMute
from linli.connect.gateway.contract import Account, CannotTell, NeverArrived, NotSent, Refused, Sent
from linli.connect.gateway.models import Effect
from linli.connect.gateway.orders import (
    BanMember,
    KickMember,
    MuteMember,
    ReactTo,
    RecallMessage,
    SendMessage,
    UnmuteMember,
)
from linli.connect.gateway.outbox import dispatch
from linli.facts.inbound import Part
from linli.kernel.orgs import scope
from tests.connect.matrix.synapse import free_port

pytestmark = pytest.mark.real


def test_the_same_order_twice_is_one_message(house):
    su = house.person("Su")
    room = house.room(su)
    order = house.order(SendMessage("欢迎 <苏苏> & co"), room, key="welcome-1")

    first, again = house.perform(order)[0], house.perform(order)[0]

    assert isinstance(first, Sent)
    assert again == first
    assert su.texts(room) == ["欢迎 <苏苏> & co"]
    assert su.event(room, first.external_id)["sender"] == house.bot


def test_a_message_answers_mentions_and_carries_links_and_files(house):
    su = house.person("Su")
    room = house.room(su)
    said = su.say(room, "怎么报名？")
    message = SendMessage(
        "@苏苏 <这里>",
        parts=(
            Part("mention", "@苏苏", su.id),
            Part("link", "报名表", "https://example.org/a?b=1&c=2"),
            Part("image", "海报.png", "mxc://t.test/poster"),
        ),
        reply_to=said,
    )

    (sent,) = house.perform(house.order(message, room, key="answer-1"))

    text, image = [one["content"] for one in su.history(room) if one["sender"] == house.bot][-2:]
    assert su.event(room, sent.external_id)["content"] == text
    assert text["body"] == "@苏苏 <这里>\n报名表 https://example.org/a?b=1&c=2"
    assert text["formatted_body"] == (
        f'<a href="https://matrix.to/#/{su.id}">@苏苏</a> &lt;这里&gt;<br>报名表 '
        "https://example.org/a?b=1&amp;c=2"
    )
    assert text["m.mentions"] == {"user_ids": [su.id]}
    assert text["m.relates_to"] == {"m.in_reply_to": {"event_id": said}}
    assert (image["msgtype"], image["body"], image["url"]) == ("m.image", "海报.png", "mxc://t.test/poster")


def test_a_message_is_redacted_and_a_reaction_put_on_once(house):
    su = house.person("Su")
    room = house.room(su)
    said, liked = su.say(room, "加微信领红包"), su.say(room, "第三章真好")

    outcomes = house.perform(
        house.order(RecallMessage(said, "广告"), room, key="recall-1"),
        house.order(ReactTo(liked, "👍"), room, key="like-1"),
        house.order(ReactTo(liked, "👍"), room, key="like-2"),
    )

    assert [type(one) for one in outcomes] == [Sent, Sent, Sent]
    gone = su.event(room, said)
    assert gone["content"] == {}
    assert gone["unsigned"]["redacted_because"]["content"]["reason"] == "广告"
    reactions = [one for one in su.history(room) if one["type"] == "m.reaction"]
    assert [one["content"]["m.relates_to"]["key"] for one in reactions] == ["👍"]


def test_people_are_removed_and_kept_out(house):
    cheng, su, momo = house.person("Cheng"), house.person("Su"), house.person("Momo")
    room = house.room(cheng)
    su.join(room)
    momo.join(room)

    outcomes = house.perform(
        house.order(KickMember(su.id, "冷静一下"), room, key="kick-1"),
        house.order(BanMember(momo.id, "广告"), room, key="ban-1"),
    )
    su.join(room)

    assert outcomes == [Sent(), Sent()]
    assert momo.ask("POST", f"/rooms/{room}/join", {}, expect=403)["errcode"] == "M_BAD_STATE"


def test_a_muted_person_is_silent_until_unmuted_and_then_has_what_they_had(house):
    cheng, su, momo = house.person("Cheng"), house.person("Su"), house.person("Momo")
    room = house.room(cheng)
    su.join(room)
    momo.join(room)
    _grant(cheng, room, su, 10)
    until = timezone.now() + timedelta(minutes=10)

    muted = house.perform(
        house.order(MuteMember(su.id, until), room, key="mute-1"),
        house.order(MuteMember(momo.id, until), room, key="mute-2"),
    )
    refused = su.say(room, "为什么", expect=403)
    house.perform(
        house.order(UnmuteMember(su.id), room, key="unmute-1"),
        house.order(UnmuteMember(momo.id), room, key="unmute-2"),
    )
    su.say(room, "谢谢")

    assert [type(one) for one in muted] == [Sent, Sent]
    assert "user_level (-1)" in refused["error"]
    assert _levels(cheng, room) == {cheng.id: 100, house.bot: 100, su.id: 10}
    with scope.org(house.org.id):
        assert MatrixMute.objects.count() == 0
        assert set(_ends().values_list("state", "reason")) == {("suppressed", "origin:lifted")}


def test_the_end_of_a_mute_is_planned_and_moves_with_it(house):
    cheng, su = house.person("Cheng"), house.person("Su")
    room = house.room(cheng)
    su.join(room)
    soon, later = (timezone.now() + timedelta(minutes=minutes) for minutes in (10, 60))

    house.perform(house.order(MuteMember(su.id, soon), room, key="mute-1"))
    house.perform(house.order(MuteMember(su.id, later), room, key="mute-2"))

    with scope.org(house.org.id):
        (note,) = MatrixMute.objects.all()
        assert (note.until, note.previous_level) == (later, None)
        ends = list(_ends().values_list("state", "due_at", "person", "target"))
    assert ends == [("suppressed", soon, su.id, room), ("planned", later, su.id, room)]


def test_a_level_that_somebody_set_meanwhile_is_left_alone(house):
    cheng, su = house.person("Cheng"), house.person("Su")
    room = house.room(cheng)
    su.join(room)
    until = timezone.now() + timedelta(minutes=10)
    house.perform(house.order(MuteMember(su.id, until), room, key="mute-1"))
    _grant(cheng, room, su, 50)

    house.perform(house.order(UnmuteMember(su.id), room, key="unmute-1"))

    assert _levels(cheng, room)[su.id] == 50


def test_a_mute_the_room_refuses_is_not_remembered(house):
    cheng, su = house.person("Cheng"), house.person("Su")
    room = house.room(cheng)
    su.join(room)
    _grant(cheng, room, su, 100)
    until = timezone.now() + timedelta(minutes=10)

    (outcome,) = house.perform(house.order(MuteMember(su.id, until), room, key="mute-1"))

    assert isinstance(outcome, Refused)
    assert outcome.reason.startswith("M_FORBIDDEN: ")
    assert not outcome.needs_login
    with scope.org(house.org.id):
        assert MatrixMute.objects.count() == 0
        assert _ends().count() == 0


def test_mutes_whose_end_got_lost_are_given_another_one(house):
    cheng, su = house.person("Cheng"), house.person("Su")
    room = house.room(cheng)
    at = timezone.now()
    with scope.org(house.org.id):
        mutes.note(
            channel=house.channel.id,
            room=room,
            person=su.id,
            previous=None,
            until=at,
            at=at - timedelta(hours=1),
        )

    jobs.plan_ends_of_mutes(0)
    jobs.plan_ends_of_mutes(0)

    with scope.org(house.org.id):
        assert list(_ends().values_list("state", "person", "policy")) == [("planned", su.id, "at_least_once")]


def test_a_mute_ends_through_the_outbox_when_its_time_comes(house):
    cheng, su = house.person("Cheng"), house.person("Su")
    room = house.room(cheng)
    su.join(room)
    until = timezone.now() + timedelta(minutes=10)
    house.perform(house.order(MuteMember(su.id, until), room, key="mute-1"))

    early = dispatch.dispatch_round(clock=lambda: until - timedelta(seconds=1))
    su.say(room, "还不行", expect=403)
    in_time = dispatch.dispatch_round(clock=lambda: until)
    su.say(room, "可以了")

    assert (early, in_time) == (0, 1)
    with scope.org(house.org.id):
        assert list(_ends().values_list("state", flat=True)) == ["sent"]
        assert MatrixMute.objects.count() == 0


def test_a_mute_that_cannot_be_lifted_is_tried_again_after_an_hour(house):
    cheng, su = house.person("Cheng"), house.person("Su")
    room = house.room(cheng)
    su.join(room)
    until = timezone.now() + timedelta(minutes=10)
    house.perform(house.order(MuteMember(su.id, until), room, key="mute-1"))
    with Homeserver(house.matrix) as server:
        server.act(room, "leave")

    dispatch.dispatch_round(clock=lambda: until)

    with scope.org(house.org.id):
        assert list(_ends().values_list("state", flat=True)) == ["failed"]
        assert mutes.overdue(at=until + timedelta(minutes=49)) == []
        assert [mute.person for mute in mutes.overdue(at=until + timedelta(minutes=51))] == [su.id]


def test_what_the_platform_refuses_is_refused_in_its_words(house):
    su = house.person("Su")
    room = su.make_room("没有邀请")
    house_room = house.room(su)

    outcomes = house.perform(
        house.order(SendMessage("有人吗"), room, key="lost-1"),
        house.order(SendMessage("长" * 30_000), house_room, key="long-1"),
        house.order(KickMember(su.id), house_room, key="kick-1"),
    )

    assert [type(one) for one in outcomes] == [Refused, Refused, Refused]
    assert outcomes[0].reason.startswith("M_FORBIDDEN: ")
    assert outcomes[1].reason.startswith("M_TOO_LARGE: ")
    assert outcomes[2].reason.startswith("M_FORBIDDEN: ")


def test_a_token_the_homeserver_does_not_know_stops_the_channel_at_once(house):
    su = house.person("Su")
    room = house.room(su)
    secrets = {**house.account.secrets, "as_token": "forgotten"}
    account = Account(house.account.channel, house.account.org, house.account.config, secrets)
    sends = [house.order(SendMessage(f"第{n}条"), room, key=f"s-{n}") for n in range(3)]

    outcomes = house.adapter.perform(account, sends)

    assert outcomes == [Refused("M_UNKNOWN_TOKEN: Invalid access token passed.", needs_login=True)] * 3
    assert su.texts(room) == []


def test_without_a_connection_nothing_was_sent_and_nobody_can_tell(house):
    config = {**house.account.config, "homeserver": f"http://127.0.0.1:{free_port()}"}
    account = Account(house.account.channel, house.account.org, config, house.account.secrets)
    order = house.order(SendMessage("有人吗"), "!r:t.test", key="lost-1")

    outcomes = house.adapter.perform(account, [order, order])

    assert [type(one) for one in outcomes] == [NotSent, NotSent]
    assert house.adapter.reconcile(account, order) == CannotTell()


def test_settings_that_cannot_be_used_refuse_every_order(house):
    account = Account(house.account.channel, house.account.org, {"homeserver": "x"}, {})
    order = house.order(SendMessage("有人吗"), "!r:t.test", key="lost-1")

    with translation.override("en"):
        (outcome,) = house.adapter.perform(account, [order])

    assert outcome.needs_login
    assert outcome.reason.startswith("The settings of this Matrix channel cannot be used: ")


def test_reading_back_shows_what_was_carried_out_and_what_was_not(house):
    cheng, su, momo, wu = (house.person(name) for name in ("Cheng", "Su", "Momo", "Wu"))
    room = house.room(cheng)
    for one in (su, momo, wu):
        one.join(room)
    advert, chat = su.say(room, "加微信领红包"), su.say(room, "早")
    until = timezone.now() + timedelta(minutes=10)
    done = [
        house.order(SendMessage("欢迎"), room, key="done-1"),
        house.order(RecallMessage(advert), room, key="done-2"),
        house.order(ReactTo(chat, "👍"), room, key="done-3"),
        house.order(KickMember(momo.id), room, key="done-4"),
        house.order(BanMember(wu.id), room, key="done-5"),
        house.order(MuteMember(su.id, until), room, key="done-6"),
    ]
    outcomes = house.perform(*done)

    found = [house.adapter.reconcile(house.account, order) for order in done]

    assert [type(one) for one in found] == [Sent] * 6
    assert [one.external_id for one in found[:3]] == [one.external_id for one in outcomes[:3]]
    not_done = [
        msgspec.structs.replace(done[0], key="never"),
        house.order(RecallMessage(chat), room, key="never"),
        house.order(KickMember(su.id), room, key="never", person=su.id),
        house.order(BanMember(momo.id), room, key="never"),
        house.order(UnmuteMember(su.id), room, key="never"),
    ]
    assert [house.adapter.reconcile(house.account, order) for order in not_done] == [NeverArrived()] * 5
    unknown = house.order(RecallMessage("$unknown"), room, key="never")
    assert house.adapter.reconcile(house.account, unknown) == CannotTell()


def test_another_account_of_ours_speaks_where_one_is_configured(house):
    su = house.person("Su")
    room = house.room(su)
    voice = {"speaker": "linli_xiaolin", "speaker_name": "小林"}
    account = Account(
        house.account.channel, house.account.org, {**house.account.config, **voice}, house.account.secrets
    )
    orders = [house.order(SendMessage(text), room, key=text) for text in ("大家好", "我是小林")]

    outcomes = house.adapter.perform(account, orders)

    assert [type(one) for one in outcomes] == [Sent, Sent]
    said = [one for one in su.history(room) if one["type"] == "m.room.message"]
    assert [one["sender"] for one in said] == [f"@{voice['speaker']}:t.test"] * 2
    assert su.ask("GET", f"/profile/{said[0]['sender']}/displayname") == {"displayname": "小林"}
    assert isinstance(house.adapter.reconcile(account, orders[0]), Sent)


def _ends():
    return Effect.objects.filter(origin__startswith="matrix-mute:").order_by("id")


def _levels(person, room):
    return person.ask("GET", f"/rooms/{room}/state/m.room.power_levels")["users"]


def _grant(owner, room, person, level):
    levels = owner.ask("GET", f"/rooms/{room}/state/m.room.power_levels")
    levels["users"][person.id] = level
    owner.ask("PUT", f"/rooms/{room}/state/m.room.power_levels/", levels)
