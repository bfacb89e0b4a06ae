"""Two at once: planning, accepting a swap, and two people who want the same term."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from linli.kernel.errors import Refusal
from linli.kernel.orgs import actor
from linli.people.belonging import reactions as belonging
from linli.people.duty.actions import planning, setting, swapping, turning, volunteering
from linli.people.duty.actions.setting import Settings
from linli.people.duty.models import Swap, Term
from linli.people.duty.rules.turns import Source
from linli.people.tasks.models import Task
from tests import cast as casting
from tests.people.duty.conftest import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made():
    """The cast with committed rows, Su and Momo on the list, Su on duty."""
    cast = casting.build()
    with cast.scope():
        heard = {fact.kind for fact in belonging.HEARD}
        belonging.keep_belongings([one for one in casting.events_after() if one.kind in heard])
        before = cast.at - timedelta(hours=1)
        setting.set_up(
            community=cast.community, settings=Settings(first_on=MONDAY, ahead=20), by=cast.by_lin, at=before
        )
        for member in (cast.su, cast.momo):
            volunteering.put_down(
                community=cast.community,
                member_id=member.id,
                source=Source.CHOSEN,
                by=cast.by_lin,
                at=before,
            )
    return cast


def at_once(cast, *works):
    """Run each in a thread of its own, in the scope, and wait; returns what was refused."""
    start, refused = threading.Barrier(len(works)), []

    def run(work):
        try:
            with cast.scope():
                start.wait()
                work()
        except Refusal as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return refused


def test_four_planners_and_turners_make_one_plan_and_one_list_of_tasks(made):
    later = made.at + timedelta(days=14)

    at_once(
        made,
        *[lambda: planning.plan_ahead(community=made.community, at=later)] * 2,
        *[lambda: turning.turn(community=made.community, at=later)] * 2,
    )

    with made.scope():
        numbers = list(Term.objects.order_by("number").values_list("number", flat=True))
        keys = list(Task.objects.filter(role="duty").values_list("key", flat=True))
        assert numbers == sorted(set(numbers))
        assert len(keys) == len(set(keys)) == 5
        assert Term.objects.filter(state="on").count() == 1


def test_a_swap_accepted_by_two_hands_moves_each_term_once(made):
    with made.scope():
        first, second = Term.objects.order_by("number")[:2]
        swap = swapping.ask(
            community=made.community,
            term_id=first.id,
            to_member_id=made.momo.id,
            other_term_id=second.id,
            member_id=made.su.id,
            by=actor.member(made.su.id),
            at=made.at,
        )

    def accept():
        swapping.accept(swap_id=swap.id, community=made.community, by=made.by_lin, at=made.at)

    refused = at_once(made, *[accept] * 4)

    with made.scope():
        holders = list(Term.objects.order_by("number").values_list("member_id", flat=True)[:2])
        assert (holders, refused) == ([made.momo.id, made.su.id], [])
        assert Swap.objects.get().state == "accepted"
        assert sum(one.kind == "duty.swapped" for one in casting.events_after()) == 2
