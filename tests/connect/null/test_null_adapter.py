"""The null adapter confirms everything, in order, under ids that do not change."""

from linli.connect.adapters.null.adapter import NullAdapter
from linli.connect.gateway.contract import Account, Sent
from linli.connect.gateway.orders import Order, RecallMessage, SendMessage

NOWHERE = Account(1, 1)
ORDERS = [
    Order(1, "a" * 64, "send_message", "!1", "", SendMessage("hello")),
    Order(2, "b" * 64, "recall_message", "!1", "", RecallMessage("$1")),
]


def test_every_order_is_confirmed_under_an_id_made_of_its_key():
    assert NullAdapter().perform(NOWHERE, ORDERS) == [Sent("null-" + "a" * 24), Sent("null-" + "b" * 24)]


def test_reading_back_finds_what_was_sent_under_the_same_id():
    assert NullAdapter().reconcile(NOWHERE, ORDERS[0]) == NullAdapter().perform(NOWHERE, ORDERS)[0]


def test_it_can_do_everything_and_is_never_ill():
    verbs = ("send_message", "recall_message", "mute_member", "kick_member", "admit_member", "react_to")

    assert all(NullAdapter.capabilities.can(verb) for verb in verbs)
    assert [check.is_ok for check in NullAdapter().examine(NOWHERE)] == [True]
