"""Posting, editing, recalling, reacting: one row, one record, and every bound."""

from datetime import timedelta

import pytest
from django.db import connection

from linli.connect.adapters.room import queries, refusals, rules
from linli.connect.adapters.room.actions import joining, speaking
from linli.connect.adapters.room.models import Room, RoomMessage, RoomStay
from tests.cast import AT, events_after

SOON = AT + timedelta(minutes=1)


def say(stay, text="你好", at=SOON, **more):
    return speaking.post(stay=stay, text=text, at=at, **more)


def told(kind):
    return [event for event in events_after() if event.kind == kind]


def stored(message):
    return RoomMessage.objects.get(id=message.id)


def test_what_is_said_is_shown_and_told(inside):
    message = say(inside.su, "早上好 @Momo")

    event = told("message.posted")[-1]
    assert (event.fact.message, event.fact.text, event.fact.group) == (
        message.external,
        "早上好 @Momo",
        inside.address,
    )
    assert [(part.kind, part.text, part.ref) for part in event.fact.parts] == [
        ("mention", "@Momo", inside.momo.guest.external)
    ]
    assert event.member == queries.member_id_of(inside.su.guest)


def test_one_submission_sent_twice_is_one_message(inside):
    first = say(inside.su, client_key="k1")
    again = say(inside.su, client_key="k1")
    other = say(inside.momo, client_key="k1")

    assert (first.id, again.id) == (first.id, first.id)
    assert other.id != first.id
    assert len(told("message.posted")) == 3  # Su's one of the cast, and these two


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("", refusals.NothingSaid), (" \u200b\n", refusals.NothingSaid), ("字" * 2001, refusals.TextTooLong)],
)
def test_an_empty_or_endless_message_is_refused(inside, text, refusal):
    before = len(events_after())

    with pytest.raises(refusal):
        say(inside.su, text)

    assert len(events_after()) == before
    assert RoomMessage.objects.filter(kind="message").count() == 0


def test_the_longest_message_is_taken(inside):
    assert len(stored(say(inside.su, "字" * 2000)).text) == 2000


def test_the_eleventh_message_in_ten_seconds_waits(inside):
    for number in range(rules.MOST_IN_A_ROW):
        say(inside.su, str(number), at=SOON + timedelta(milliseconds=number))

    with pytest.raises(refusals.TooFast):
        say(inside.su, "too fast", at=SOON + timedelta(seconds=9))
    say(inside.momo, "others may", at=SOON + timedelta(seconds=9))
    say(inside.su, "later", at=SOON + timedelta(seconds=11))

    assert RoomMessage.objects.filter(guest=inside.su.guest, kind="message").count() == 11


def test_a_muted_guest_is_told_until_when(inside):
    until = SOON + timedelta(hours=2)
    RoomStay.objects.filter(id=inside.su.id).update(muted_until=until)

    with pytest.raises(refusals.IsMuted, match="2026-11-02 11:01"):
        say(inside.su)
    with pytest.raises(refusals.IsMuted):
        speaking.react(stay=inside.su, external=say(inside.momo).external, emoji="👍", at=SOON)

    assert say(inside.su, at=until).id


def test_who_has_left_says_nothing_more(inside):
    joining.leave(stay=inside.su, at=SOON)

    with pytest.raises(refusals.NoSuchRoom):
        say(inside.su)


def test_an_answer_names_what_it_answers(inside):
    asked = say(inside.su, "谁在读？")

    answer = say(inside.momo, "我", reply_to=asked.external)

    assert stored(answer).reply_to_id == asked.id
    assert told("message.posted")[-1].fact.reply_to == asked.external


def test_an_edit_is_told_with_its_target(inside):
    message = say(inside.su, "第三张")

    speaking.edit(stay=inside.su, external=message.external, text="第三章", at=SOON + timedelta(minutes=1))

    assert (stored(message).text, stored(message).edited_at is not None) == ("第三章", True)
    assert [(one.fact.message, one.fact.text) for one in told("message.edited")] == [
        (message.external, "第三章")
    ]


def test_an_edit_that_changes_nothing_is_not_told(inside):
    message = say(inside.su, "第三章")

    speaking.edit(stay=inside.su, external=message.external, text=" 第三章 ", at=SOON)

    assert told("message.edited") == []


@pytest.mark.parametrize("act", ["edit", "recall"])
def test_only_ones_own_words_can_be_changed(inside, act):
    message = say(inside.su, "我的")
    more = {"text": "改"} if act == "edit" else {}

    with pytest.raises(refusals.NotYours):
        getattr(speaking, act)(stay=inside.momo, external=message.external, at=SOON, **more)

    assert stored(message).text == "我的"


def test_old_words_stand(inside):
    message = say(inside.su, "旧")

    with pytest.raises(refusals.TooLate):
        speaking.edit(
            stay=inside.su, external=message.external, text="新", at=SOON + timedelta(minutes=15, seconds=1)
        )
    with pytest.raises(refusals.TooLate):
        speaking.recall(stay=inside.su, external=message.external, at=SOON + timedelta(hours=24, seconds=1))

    assert stored(message).text == "旧"


def test_a_recalled_message_says_nothing_any_more(inside):
    message = say(inside.su, "说错了")
    speaking.react(stay=inside.momo, external=message.external, emoji="👍", at=SOON)

    speaking.recall(stay=inside.su, external=message.external, at=SOON)

    row = stored(message)
    assert (row.text, row.parts, row.reactions, row.recalled_by) == ("", [], {}, "self")
    assert [one.fact.message for one in told("message.recalled")] == [message.external]
    with pytest.raises(refusals.NoSuchMessage):
        speaking.react(stay=inside.momo, external=message.external, emoji="👍", at=SOON)


def test_a_reaction_is_put_on_and_taken_off_and_told_once(inside):
    message = say(inside.su)

    turns = [
        speaking.react(stay=inside.momo, external=message.external, emoji="🎉", at=SOON) for _ in range(3)
    ]

    assert turns == [True, False, True]
    assert stored(message).reactions == {"🎉": [inside.momo.guest.external]}
    assert len(told("reaction.added")) == 1


def test_other_emoji_are_not_on_offer(inside):
    message = say(inside.su)

    with pytest.raises(refusals.UnknownEmoji):
        speaking.react(stay=inside.momo, external=message.external, emoji="<script>", at=SOON)

    assert stored(message).reactions == {}


def test_every_change_takes_the_next_position(inside):
    start = Room.objects.get(id=inside.room.id).position
    message = say(inside.su)
    speaking.react(stay=inside.momo, external=message.external, emoji="👍", at=SOON)
    say(inside.momo)

    changes = queries.changes_since(inside.room.id, start)

    assert [(one.position - start, one.external == message.external) for one in changes] == [
        (2, True),
        (3, False),
    ]


@pytest.mark.django_db(transaction=True)
def test_watchers_are_woken_when_it_is_committed(cast):
    import psycopg
    from django.conf import settings

    from linli.kernel.database.connection import dsn_of
    from tests import rooms

    inside = rooms.furnish(cast, AT)
    with psycopg.connect(dsn_of(settings.DATABASES["default"]), autocommit=True) as listener:
        listener.execute("LISTEN linli_room")
        say(inside.su)
        heard = [one.payload for one in listener.notifies(timeout=5, stop_after=1)]

    assert heard == [str(inside.room.id)]
    assert connection.in_atomic_block is False
