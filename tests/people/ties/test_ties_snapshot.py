"""A community's graph from the log: stored, read, and telling who fits a role and why."""

from datetime import timedelta

import pytest
from django.db import connection

from linli.connect.gateway.models import Identity
from linli.kernel.verbs.context import Context, Subject
from linli.kernel.verbs.registry import registry
from linli.people.belonging import reactions as belonging
from linli.people.belonging.models import Belonging
from linli.people.members.actions import erasing, merging, tagging
from linli.people.members.models import Member
from linli.people.ties import evidence, queries, reactions, rules
from linli.people.ties.actions import refreshing
from linli.people.ties.models import Snapshot, Standing
from tests.cast import AT, events_after
from tests.people.ties.talking import message, reaction, take_in

DAY = 24 * 60
NOW = AT + timedelta(days=20)
PROBES = ("ties.centrality", "ties.circle", "ties.is_isolated", "ties.partners_30")


@pytest.fixture
def talk(cast):
    """He answers questions of Wen, Su and Bai for a week, at length and with thanks; Momo is silent."""
    records, number = [], 0
    for day in range(7):
        for place, asker in enumerate(("wen", "su", "bai")):
            start = day * DAY + 60 * place + 35
            number += 3
            records += [
                message(number, asker, start, f"第{day}章怎么读？"),
                message(number + 1, "he", start + 3, "先看第一段，再看第二段。" * 10, to=number),
                message(number + 2, asker, start + 6, "谢谢，明白了", to=number + 1),
                reaction(number, asker, start + 7, number + 1),
            ]
    reactions.keep_ties(take_in(cast, *records))
    return {one.external: one.member_id for one in Identity.objects.all()}


def refresh(cast, at=NOW):
    return refreshing.refresh(community=cast.community.id, at=at)


def expert():
    return rules.find_recipe("duty_helper")


def test_the_graph_is_stored_and_read(cast, talk):
    steps = []

    refreshing.refresh(community=cast.community.id, at=NOW, tell=steps.append)

    graph = queries.find_graph(cast.community.id)
    lines = queries.lines(cast.community.id)
    assert steps == [1, 2, 3, 4]
    assert (graph.members, graph.ties, graph.computed_at) == (5, 3, NOW)
    assert [lines[0].id, lines[0].replies_in, lines[0].replies_out, lines[0].days] == [talk["he"], 21, 21, 7]
    assert {(one, other) for one, other, _ in graph.edges} == {
        tuple(sorted((talk["he"], talk[who]))) for who in ("wen", "su", "bai")
    }


def test_members_are_listed_by_any_column(cast, talk):
    refresh(cast)

    assert {queries.lines(cast.community.id, sort=sort)[0].id for sort in ("in", "out", "partners")} == {
        talk["he"]
    }
    assert [one.id for one in queries.lines(cast.community.id, isolated=True)] == [cast.momo.id]
    assert queries.count_isolated(cast.community.id) == (0, 1)


def test_circles_are_listed_with_their_leaders_and_their_group(cast, talk):
    refresh(cast)
    graph = queries.find_graph(cast.community.id)

    (circle,) = queries.circles(cast.community.id, graph)

    assert (circle.number, circle.size, circle.group_id, circle.share) == (1, 4, cast.group.id, 1.0)
    assert circle.leaders[0].id == talk["he"]


def test_a_candidate_comes_with_the_messages_that_made_them_one(cast, talk):
    refresh(cast)

    (found,) = queries.candidates(cast.community.id, expert())

    answers = next(part for part in found.parts if part.measure == "answers")
    words = evidence.words_of(answers.exhibits[0])
    assert (found.member, answers.value, answers.percentile) == (talk["he"], 21, 1.0)
    assert [words[ref].text for ref in answers.exhibits[0]] == [
        "第6章怎么读？",
        "先看第一段，再看第二段。" * 10,
        "谢谢，明白了",
    ]
    assert [ref.member for ref in answers.exhibits[0]] == [talk["bai"], talk["he"], talk["bai"]]


def test_words_taken_back_or_erased_are_not_told(cast, talk):
    refresh(cast)
    (found,) = queries.candidates(cast.community.id, expert())
    exhibit = next(part for part in found.parts if part.measure == "answers").exhibits[0]

    erasing.erase_member(member=Member.objects.get(id=talk["bai"]), by=cast.by_lin, at=NOW)

    words = evidence.words_of(exhibit)
    assert [bool(words[ref].text) for ref in exhibit] == [False, True, False]


def test_the_team_is_no_candidate(cast, talk):
    tagging.set_operator(member=Member.objects.get(id=talk["he"]), is_operator=True, by=cast.by_lin, at=NOW)

    refresh(cast)

    assert queries.candidates(cast.community.id, expert()) == []
    assert talk["he"] in {one.id for one in queries.lines(cast.community.id)}


def test_two_records_of_one_person_are_one_in_the_graph(cast, talk):
    wen, bai = (Member.objects.get(id=talk[one]) for one in ("wen", "bai"))
    merging.merge_members(kept=wen, merged=bai, by=cast.by_lin, at=NOW)

    refresh(cast)

    lines = {one.id: one for one in queries.lines(cast.community.id)}
    assert bai.id not in lines
    assert lines[wen.id].replies_out == 14
    partners = queries.partners_of([talk["he"]], at=NOW, communities=None)
    assert {one.id: (one.given, one.taken) for one in partners} == {wen.id: (14, 28), cast.su.id: (7, 14)}


def test_circles_keep_their_numbers_from_one_day_to_the_next(cast, talk):
    refresh(cast)
    Standing.objects.filter(circle=1).update(circle=7)

    refresh(cast, NOW + timedelta(days=1))

    assert set(Standing.objects.values_list("circle", flat=True)) == {0, 7}
    assert Snapshot.objects.count() == 1


def test_an_erased_member_is_gone_from_the_stored_graph_at_once(cast, talk):
    refresh(cast)

    erasing.erase_member(member=Member.objects.get(id=talk["wen"]), by=cast.by_lin, at=NOW)
    reactions.forget_ties_of_erased_members([one for one in events_after() if one.kind == "member.erased"])

    graph = queries.find_graph(cast.community.id)
    assert talk["wen"] not in {end for edge in graph.edges for end in edge[:2]}
    assert talk["wen"] not in {one.id for one in queries.lines(cast.community.id)}


def test_another_organisation_has_no_graph(cast, talk):
    refresh(cast)

    with cast.scope_elsewhere():
        assert queries.find_graph(cast.community.id) is None
        assert queries.lines(cast.community.id) == []
        assert queries.candidates(cast.community.id, expert()) == []


def test_probes_read_the_same_in_memory_and_in_sql(cast, talk):
    refresh(cast)
    heard = {fact.kind for fact in belonging.HEARD}
    belonging.keep_belongings([one for one in events_after() if one.kind in heard])
    subjects = list(Belonging.objects.order_by("id").values_list("id", flat=True))
    context = Context(org_id=cast.org.id, community_id=cast.community.id, at=NOW, actor="staff:1", key="k")

    for name in PROBES:
        sql = registry.get_probe(name).sql()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT belonging.id, {sql.text} FROM belonging_belonging belonging", sql.params)
            assert dict(cursor.fetchall()) == registry.read(name, subjects, context)
        assert registry.get_probe(name).subject is Subject.BELONGING
    he = Belonging.objects.get(member_id=talk["he"]).id
    assert registry.read("ties.partners_30", [he], context) == {he: 3}


def test_the_graph_of_an_empty_community_is_empty(cast):
    snapshot = refresh(cast, AT)

    assert (snapshot.members, snapshot.ties) == (2, 0)
    assert queries.candidates(cast.community.id, expert()) == []
