"""Who earned most, and how far it is to the next one."""

from datetime import date, timedelta

import pytest
from django.db import connection

from linli.kernel.verbs.context import Context
from linli.kernel.verbs.registry import registry
from linli.people.members.models import Member
from linli.run.growth import jobs, verbs  # noqa: F401  (the verbs register themselves)
from linli.run.growth.actions import checking_in, ledger, setup
from linli.run.growth.actions.posting import NotEnoughPoints
from linli.run.growth.models import BalanceProof, Entry
from linli.run.growth.queries import ledger as queries
from linli.run.growth.queries.leaderboards import OwnPlace, leaderboard

TODAY = date(2026, 11, 4)  # a Wednesday; the cast starts on Monday


@pytest.fixture
def people(cast):
    """Four more members: An, Bo, Chen and Di, by their letter."""
    setup.set_up(at=cast.at)
    made = {}
    for number, name in enumerate(["安", "波", "陈", "迪"]):
        made["abcd"[number]] = Member.objects.create(id=9000 + number, name=name, first_seen_at=cast.at)
    return made


def give(cast, member, points, days_ago=0, community=True):
    at = cast.at + timedelta(days=2 - days_ago)
    ledger.award_points(
        member=member.id,
        points=points,
        reason="gift",
        by=cast.by_lin,
        at=at,
        key=f"{member.id}-{points}-{days_ago}-{community}",
        community=cast.community.id if community else None,
    )


def board(cast, period, **more):
    found = leaderboard(period=period, today=TODAY, **more)
    return [(place.rank, place.name, place.points) for place in found.places]


def test_equal_points_share_a_rank(cast, people):
    for letter, points in {"a": 10, "b": 20, "c": 20, "d": 5}.items():
        give(cast, people[letter], points)

    assert board(cast, "today") == [(1, "波", 20), (1, "陈", 20), (3, "安", 10), (4, "迪", 5)]


def test_periods_and_communities(cast, people):
    give(cast, people["a"], 10)
    give(cast, people["a"], 7, days_ago=2)
    give(cast, people["b"], 30, days_ago=3)
    give(cast, people["c"], 9, community=False)

    assert board(cast, "today") == [(1, "安", 10), (2, "陈", 9)]
    assert board(cast, "week") == [(1, "安", 17), (2, "陈", 9)]
    assert board(cast, "all") == [(1, "波", 30), (2, "安", 17), (3, "陈", 9)]
    assert board(cast, "all", community=cast.community.id) == [(1, "波", 30), (2, "安", 17)]


def test_one_s_own_place_and_the_distance_to_the_next(cast, people):
    for letter, points in {"a": 10, "b": 20, "c": 20, "d": 5}.items():
        give(cast, people[letter], points)

    def own(member):
        return leaderboard(period="all", today=TODAY, member_ids=[member.id], limit=1).own

    assert own(people["d"]) == OwnPlace(4, 5, 5)
    assert own(people["a"]) == OwnPlace(3, 10, 10)
    assert own(people["b"]) == OwnPlace(1, 20, None)
    assert own(cast.momo) == OwnPlace(None, 0, 5)
    assert leaderboard(period="all", today=TODAY, limit=1).total == 4


def test_an_empty_leaderboard(cast):
    found = leaderboard(period="today", today=TODAY, member_ids=[cast.su.id])

    assert (found.places, found.total, found.own) == ((), 0, OwnPlace(None, 0, None))


def test_operators_programs_and_the_erased_are_left_out_and_merged_records_counted_once(cast, people):
    for letter, points in {"a": 10, "b": 20, "c": 30, "d": 5}.items():
        give(cast, people[letter], points)
    Member.objects.filter(id=people["c"].id).update(is_operator=True)
    Member.objects.filter(id=people["b"].id).update(erased_at=cast.at)
    Member.objects.filter(id=people["d"].id).update(merged_into=people["a"])

    assert board(cast, "all") == [(1, "安", 15)]


def test_another_organisation_sees_none_of_it(cast, people):
    give(cast, people["a"], 10)

    with cast.scope_elsewhere():
        assert leaderboard(period="all", today=TODAY).places == ()


def context_of(cast, **more):
    return Context(
        **{
            "org_id": cast.org.id,
            "community_id": cast.community.id,
            "group_id": cast.group.id,
            "member_id": cast.su.id,
            "at": cast.at,
            "actor": "run:5",
            "key": "5/award/1",
            **more,
        }
    )


def test_the_verbs_move_points_once_for_a_key(cast):
    given = {"points": 8, "reason": "完成新人任务"}

    first = registry.run("growth.award_points", given, context_of(cast))
    second = registry.run("growth.award_points", given, context_of(cast))
    taken = registry.run("growth.take_points", {"points": 3, "reason": "换书签"}, context_of(cast))

    assert first == second
    assert (first["available"], taken["available"]) == (8, 5)
    assert list(Entry.objects.order_by("id").values_list("kind", "by")) == [
        ("award", "run:5"),
        ("take", "run:5"),
    ]
    with pytest.raises(NotEnoughPoints):
        registry.run("growth.take_points", {"points": 9, "reason": "x"}, context_of(cast, key="6"))


def test_a_verb_without_a_member_says_what_it_needs(cast):
    with pytest.raises(verbs.NobodyNamed):
        registry.run("growth.award_points", {"points": 1, "reason": "x"}, context_of(cast, member_id=None))


def test_the_probes_read_many_members_at_once(cast):
    setup.set_up(at=cast.at)
    for number in (0, 1):
        checking_in.check_in(
            member=cast.su.id,
            community=cast.community.id,
            by=cast.by_lin,
            at=cast.at + timedelta(days=number),
        )
    later = context_of(cast, at=cast.at + timedelta(days=2))

    assert registry.read("growth.points", [cast.su.id, cast.momo.id], later) == {
        cast.su.id: 10,
        cast.momo.id: 0,
    }
    assert registry.read("growth.streak", [cast.su.id, cast.momo.id], later) == {
        cast.su.id: 2,
        cast.momo.id: 0,
    }


def test_points_read_for_a_set_are_the_points_read_for_each(cast, people):
    give(cast, people["a"], 10)
    fragment = registry.get_probe("growth.points").sql()

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person.id, {fragment.text} FROM members_member person WHERE person.org_id = %s",
            [*fragment.params, cast.org.id],
        )
        rows = dict(cursor.fetchall())

    assert rows == registry.read("growth.points", list(rows), context_of(cast))
    assert rows[people["a"].id] == 10


def test_the_nightly_job_proves_every_organisation(cast):
    setup.set_up(at=cast.at)
    ledger.award_points(member=cast.su.id, points=1, reason="x", by=cast.by_lin, at=cast.at, key="a")

    jobs.prove_balances(timestamp=0)

    assert list(BalanceProof.objects.values_list("balances", "entries", "differences")) == [(1, 1, [])]
    with cast.scope_elsewhere():
        assert BalanceProof.objects.count() == 1
    assert list(queries.proofs()) == list(BalanceProof.objects.all())
