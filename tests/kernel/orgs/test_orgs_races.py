"""Two people act in the same instant: the database lets one of them win."""

import threading

import pyotp
import pytest
from django.db import connection

from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.actions import seats, second_factor, staff
from linli.kernel.orgs.models import Seat, Staff
from linli.kernel.orgs.rules import Role
from linli.people.communities.actions import groups
from linli.people.communities.models import Community, Group
from tests.cast import AT, build


def at_once(*acts):
    """Run the functions in threads that start together; the exceptions they ended with, None for success."""
    gate = threading.Barrier(len(acts))
    ends = [None] * len(acts)

    def run(number, act):
        try:
            gate.wait(timeout=10)
            act()
        except Exception as error:
            ends[number] = type(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return ends


@pytest.fixture
def cast(transactional_db):
    return build()


def test_two_owners_cannot_remove_each_other(cast):
    with cast.scope():
        hua = staff.create_staff(email="hua@qingfeng.example", name="华", at=AT)
        hers = seats.give_seat(staff=hua, role=Role.OWNER, by=cast.by_lin, at=AT)

    def remove(seat, by):
        with cast.scope():
            seats.remove_seat(seat=seat, by=by, at=AT)

    ends = at_once(lambda: remove(hers, cast.by_lin), lambda: remove(cast.lin_seat, actor.staff(hua.id)))

    with cast.scope():
        assert Seat.objects.filter(role="owner").count() == 1
    assert ends.count(None) == 1
    assert set(ends) - {None} <= {seats.LastOwner, seats.CannotGiveMore}


def test_one_code_lets_one_login_in(cast):
    enrolment = second_factor.enable_totp(staff=cast.lin, by=cast.by_lin, at=AT)
    code = pyotp.TOTP(enrolment.secret).at(AT)
    answers = []

    def log_in():
        lin = Staff.objects.get(id=cast.lin.id)
        answers.append(second_factor.verify_totp(staff=lin, code=code, at=AT))

    assert at_once(*[log_in] * 4) == [None] * 4
    assert sorted(answers) == [False, False, False, True]


def test_one_address_serves_one_group(cast):
    def bind(name):
        with scope.org(cast.org.id):
            groups.bind_group(
                community=Community.objects.get(),
                name=name,
                channel_id=cast.channel.id,
                external="contested",
                by=cast.by_lin,
                at=AT,
            )

    ends = at_once(*[lambda name=name: bind(name) for name in ("甲", "乙", "丙")])

    with cast.scope():
        assert Group.objects.count() == 2
    assert sorted(ends, key=str) == sorted([None, groups.AddressTaken, groups.AddressTaken], key=str)
