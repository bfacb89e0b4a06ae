"""Many at once on one balance: real connections, real commits."""

import threading

import msgspec
import pytest
from django.db import connections

from linli.kernel.orgs import scope
from linli.people.communities.actions import communities
from linli.run.growth.actions import checking_in, earning, ledger, setup
from linli.run.growth.actions.posting import NotEnoughPoints
from linli.run.growth.models import Entry
from linli.run.growth.queries import ledger as queries
from linli.run.growth.queries import proving
from tests.cast import build
from tests.run.saying import say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rich():
    """The cast, committed; Su has 100 points."""
    cast = build()
    with cast.scope():
        setup.set_up(at=cast.at)
        ledger.award_points(
            member=cast.su.id, points=100, reason="gift", by=cast.by_lin, at=cast.at, key="start"
        )
        yield cast


def at_once(cast, count, act):
    """Run `act(number)` in threads that start together; returns what each returned or raised, by number."""
    results, start = {}, threading.Barrier(count)

    def run(number):
        try:
            with scope.org(cast.org.id):
                start.wait()
                results[number] = act(number)
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[number] for number in range(count)]


def test_twenty_spends_of_a_balance_that_covers_five(rich):
    def spend(number):
        return ledger.take_points(
            member=rich.su.id, points=20, reason="mall", by=rich.by_lin, at=rich.at, key=f"spend-{number}"
        ).id

    results = at_once(rich, 20, spend)

    assert sum(isinstance(one, int) for one in results) == 5
    assert sum(isinstance(one, NotEnoughPoints) for one in results) == 15
    assert queries.get_funds(rich.su.id).available == 0
    assert Entry.objects.filter(kind="take").count() == 5
    assert proving.prove().differences == ()


def test_twenty_awards_with_one_key_are_one_award(rich):
    def give(_number):
        return ledger.award_points(
            member=rich.su.id, points=7, reason="gift", by=rich.by_lin, at=rich.at, key="same"
        ).id

    results = at_once(rich, 20, give)

    assert len(set(results)) == 1
    assert queries.get_funds(rich.su.id).available == 107
    assert proving.prove().differences == ()


def test_one_minute_in_two_communities_at_once_is_one_point_each(rich):
    members = [5000 + number for number in range(40)]
    other = communities.open_community(name="写作会", by=rich.by_lin, at=rich.at)
    [event] = say(rich, "今天读到第三章了,很喜欢")
    here = [msgspec.structs.replace(event, member=member) for member in members]
    there = [msgspec.structs.replace(one, community=other.id) for one in reversed(here)]

    results = at_once(rich, 8, lambda number: earning.award_messages([here, there][number % 2]))

    assert sum(results) == 40
    assert sorted(Entry.objects.filter(reason="message").values_list("member_id", flat=True)) == members
    assert proving.prove().differences == ()


def test_eight_check_ins_at_once_are_one(rich):
    def check_in(_number):
        return checking_in.check_in(
            member=rich.su.id, community=rich.community.id, by=rich.by_lin, at=rich.at
        ).is_new

    results = at_once(rich, 8, check_in)

    assert sorted(results) == [False] * 7 + [True]
    assert queries.get_funds(rich.su.id).available == 105
    assert proving.prove().differences == ()
