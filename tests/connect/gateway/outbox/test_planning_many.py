"""Planning by sets writes what planning one by one writes."""

import pytest
from django.db import transaction
from django.forms.models import model_to_dict

from linli.connect.gateway.models import Effect
from linli.connect.gateway.orders import SendMessage
from linli.connect.gateway.outbox import many, planning
from linli.connect.gateway.outbox.planning import Plan
from linli.facts.gateway import EffectSuppressed
from linli.kernel.events import reading
from tests.connect.gateway.outbox.conftest import LIN, MOMO, NOON, STRANGER, SU, make_channel

LIKE = Plan(
    key="broadcast/7",
    group=None,
    payload=SendMessage(text=""),
    message_class="promo",
    due_at=NOON,
    origin="broadcast:7",
    source="broadcast 7 / spring",
)


def plan_many(words, like=LIKE):
    with transaction.atomic():
        return many.plan_messages(words, like=like, by=LIN, at=NOON)


def kept():
    found = Effect.objects.order_by("member_id")
    return [
        {name: value for name, value in model_to_dict(one).items() if name != "id"} | {"org": one.org_id}
        for one in found
    ]


@pytest.mark.parametrize("adapter", ["faulty", "byhand"])
def test_the_rows_are_those_of_planning_one_by_one(org, adapter):
    make_channel(adapter)
    words = [(SU, "你好，苏苏 \\N\t{x}"), (MOMO, "x" * 70_000), (STRANGER, "谁")]

    plan_many(words)
    by_sets = kept()
    Effect.objects.all().delete()
    with transaction.atomic():
        planning.plan(
            [
                Plan(
                    key=f"broadcast/7/{member}",
                    group=None,
                    member=member,
                    payload=SendMessage(text=text),
                    message_class="promo",
                    surface="dm",
                    due_at=NOON,
                    origin="broadcast:7",
                    source="broadcast 7 / spring",
                )
                for member, text in words
            ],
            by=LIN,
            at=NOON,
        )

    assert by_sets == kept()
    assert [one["state"] for one in by_sets][-1] == "suppressed"


def test_a_known_key_changes_nothing_and_what_nobody_can_send_is_told_once(org, channel):
    assert plan_many([(SU, "a"), (STRANGER, "a")]) == 2
    assert plan_many([(SU, "b"), (STRANGER, "b"), (MOMO, "b")]) == 3

    texts = dict(Effect.objects.values_list("member_id", "payload__text"))
    assert texts == {SU: "a", STRANGER: "a", MOMO: "b"}
    told = [one for one in reading.stream(org.id, after_position=0) if isinstance(one.fact, EffectSuppressed)]
    assert [one.member for one in told] == [STRANGER]
    assert many.counts("broadcast:7") == {"planned": 2, "suppressed": 1}


def test_what_failed_is_planned_again_in_one_go(org, channel):
    plan_many([(SU, "a"), (MOMO, "a")])
    Effect.objects.filter(member_id=SU).update(state="failed", reason="refused", attempts=3)

    assert many.retry_failed(origin="broadcast:7", at=NOON) == 1

    again = Effect.objects.get(member_id=SU)
    assert (again.state, again.reason, again.attempts) == ("planned", "", 0)


def test_planning_outside_a_transaction_is_a_mistake(org, channel):
    with pytest.raises(transaction.TransactionManagementError):
        many.plan_messages([(SU, "a")], like=LIKE, by=LIN, at=NOON)
