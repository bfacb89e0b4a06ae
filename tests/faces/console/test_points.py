from uuid import uuid4

import pytest

from linli.kernel.orgs.models import AuditEntry
from linli.run.growth.actions import setup
from linli.run.growth.models import BalanceProof, EarningRule, Entry
from linli.run.growth.queries import ledger

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules(cast):
    setup.set_up(at=cast.at)


def test_points_are_corrected_once_however_often_the_button_is_pressed(cast, lin):
    url = f"/console/points/members/{cast.su.id}/"
    given = {"points": 30, "reason": "帮忙整理书单", "key": uuid4()}

    lin.post(url, given)
    lin.post(url, given)

    assert (ledger.get_funds(cast.su.id).available, Entry.objects.count()) == (30, 1)
    assert AuditEntry.objects.filter(action="growth.adjusted").count() == 1
    assert "帮忙整理书单" in lin.get(url).text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"points": 0, "reason": "x"}, "Say how many points"),
        ({"points": 5, "reason": ""}, "This field is required"),
        ({"points": -5, "reason": "x"}, "points"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_in_words(cast, lin, given, sentence):
    answer = lin.post(f"/console/points/members/{cast.su.id}/", given | {"key": uuid4()})

    assert (answer.status_code, sentence in answer.text, Entry.objects.count()) == (200, True, 0)


def test_a_community_gets_a_rule_of_its_own(cast, lin):
    url = f"/console/points/rules/?community={cast.community.id}"

    lin.post(url, {"trigger": "check_in", "check_in-is_active": "on", "check_in-ladder": "1:2, 5：9"})
    refused = EarningRule.objects.filter(community_id=cast.community.id).count()
    lin.post(url, {"trigger": "check_in", "check_in-is_active": "on", "check_in-ladder": "1:2，5:9"})

    own = EarningRule.objects.get(community_id=cast.community.id)
    assert (refused, own.ladder, own.is_active) == (0, [[1, 2], [5, 9]], True)


def test_a_limited_seat_changes_no_rule_of_everybody(cast, cheng):
    cheng.post("/console/points/rules/", {"trigger": "message", "message-points": 9, "message-day_cap": 9,
               "message-min_length": 1, "message-gap_seconds": 1})  # fmt: skip

    assert EarningRule.objects.get(trigger="message", community_id=None).points == 1
    assert EarningRule.objects.get(trigger="message", community_id=cast.community.id).points == 9


def test_the_ledger_is_proven_at_once(cast, lin):
    answer = lin.post("/console/points/proof/", follow=True)

    assert (BalanceProof.objects.count(), "Every balance is the sum" in answer.text) == (1, True)
