"""Points follow the person when records are merged, and come back when that is undone."""

from datetime import timedelta

import pytest

from linli.facts.members import MembersMerged, MergeUndone
from linli.kernel.events import log
from linli.kernel.orgs import actor
from linli.run.growth import reactions
from linli.run.growth.actions import checking_in, ledger, setup
from linli.run.growth.models import CheckIn, Entry
from linli.run.growth.queries import ledger as queries
from linli.run.growth.queries import proving
from tests.cast import events_after


@pytest.fixture(autouse=True)
def counted(cast):
    setup.set_up(at=cast.at)
    for member, points in ((cast.su, 30), (cast.momo, 12)):
        ledger.award_points(
            member=member.id, points=points, reason="gift", by=cast.by_lin, at=cast.at, key=f"a{member.id}"
        )


def tell(cast, fact):
    log.append_one(fact, by=cast.by_lin, at=cast.at + timedelta(hours=1))
    return events_after()[-1]


def merge(cast):
    return tell(cast, MembersMerged(into=cast.su.id, merged=cast.momo.id))


def undo(cast):
    return tell(cast, MergeUndone(restored=cast.momo.id, kept=cast.su.id))


def both(cast):
    return queries.get_funds(cast.su.id).available, queries.get_funds(cast.momo.id).available


def spend(cast, points):
    ledger.take_points(
        member=cast.su.id, points=points, reason="mall", by=cast.by_lin, at=cast.at, key=f"t{points}"
    )


def test_a_merge_moves_what_there_is_once(cast):
    event = merge(cast)

    reactions.follow_merges([event])
    reactions.follow_merges([event])

    assert both(cast) == (42, 0)
    assert Entry.objects.filter(kind="transfer").count() == 2
    assert proving.prove().differences == ()
    assert [line.kind for line in queries.history([cast.su.id, cast.momo.id])] == ["award", "award"]


def test_undoing_gives_back_what_was_moved(cast):
    reactions.follow_merges([merge(cast)])
    event = undo(cast)

    reactions.follow_merges([event])
    reactions.follow_merges([event])

    assert both(cast) == (30, 12)
    assert proving.prove().differences == ()


def test_who_spent_the_points_meanwhile_owes_them(cast):
    reactions.follow_merges([merge(cast)])
    spend(cast, 40)

    reactions.follow_merges([undo(cast)])

    assert both(cast) == (-10, 12)
    assert proving.prove().differences == ()


def test_merging_and_undoing_twice(cast):
    for _ in range(2):
        reactions.follow_merges([merge(cast)])
        assert both(cast) == (42, 0)
        reactions.follow_merges([undo(cast)])
        assert both(cast) == (30, 12)


def test_a_debt_moves_too(cast):
    ledger.take_points(
        member=cast.momo.id, points=20, reason="x", by=cast.by_lin, at=cast.at, key="d", may_owe=True
    )

    reactions.follow_merges([merge(cast)])

    assert both(cast) == (22, 0)
    assert proving.prove().differences == ()


def test_check_ins_follow_unless_the_day_was_done_by_both(cast):
    for member, days in ((cast.su, (0, 1)), (cast.momo, (1, 2))):
        for number in days:
            checking_in.check_in(
                member=member.id,
                community=cast.community.id,
                by=actor.member(member.id),
                at=cast.at + timedelta(days=number),
            )

    reactions.follow_merges([merge(cast)])
    assert CheckIn.objects.filter(member_id=cast.su.id).count() == 3

    reactions.follow_merges([undo(cast)])
    assert CheckIn.objects.filter(member_id=cast.su.id).count() == 2
    assert CheckIn.objects.filter(member_id=cast.momo.id).count() == 2
