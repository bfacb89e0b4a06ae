"""A room with a door: who knocks is told of, who is accepted is invited, who is refused is sent away."""

import pytest

from linli.connect.gateway.contract import NeverArrived, Sent
from linli.connect.gateway.models import Identity
from linli.connect.gateway.orders import AdmitMember, KickMember
from linli.facts.entry import JoinRequested
from linli.kernel.orgs import scope

pytestmark = pytest.mark.real


def test_knocks_are_heard_and_answered(house):
    cheng, su, momo = house.person("Cheng"), house.person("Su"), house.person("Momo")
    room = house.room(cheng)
    cheng.ask("PUT", f"/rooms/{room}/state/m.room.join_rules/", {"join_rule": "knock"})
    for one in (su, momo):
        one.ask("POST", f"/knock/{room}", {"reason": "想一起读书"})

    heard = house.wait_for_facts(room, "membership.requested", 2)
    admit = house.order(AdmitMember(su.id), room, key="admit-1")
    assert house.adapter.reconcile(house.account, admit) == NeverArrived()
    outcomes = house.perform(admit, admit, house.order(KickMember(momo.id, "人满了"), room, key="refuse-1"))
    su.join(room)

    assert heard == [JoinRequested(group=room)] * 2
    assert "想一起读书" not in str(house.facts(room))
    assert outcomes == [Sent()] * 3
    assert house.adapter.reconcile(house.account, admit) == Sent()
    assert momo.ask("POST", f"/rooms/{room}/join", {}, expect=403)["errcode"] == "M_FORBIDDEN"
    house.wait_for_facts(room, "membership.joined", 1)
    with scope.org(house.org.id):
        assert Identity.objects.filter(external__in=[su.id, momo.id]).count() == 2
