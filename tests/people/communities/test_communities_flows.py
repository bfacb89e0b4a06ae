"""The matrix: paths, what is missing in it, and the people counted along each path."""

import pytest

from linli.kernel.orgs.models import AuditEntry
from linli.people.communities import queries
from linli.people.communities.actions import matrix
from linli.people.communities.actions.matrix import BadEdge, End, Terms
from linli.people.communities.actions.types import BadType
from linli.people.communities.deciding.aidass import Remark
from linli.people.communities.models import Edge
from linli.people.communities.reading import flows
from linli.people.communities.reading.flows import Flow
from linli.people.members.models import Member
from tests.cast import AT
from tests.people.communities.meadow import DAY, add_people, build_meadow, let_in, tag

SINCE, UNTIL = AT - 30 * DAY, AT


@pytest.fixture
def meadow(cast):
    return build_meadow(cast)


def draw(cast, source, target, **terms):
    return matrix.draw_edge(
        source=End("community", source.id),
        target=End("community", target.id),
        terms=Terms("读满一周的书友", **terms),
        by=cast.by_lin,
        at=AT,
    )


def flow_of(edge):
    return flows.flows_of([edge], since=SINCE, until=UNTIL)[edge.id]


def test_members_who_entered_are_counted_against_those_who_left_or_were_ripe(cast, meadow):
    stayed, moved, left, came_late, elsewhere = (add_people(2, first=9_000_000 + 10 * n) for n in range(5))
    edge = draw(cast, meadow.pool, meadow.camp, trigger="days")
    let_in(meadow, meadow.pool, stayed + moved + came_late, joined_at=AT - 60 * DAY)
    let_in(meadow, meadow.pool, left, joined_at=AT - 60 * DAY, left_at=AT - 5 * DAY)
    let_in(meadow, meadow.camp, moved, joined_at=AT - 10 * DAY)
    let_in(meadow, meadow.camp, came_late, joined_at=AT - 40 * DAY)
    let_in(meadow, meadow.camp, elsewhere, joined_at=AT - 10 * DAY)

    flow = flow_of(edge)

    assert flow == Flow(entered=2, base=6)
    assert flow.rate == pytest.approx(1 / 3)
    assert flows.people_of(edge, since=SINCE, until=UNTIL, which="entered") == moved
    assert flows.people_of(edge, since=SINCE, until=UNTIL, which="waiting") == stayed + left


def test_only_those_with_the_tag_and_the_days_are_ripe(cast, meadow):
    old, fresh, untagged = add_people(3), add_people(3, first=9_100_000), add_people(3, first=9_200_000)
    edge = draw(cast, meadow.pool, meadow.camp, trigger="tag", eligible_tag="读完一本", eligible_days=7)
    let_in(meadow, meadow.pool, old + untagged, joined_at=AT - 20 * DAY)
    let_in(meadow, meadow.pool, fresh, joined_at=AT - 3 * DAY)
    tag(old + fresh, "读完一本", by=cast.by_lin)

    assert flow_of(edge) == Flow(entered=0, base=3)


def test_who_left_the_source_long_ago_did_not_come_from_it(cast, meadow):
    recently, long_ago = add_people(1), add_people(1, first=9_100_000)
    edge = draw(cast, meadow.pool, meadow.camp)
    let_in(meadow, meadow.pool, recently, joined_at=AT - 80 * DAY, left_at=AT - 35 * DAY)
    let_in(meadow, meadow.pool, long_ago, joined_at=AT - 80 * DAY, left_at=AT - 60 * DAY)
    let_in(meadow, meadow.camp, recently + long_ago, joined_at=AT - 10 * DAY)

    assert flow_of(edge) == Flow(entered=1, base=1)


def test_nobody_makes_no_rate(cast, meadow):
    flow = flow_of(draw(cast, meadow.pool, meadow.camp))

    assert (flow, flow.rate) == (Flow(0, 0), None)


def test_bots_and_the_team_are_not_counted(cast, meadow):
    people = add_people(2)
    edge = draw(cast, meadow.pool, meadow.camp)
    let_in(meadow, meadow.pool, people, joined_at=AT - 60 * DAY)
    Member.objects.filter(id=people[0]).update(is_operator=True)
    Member.objects.filter(id=people[1]).update(is_bot=True)

    assert flow_of(edge) == Flow(0, 0)


def test_the_matrix_names_gaps_and_paths(cast, meadow, django_assert_num_queries):
    matrix.add_carrier(
        name="小邻助理", kind="wecom", from_stage="desire", to_stage="action", by=cast.by_lin, at=AT
    )
    draw(cast, meadow.pool, meadow.camp)

    with django_assert_num_queries(4):
        found = flows.matrix(since=SINCE, until=UNTIL)

    assert [one.name for one in found.nodes] == ["引流池", "训练营一期", "书友会", "共读会", "小邻助理"]
    assert found.remarks == [
        Remark("no_way_on", ("训练营一期",)),
        Remark("no_way_in", ("书友会",)),
        Remark("no_way_on", ("小邻助理",)),
        Remark("no_way_in", ("小邻助理",)),
        Remark("unplaced", ("共读会",)),
    ]


def test_a_limited_seat_sees_its_own_part_of_the_matrix(cast, meadow):
    draw(cast, meadow.pool, meadow.camp)

    found = flows.matrix(since=SINCE, until=UNTIL, reach=frozenset({meadow.pool.id}))

    assert ([one.name for one in found.nodes], found.edges) == (["引流池"], [])


def test_a_path_drawn_again_has_the_new_terms(cast, meadow):
    first = draw(cast, meadow.pool, meadow.camp)
    again = draw(cast, meadow.pool, meadow.camp, trigger="days", eligible_days=3)
    trail = AuditEntry.objects.count()
    draw(cast, meadow.pool, meadow.camp, trigger="days", eligible_days=3)

    assert (again.id, again.trigger, again.eligible_days) == (first.id, "days", 3)
    assert AuditEntry.objects.count() == trail


@pytest.mark.parametrize(
    ("target", "terms", "refusal", "sentence"),
    [
        ("pool", {}, BadEdge, "a path leads from one place to another: choose two different ones"),
        ("camp", {"rule": "  "}, BadEdge, "write the rule of the path in up to 300 characters"),
        ("camp", {"rule": "长" * 301}, BadEdge, "write the rule of the path in up to 300 characters"),
        ("camp", {"trigger": "moon"}, BadType, "“moon” is not possible here"),
        ("camp", {"eligible_days": 9999}, BadEdge, "days before somebody is ripe: 0 to 3650"),
        ("nowhere", {}, queries.NoSuchCommunity, "there is no such community here"),
    ],
)
def test_a_path_that_makes_no_sense_is_not_drawn(cast, meadow, target, terms, refusal, sentence):
    before = (Edge.objects.count(), AuditEntry.objects.count())
    ids = {"pool": meadow.pool.id, "camp": meadow.camp.id, "nowhere": 10**9}

    with pytest.raises(refusal, match=sentence):
        matrix.draw_edge(
            source=End("community", meadow.pool.id),
            target=End("community", ids[target]),
            terms=Terms(**{"rule": "读满一周", **terms}),
            by=cast.by_lin,
            at=AT,
        )

    assert (Edge.objects.count(), AuditEntry.objects.count()) == before
