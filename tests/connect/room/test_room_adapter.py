"""The adapter's contract: every verb, once for a key, and read back."""

from datetime import UTC, datetime, timedelta

import pytest

from linli.connect.adapters.room import queries
from linli.connect.adapters.room.actions import speaking
from linli.connect.adapters.room.adapter import RoomAdapter
from linli.connect.adapters.room.models import RoomGuest, RoomMessage, RoomStay
from linli.connect.gateway import orders
from linli.connect.gateway.contract import Account, NeverArrived, Refused, Sent
from linli.connect.gateway.models import Effect
from linli.connect.gateway.orders import VERBS, Order
from tests.cast import AT, events_after
from tests.rooms import elsewhere

UNTIL = datetime(2030, 1, 1, tzinfo=UTC)
adapter = RoomAdapter()
_VERB = {payload: verb for verb, payload in VERBS.items()}


@pytest.fixture
def account(inside, cast):
    return Account(cast.channel.id, cast.org.id)


def order(inside, payload, key="k1", target=None, effect=0):
    return Order(effect, key, _VERB[type(payload)], target or inside.address, "", payload)


def do(account, *given):
    return list(adapter.perform(account, given))


def said(inside, text="广告", by=None):
    return speaking.post(stay=by or inside.su, text=text, at=AT + timedelta(minutes=1))


def told(kind):
    return [event for event in events_after() if event.kind == kind]


def test_it_can_do_everything():
    assert {verb for verb in VERBS if not adapter.capabilities.can(verb)} == {"call_url"}
    assert (adapter.capabilities.has_idempotent_send, adapter.capabilities.can_reconcile) == (True, True)


def test_linli_says_something_and_says_who_wanted_it(inside, account, cast):
    effect = Effect.objects.create(
        key="k1",
        verb="send_message",
        target=inside.address,
        message_class="service",
        policy="at_most_once",
        origin="run:1",
        source="playbook newcomer-7d / step welcome",
        planned_at=AT,
        due_at=AT,
    )
    question = said(inside, "在吗")
    payload = orders.SendMessage("欢迎", reply_to=question.external, mentions=(inside.su.guest.external,))

    [outcome] = do(account, order(inside, payload, effect=effect.id))

    message = RoomMessage.objects.get(external=outcome.external_id)
    assert (message.text, message.guest_id, message.source) == ("@苏木 欢迎", None, effect.source)
    assert message.reply_to_id == question.id
    assert message.parts == [{"kind": "mention", "text": "@苏木", "ref": inside.su.guest.external}]


def test_an_order_asked_twice_is_carried_out_once(inside, account):
    payload = orders.SendMessage("一次")

    first, again = do(account, order(inside, payload), order(inside, payload))

    assert first == again
    assert RoomMessage.objects.filter(text="一次").count() == 1


def test_reading_back_tells_what_arrived(inside, account):
    done, undone = (order(inside, orders.SendMessage("x"), key=key) for key in ("done", "undone"))
    [outcome] = do(account, done)

    assert adapter.reconcile(account, done) == outcome
    assert adapter.reconcile(account, undone) == NeverArrived()


@pytest.mark.parametrize("verb", ["recall", "mute", "unmute", "kick", "ban", "admit", "react"])
def test_other_orders_are_read_back_too(inside, account, verb):
    person, message = inside.momo.guest.external, said(inside).external
    payload = {
        "recall": orders.RecallMessage(message),
        "mute": orders.MuteMember(person, UNTIL),
        "unmute": orders.UnmuteMember(person),
        "kick": orders.KickMember(person),
        "ban": orders.BanMember(person),
        "admit": orders.AdmitMember(person),
        "react": orders.ReactTo(message, "👍"),
    }[verb]
    given = order(inside, payload)

    assert do(account, given, given) == [Sent(""), Sent("")]
    assert adapter.reconcile(account, given) == Sent("")


def test_a_recall_empties_the_message_and_is_told_once(inside, account):
    message = said(inside)

    do(account, order(inside, orders.RecallMessage(message.external), key="a"))
    do(account, order(inside, orders.RecallMessage(message.external), key="b"))

    row = RoomMessage.objects.get(id=message.id)
    assert (row.text, row.recalled_by) == ("", "linli")
    assert [one.fact.message for one in told("message.recalled")] == [message.external]


def test_a_mute_holds_until_it_is_lifted(inside, account):
    person = inside.su.guest.external
    do(account, order(inside, orders.MuteMember(person, UNTIL), key="a"))
    assert RoomStay.objects.get(id=inside.su.id).muted_until == UNTIL

    do(account, order(inside, orders.UnmuteMember(person), key="b"))

    assert RoomStay.objects.get(id=inside.su.id).muted_until is None
    notices = RoomMessage.objects.filter(only_for=inside.su.guest).order_by("id")
    assert list(notices.values_list("notice", flat=True)) == ["muted", "unmuted"]
    assert queries.recent(inside.room, viewer=inside.momo.guest)[-1].notice == "joined"


@pytest.mark.parametrize(("payload", "reason"), [(orders.KickMember, "kicked"), (orders.BanMember, "banned")])
def test_a_guest_who_is_removed_is_out(inside, account, payload, reason):
    do(account, order(inside, payload(inside.su.guest.external)))

    stay = RoomStay.objects.get(id=inside.su.id)
    left = told("membership.left")[-1]
    assert (stay.left_at is not None, stay.banned_at is not None) == (True, reason == "banned")
    assert (left.fact.reason, left.member) == (reason, queries.member_id_of(inside.su.guest))


def test_only_the_banned_cannot_come_back(inside, account):
    from linli.connect.adapters.room import refusals
    from linli.connect.adapters.room.actions import joining

    do(account, order(inside, orders.KickMember(inside.su.guest.external), key="a"))
    do(account, order(inside, orders.BanMember(inside.momo.guest.external), key="b"))

    at = AT + timedelta(hours=1)
    assert joining.join(link=inside.link, guest=inside.su.guest, name="", at=at).is_new
    with pytest.raises(refusals.IsBanned):
        joining.join(link=inside.link, guest=inside.momo.guest, name="", at=at)


def test_linli_reacts_once(inside, account):
    message = said(inside)

    for key in ("a", "b"):
        do(account, order(inside, orders.ReactTo(message.external, "🔥"), key=key))

    assert RoomMessage.objects.get(id=message.id).reactions == {"🔥": ["linli"]}


def test_words_for_one_person_are_seen_by_that_person_only(inside, account):
    payload = orders.SendMessage("只告诉你")

    [outcome] = do(account, order(inside, payload, target=inside.su.guest.external))

    texts = {
        stay.guest.name: [one.text for one in queries.recent(inside.room, viewer=stay.guest) if one.text]
        for stay in (inside.su, inside.momo)
    }
    assert texts == {"苏木": ["只告诉你"], "Momo": []}
    assert outcome.external_id


@pytest.mark.parametrize(
    "payload",
    [
        orders.RecallMessage("m-none"),
        orders.ReactTo("m-none", "👍"),
        orders.KickMember("nobody"),
        orders.MuteMember("nobody", UNTIL),
    ],
)
def test_what_is_not_here_is_refused_and_leaves_no_trace(inside, account, payload):
    given = order(inside, payload)

    [outcome] = do(account, given)

    assert isinstance(outcome, Refused)
    assert adapter.reconcile(account, given) == NeverArrived()


def test_one_bad_order_does_not_hold_up_the_others(inside, account):
    outcomes = do(
        account,
        order(inside, orders.SendMessage("a"), key="a", target="no-room"),
        order(inside, orders.SendMessage("b"), key="b"),
    )

    assert [type(one) for one in outcomes] == [Refused, Sent]


def test_a_room_of_another_organisation_is_out_of_reach(inside, account, cast):
    other = elsewhere(cast, AT)

    [outcome] = do(account, order(inside, orders.SendMessage("x"), target=other.address))

    assert isinstance(outcome, Refused)
    with cast.scope_elsewhere():
        assert RoomMessage.objects.filter(kind="message").count() == 0
        assert RoomGuest.objects.count() == 1


def test_the_doctor_names_what_is_missing(inside, account, settings):
    settings.PUBLIC_URL = "https://linli.example"
    assert [(one.name, one.is_ok) for one in adapter.examine(account)] == [
        ("rooms", True),
        ("links", True),
        ("pictures", True),
        ("address", True),
    ]

    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    type(inside.link).objects.update(revoked_at=AT)
    found = {one.name: one for one in adapter.examine(account)}
    assert (found["links"].is_ok, found["address"].is_ok) == (False, False)
    assert "LINLI_URL" in found["address"].sentence
