"""A round through the organisations: each in its scope, and nobody's trouble is another's."""

from datetime import UTC, datetime

import pytest

from linli.kernel.jobs import rounds
from linli.kernel.orgs import scope
from linli.kernel.orgs.actions import organisations, staff
from linli.kernel.orgs.actor import SYSTEM

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture
def three(db):
    owner = staff.create_staff(email="lin@example.com", name="Lin", at=AT)
    return [
        organisations.create_organisation(name=name, slug=name, owner=owner, by=SYSTEM, at=AT).id
        for name in ("one", "two", "three")
    ]


def test_the_work_is_done_in_the_scope_of_each_and_summed_up(three):
    seen = []

    def work():
        seen.append(scope.org_id())
        return 2

    assert rounds.in_every_organisation(work) == 6
    assert seen == three


def test_the_trouble_of_one_keeps_no_other_waiting_and_is_told_in_the_end(three, caplog):
    seen = []

    def work():
        seen.append(scope.org_id())
        if scope.org_id() == three[0]:
            raise ValueError("苏木的手机号")
        return 1

    with pytest.raises(ValueError, match="苏木"):
        rounds.in_every_organisation(work)

    assert seen == three
    assert [record.getMessage() for record in caplog.records] == [
        f"Organisation {three[0]}: builtins.ValueError"
    ]
