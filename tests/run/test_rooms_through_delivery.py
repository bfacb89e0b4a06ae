"""Growth and moderation as the wiring has them: from the gateway through the log to the outbox."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.connect.gateway.models import Effect
from linli.kernel.events import delivery
from linli.kernel.events.models import ParkedEvent
from linli.run.growth.models import CheckIn, Entry
from linli.run.growth.queries import ledger, proving
from linli.run.moderation.actions import lists
from linli.run.moderation.models import Case, WordList
from tests.cast import build
from tests.run.saying import say


@pytest.mark.django_db(transaction=True)
def test_a_check_in_pays_and_an_advertisement_goes_with_its_point():
    cast = build()
    with cast.scope():
        rule_set = lists.open_rule_set(
            name="广告", community=None, mode="enforce", by=cast.by_lin, at=cast.at
        )
        words = WordList.objects.get(rule_set=rule_set, sense="block", kind="words")
        lists.add_words(word_list_id=words.id, text="刷单", by=cast.by_lin, at=cast.at)
        start = timezone.now() - timedelta(minutes=10)
        say(cast, "签到", "今天读到第三章了", "兼职刷单，日结三百", start=start)

        delivery.deliver_all(at=timezone.now())
        delivery.deliver_all(at=timezone.now())

        assert ParkedEvent.objects.count() == 0
        assert CheckIn.objects.get().points == 5
        assert Case.objects.get().done == ["recall", "warn"]
        assert list(Effect.objects.order_by("id").values_list("verb", flat=True)) == [
            "recall_message",
            "send_message",
            "send_message",
        ]
        # Su's message of the cast earns too
        assert sorted(Entry.objects.values_list("kind", "reason", "amount")) == [
            ("award", "check_in", 5),
            *[("award", "message", 1)] * 3,
            ("reversal", "sanctioned", 1),
        ]
        assert ledger.get_funds(cast.su.id).available == 5 + 3 - 1
        assert proving.prove().differences == ()
