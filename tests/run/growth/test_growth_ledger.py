"""The ledger: every way points move, and the proof that nothing is lost."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.orgs.models import AuditEntry
from linli.people.members import exports
from linli.run.growth.actions import ledger, proving, reversing, setup
from linli.run.growth.actions.posting import NotEnoughPoints
from linli.run.growth.models import Balance, BalanceProof, Entry, Tally
from linli.run.growth.queries import ledger as queries
from linli.run.growth.queries import proving as proofs
from tests.cast import events_after


@pytest.fixture(autouse=True)
def counted(cast):
    setup.set_up(at=cast.at)


def award(cast, points, key, **more):
    return ledger.award_points(
        member=cast.su.id,
        points=points,
        reason=more.pop("reason", "gift"),
        by=cast.by_lin,
        at=more.pop("at", cast.at),
        key=key,
        community=cast.community.id,
        **more,
    )


def take(cast, points, key, **more):
    return ledger.take_points(
        member=cast.su.id, points=points, reason="mall", by=cast.by_lin, at=cast.at, key=key, **more
    )


def reverse(cast, entry, key, **more):
    return reversing.reverse_entry(entry_id=entry.id, by=cast.by_lin, at=cast.at, key=key, **more)


def funds(cast):
    found = queries.get_funds(cast.su.id)
    return found.available, found.pending


def tally(cast):
    return sum(Tally.objects.filter(member_id=cast.su.id).values_list("points", flat=True))


def points_told():
    return [event.fact.points for event in events_after() if event.kind == "points.awarded"]


def test_an_award_is_spendable_counted_for_the_day_and_told(cast):
    entry = award(cast, 10, "a", reason="第一篇书评")

    assert funds(cast) == (10, 0)
    assert (entry.kind, entry.amount, entry.source, entry.target) == ("award", 10, 11, 1)
    assert (entry.by, str(entry.day)) == (cast.by_lin.code, "2026-11-02")
    assert tally(cast) == 10
    [told] = [event for event in events_after() if event.kind == "points.awarded"]
    assert (told.fact.entry, told.fact.reason, told.member) == (entry.id, "第一篇书评", cast.su.id)


def test_the_same_key_gives_the_first_entry(cast):
    first, second = award(cast, 10, "a"), award(cast, 10, "a")

    assert first.id == second.id
    assert (funds(cast), tally(cast), points_told()) == ((10, 0), 10, [10])


def test_a_key_that_meant_something_else_is_refused(cast):
    award(cast, 10, "a")

    with pytest.raises(ledger.KeyMeansAnother):
        award(cast, 11, "a")

    assert funds(cast) == (10, 0)


def test_keys_of_two_organisations_do_not_meet(cast):
    award(cast, 10, "a")

    with cast.scope_elsewhere():
        setup.set_up(at=cast.at)
        ledger.award_points(member=cast.su.id, points=3, reason="x", by=cast.by_zhou, at=cast.at, key="b")
        assert queries.find_entry(key="a") is None
        assert [line.change for line in queries.history([cast.su.id])] == [3]

    assert [line.change for line in queries.history([cast.su.id])] == [10]


@pytest.mark.parametrize("points", [0, -5, ledger.MOST_AT_ONCE + 1])
def test_only_whole_positive_amounts_move(cast, points):
    with pytest.raises(ledger.BadAmount):
        award(cast, points, "a")

    assert Entry.objects.count() == 0


def test_taking_more_than_there_is_changes_nothing(cast):
    award(cast, 10, "a")

    with pytest.raises(NotEnoughPoints), transaction.atomic():
        take(cast, 11, "t")

    assert (funds(cast), Entry.objects.count(), points_told()) == ((10, 0), 1, [10])


def test_taking_from_somebody_who_never_had_any(cast):
    with pytest.raises(NotEnoughPoints), transaction.atomic():
        take(cast, 1, "t")

    assert Balance.objects.count() == 0


def test_spending_does_not_lower_what_was_earned(cast):
    award(cast, 10, "a")

    take(cast, 4, "t")

    assert (funds(cast), tally(cast), points_told()) == ((6, 0), 10, [10, -4])


def test_a_debt_only_where_it_is_allowed(cast):
    take(cast, 5, "t", may_owe=True)

    assert funds(cast) == (-5, 0)
    with pytest.raises(NotEnoughPoints), transaction.atomic():
        take(cast, 1, "u")


def test_an_award_taken_back_leaves_the_day_too(cast):
    entry = award(cast, 10, "a")

    mirror = reverse(cast, entry, "r")

    assert (mirror.kind, mirror.source, mirror.target, mirror.original_id) == ("reversal", 1, 11, entry.id)
    assert (funds(cast), tally(cast), points_told()) == ((0, 0), 0, [10, -10])


def test_an_entry_goes_back_in_parts_and_never_more_than_it_was(cast):
    entry = award(cast, 10, "a")
    reverse(cast, entry, "r1", points=4)

    with pytest.raises(reversing.CannotReverse) as refused:
        reverse(cast, entry, "r2", points=7)
    reverse(cast, entry, "r3")
    with pytest.raises(reversing.CannotReverse):
        reverse(cast, entry, "r4")

    assert str(refused.value) == f"6 points of entry {entry.id} can be taken back, not 7."
    assert funds(cast) == (0, 0)


def test_a_purchase_taken_back_gives_the_points_back(cast):
    award(cast, 10, "a")
    entry = take(cast, 8, "t")

    reverse(cast, entry, "r")
    reverse(cast, entry, "r")

    assert (funds(cast), tally(cast)) == ((10, 0), 10)


@pytest.mark.parametrize(
    ("shortfall", "left"), [("refuse", (3, 0)), ("owe", (-7, 0)), ("take_what_is_there", (0, 0))]
)
def test_what_happens_when_the_points_are_spent(cast, shortfall, left):
    entry = award(cast, 10, "a")
    take(cast, 7, "t")

    if shortfall == "refuse":
        with pytest.raises(NotEnoughPoints), transaction.atomic():
            reverse(cast, entry, "r", shortfall=shortfall)
    else:
        reverse(cast, entry, "r", shortfall=shortfall)

    assert funds(cast) == left
    assert proofs.prove().differences == ()


def test_a_reversal_cannot_be_reversed(cast):
    mirror = reverse(cast, award(cast, 10, "a"), "r")

    with pytest.raises(reversing.CannotReverse):
        reverse(cast, mirror, "rr")


def test_pending_points_wait_until_they_are_released(cast):
    entry = award(cast, 10, "a", is_pending=True)
    reverse(cast, entry, "r", points=3)
    with pytest.raises(NotEnoughPoints), transaction.atomic():
        take(cast, 1, "t")

    reversing.release_points(entry_id=entry.id, by=cast.by_lin, at=cast.at)
    reversing.release_points(entry_id=entry.id, by=cast.by_lin, at=cast.at)
    assert funds(cast) == (7, 0)

    reverse(cast, entry, "r2")
    assert funds(cast) == (0, 0)
    assert proofs.prove().differences == ()


def test_an_adjustment_is_audited_and_no_merit(cast):
    ledger.adjust_points(member=cast.su.id, points=50, reason="补发", by=cast.by_cheng, at=cast.at, key="x")
    ledger.adjust_points(
        member=cast.su.id, points=-20, reason="多发了", by=cast.by_cheng, at=cast.at, key="y"
    )

    assert (funds(cast), tally(cast)) == ((30, 0), 0)
    entries = AuditEntry.objects.filter(action="growth.adjusted").order_by("id")
    assert [(one.actor, one.subject, one.after["points"]) for one in entries] == [
        (cast.by_cheng.code, f"member:{cast.su.id}", 50),
        (cast.by_cheng.code, f"member:{cast.su.id}", -20),
    ]


def test_history_tells_newest_first_what_changed(cast):
    award(cast, 10, "a", reason="gift")
    award(cast, 5, "p", is_pending=True, at=cast.at + timedelta(hours=1))
    ledger.take_points(
        member=cast.su.id, points=4, reason="mall", by=cast.by_lin, at=cast.at + timedelta(hours=2), key="t"
    )

    lines = queries.history([cast.su.id])

    assert [(line.kind, line.reason, line.change, line.is_pending) for line in lines] == [
        ("take", "mall", -4, False),
        ("award", "gift", 5, True),
        ("award", "gift", 10, False),
    ]
    exported = exports.registered()["growth"]([cast.su.id])
    assert json.loads(json.dumps(exported))["balances"] == [
        {"member_id": cast.su.id, "currency__code": "points", "available": 6, "pending": 5}
    ]
    assert [one["amount"] for one in exported["entries"]] == [10, 5, 4]


def test_an_entry_cannot_be_changed_in_the_database(cast):
    entry = award(cast, 10, "a")

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Entry.objects.filter(id=entry.id).update(amount=1000)


def test_a_balance_cannot_fall_below_zero_in_the_database(cast):
    award(cast, 10, "a")

    with pytest.raises(IntegrityError, match="balance_not_below_zero"), transaction.atomic():
        Balance.objects.update(available=-1)


@pytest.mark.parametrize(("source", "target", "amount"), [(1, 1, 5), (11, 12, 5), (11, 1, 0), (1, 11, -5)])
def test_an_entry_without_two_ends_cannot_be_written(cast, source, target, amount):
    entry = award(cast, 10, "a")

    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(
            key=queries.hashed_key("z"),
            kind="award",
            currency=entry.currency,
            member_id=1,
            source=source,
            target=target,
            amount=amount,
            reason="x",
            at=cast.at,
            day=cast.at.date(),
            by="x",
        )


def test_a_tampered_balance_is_found_by_the_proof(cast):
    award(cast, 10, "a")
    Balance.objects.update(available=12)

    proof = proving.prove_balances(at=cast.at)

    assert (proof.balances, proof.entries) == (1, 1)
    [difference] = proof.differences
    assert (difference["member"], difference["balance"], difference["entries"]) == (cast.su.id, 12, 10)
    assert BalanceProof.objects.count() == 1


def test_a_lost_balance_is_found_by_the_proof(cast):
    award(cast, 10, "a")
    Balance.objects.all().delete()

    [difference] = proofs.prove().differences

    assert (difference.member, difference.balance, difference.entries) == (cast.su.id, 0, 10)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["award", "pending", "take", "owe", "reverse", "release", "adjust", "repeat"]),
        st.integers(0, 30),
        st.integers(0, 9),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_happens_the_proof_holds(cast, steps):
    with transaction.atomic():
        made, last = [], None
        for number, (what, points, which) in enumerate(steps):
            step = last if what == "repeat" and last else (what, points, which, f"k{number}")
            last = step
            try:
                with transaction.atomic():
                    made += _take_step(cast, made, *step)
            except (NotEnoughPoints, ledger.BadAmount, reversing.CannotReverse):
                pass

        assert proofs.prove().differences == ()
        assert _sum_of_all_accounts() == 0
        transaction.set_rollback(True)


def _take_step(cast, made, what, points, which, key):
    entry = made[which % len(made)] if made else None
    if what == "award":
        return [award(cast, points, key)]
    if what == "pending":
        return [award(cast, points, key, is_pending=True)]
    if what in {"take", "owe"}:
        return [take(cast, points, key, may_owe=what == "owe")]
    if what == "adjust":
        ledger.adjust_points(
            member=cast.su.id, points=points - 15, reason="x", by=cast.by_lin, at=cast.at, key=key
        )
    if what == "reverse" and entry:
        how = ["refuse", "owe", "take_what_is_there"][which % 3]
        reverse(cast, entry, key, points=points or None, shortfall=how)
    if what == "release" and entry:
        reversing.release_points(entry_id=entry.id, by=cast.by_lin, at=cast.at)
    return []


def _sum_of_all_accounts():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(moved), 0) FROM (SELECT target AS account, amount AS moved FROM growth_entry"
            " UNION ALL SELECT source, -amount FROM growth_entry) both_ends"
        )
        return cursor.fetchone()[0]
