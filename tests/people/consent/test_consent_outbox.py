"""A promotion planned for somebody who withdrew is kept back at the last check, and says why."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import translation

from linli.connect.gateway.models import Effect
from linli.connect.gateway.orders import SendMessage
from linli.connect.gateway.outbox import dispatch, explain, planning
from linli.kernel.orgs import scope
from linli.people.consent.actions import recording
from tests.cast import AT, build

LATER = AT + timedelta(hours=3)


@pytest.fixture
def settled(transactional_db):
    cast = build()
    with cast.scope():
        yield cast


def promise(cast, member, *, message_class, key):
    plan = planning.Plan(
        key=key,
        group=None,
        member=member.id,
        payload=SendMessage("新书八折"),
        message_class=message_class,
        surface="dm",
        due_at=LATER,
        origin="staff:1",
    )
    with transaction.atomic():
        planning.plan([plan], by=cast.by_lin, at=AT)


def send():
    with scope.everywhere():
        while dispatch.dispatch_round(clock=lambda: LATER):
            pass


def test_who_withdrew_gets_no_promotion_and_the_outbox_says_why_in_both_languages(settled):
    recording.give(member=settled.su.id, purposes=["marketing"], where="portal", by=settled.by_lin, at=AT)
    promise(settled, settled.su, message_class="promo", key="promo-su")
    promise(settled, settled.su, message_class="service", key="service-su")
    promise(settled, settled.momo, message_class="promo", key="promo-momo")
    recording.withdraw(member=settled.su.id, purposes=["marketing"], where="portal", by=settled.by_lin, at=AT)

    send()

    kept = {(one.member_id, one.message_class): one for one in Effect.objects.all()}
    refused = kept[settled.su.id, "promo"]
    assert (refused.state, refused.reason) == ("suppressed", "consent:marketing")
    others = [kept[settled.su.id, "service"], kept[settled.momo.id, "promo"]]
    assert [one.reason.startswith("consent") for one in others] == [False, False]
    assert [one.attempts for one in others] == [1, 1]
    with translation.override("en"):
        assert explain.why(refused)[-1] == ("It was not sent. This person did not agree to it (marketing).")
    with translation.override("zh-hans"):
        said = explain.why(refused)[-1]
    assert "对方没有同意" in said
