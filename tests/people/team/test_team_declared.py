"""What a colleague declared decides which tasks they are given."""

from decimal import Decimal

from linli.people.team.actions import jobs
from tests.cast import AT
from tests.people.tasks.asking import ask, wish


def test_who_has_enough_is_passed_over(cast):
    jobs.declare(
        staff_id=cast.cheng.id,
        hours=Decimal(10),
        most_open=2,
        abilities=["writing"],
        by=cast.by_lin,
        at=AT,
    )

    tasks = ask(*(wish(cast, f"k-{n}", balance="least_open", skills=("writing",)) for n in range(3)))

    assert [one.staff_id for one in tasks] == [cast.cheng.id, cast.cheng.id, None]
