"""Asking to be erased: at once, after days to think, taken back; and the receipt."""

from datetime import timedelta

import pytest

from linli.kernel.orgs import actor
from linli.people.consent.actions import noticing, requests
from linli.people.consent.models import Request
from linli.people.consent.queries import requests as asked
from linli.people.members.actions import erasing
from linli.people.members.models import Member
from tests.cast import events_after, react

DAY = timedelta(days=1)


def ask(cast, days=0):
    if days:
        noticing.publish_notice(grace_days=days, by=cast.by_lin, at=cast.at)
    return requests.ask_erasure(
        member=cast.su.id, where="portal", by=actor.member(cast.su.id), at=cast.at + DAY
    )


def erased_at(cast):
    return Member.objects.get(id=cast.su.id).erased_at


def test_without_days_to_think_it_happens_at_once(cast):
    receipt = ask(cast)

    assert (receipt.state, receipt.done_at, erased_at(cast)) == ("done", cast.at + DAY, cast.at + DAY)
    assert len(receipt.code) == 14
    assert asked.find_by_code(receipt.code.lower()) == receipt


def test_with_days_to_think_it_happens_on_the_day(cast):
    first = ask(cast, days=7)
    again = ask(cast)
    assert (first.state, first.due_at, again.id, erased_at(cast)) == (
        "waiting",
        cast.at + 8 * DAY,
        first.id,
        None,
    )

    assert requests.erase_due(at=cast.at + 7 * DAY) == 0
    assert requests.erase_due(at=cast.at + 8 * DAY) == 1
    assert requests.erase_due(at=cast.at + 9 * DAY) == 0

    assert erased_at(cast) == cast.at + 8 * DAY
    assert asked.waiting_erasure([cast.su.id]) is None


def test_until_then_it_can_be_taken_back(cast):
    ask(cast, days=7)

    requests.withdraw_erasure(member=cast.su.id, by=actor.member(cast.su.id), at=cast.at + 2 * DAY)

    assert requests.erase_due(at=cast.at + 20 * DAY) == 0
    assert erased_at(cast) is None
    with pytest.raises(requests.NothingToWithdraw):
        requests.withdraw_erasure(member=cast.su.id, by=actor.member(cast.su.id), at=cast.at + 3 * DAY)


def test_whoever_is_erased_by_staff_has_a_receipt_too(cast):
    before = max(one.position for one in events_after())
    erasing.erase_member(member=cast.su, by=cast.by_lin, at=cast.at)

    for _time in range(2):
        react(events_after(before))

    receipt = Request.objects.get()
    assert (receipt.member_id, receipt.kind, receipt.state, receipt.by) == (
        cast.su.id,
        "erasure",
        "done",
        cast.by_lin.code,
    )


def test_an_erased_person_cannot_be_erased_again(cast):
    ask(cast)

    with pytest.raises(erasing.CannotErase):
        ask(cast)

    assert Request.objects.count() == 1
