"""Circles, cores, bridges and ranks of small graphs drawn by hand."""

import pytest

from linli.people.ties import accepting, computing, graph, measures, talk
from linli.people.ties.deeds import Deeds, Link, Reacted, Remark, Strand
from linli.people.ties.speech import ASKS, THANKS

HOUR = 3600.0
DAY = 24 * HOUR


def ring(*members, weight=2.0):
    """Everybody tied to everybody."""
    return {(a, b): weight for a in members for b in members if a < b}


TWO_CIRCLES = {**ring(1, 2, 3, 4), **ring(5, 6, 7), (4, 5): 0.4}


def said(member, at, message, *, to=0, marks=0, addressed=0, size=20, group=1):
    return Remark(member, at, group, message, to, 0, addressed, marks, size)


def test_two_dense_groups_are_two_circles():
    assert graph.circles(TWO_CIRCLES, before={}) == {1: 1, 2: 1, 3: 1, 4: 1, 5: 2, 6: 2, 7: 2}


def test_a_circle_keeps_its_number_by_the_people_in_it():
    before = {5: 1, 6: 1, 7: 1, 1: 9, 2: 9}

    found = graph.circles(TWO_CIRCLES, before=before)

    assert (found[6], found[1]) == (1, 9)


def test_two_people_alone_are_no_circle():
    assert graph.circles({(1, 2): 5.0}, before={}) == {}


def test_the_core_of_four_who_all_know_each_other_is_three_deep():
    assert graph.cores({**ring(1, 2, 3, 4), (4, 5): 1.0}) == {1: 3, 2: 3, 3: 3, 4: 3, 5: 1}


def test_a_bridge_is_tied_into_several_circles():
    circle = graph.circles(TWO_CIRCLES, before={})

    found = graph.bridging({**TWO_CIRCLES, (3, 5): 2.0}, circle)

    assert found[3] == 2
    assert found[6] == 1


def test_rank_goes_to_whom_the_others_answer():
    strands = [Strand(other, 1, "reply", 1, 1.0, 0) for other in (2, 3, 4)]

    found = graph.centrality(strands)

    assert found[1] > 2
    assert sum(found.values()) == pytest.approx(4.0, abs=1e-3)


def test_faint_ties_are_none():
    assert graph.pairs_of([Strand(1, 2, "reply", 1, 0.01, 0)]) == {}


def test_a_reply_an_address_and_a_turn_are_answers():
    deeds = Deeds(
        remarks=[
            said(1, 0, 10),
            said(2, 60, 11, to=10),
            said(3, 5 * HOUR, 12),
            said(2, 5 * HOUR + 60, 13, addressed=77),
            said(1, 9 * HOUR, 14),
            said(2, 9 * HOUR + 120, 15),
        ],
        names={77: 3},
    )

    found = [(one.remark.message, one.to.message, one.kind) for one in talk.answers(deeds)]

    assert found == [(11, 10, "reply"), (13, 12, "addressed"), (15, 14, "turn")]


def test_a_third_voice_makes_turns_uncertain():
    deeds = Deeds(remarks=[said(1, 0, 10), said(2, 60, 11), said(3, 90, 12)])

    assert [one.remark.message for one in talk.answers(deeds)] == [11]


def test_a_reply_to_what_is_not_there_answers_nobody():
    assert talk.answers(Deeds(remarks=[said(1, 0, 10), said(2, 60, 11, to=99)])) == []


def test_company_is_shared_by_those_who_were_there():
    two = talk.company([said(1, 0, 10), said(2, 60, 11)], now=0)
    three = talk.company([said(1, 0, 10), said(2, 60, 11), said(3, 70, 12)], now=0)
    crowd = talk.company([said(n, n, n) for n in range(1, 10)], now=0)

    assert [(one.member, one.other, one.weight) for one in two] == [(1, 2, 0.3)]
    assert [one.weight for one in three] == [0.15, 0.15, 0.15]
    assert crowd == []


def accepted(*remarks, reacted=()):
    deeds = Deeds(remarks=list(remarks), reacted=list(reacted))
    return [(member, len(shown)) for member, shown in accepting.accepted(deeds, talk.answers(deeds))]


QUESTION = said(1, 0, 10, marks=ASKS)
ANSWER = said(2, 60, 11, to=10)


def test_an_answer_is_accepted_by_thanks_by_a_reaction_or_by_an_answer_that_asks_no_more():
    assert accepted(QUESTION, ANSWER, said(1, 120, 12, to=11, marks=THANKS)) == [(2, 3)]
    assert accepted(QUESTION, ANSWER, reacted=[Reacted(1, 1, 11)]) == [(2, 2)]
    assert accepted(QUESTION, ANSWER, said(1, 9 * DAY, 12, to=11)) == [(2, 3)]


def test_thanks_soon_after_to_nobody_else_accept_too():
    assert accepted(QUESTION, ANSWER, said(3, 70, 13), said(1, 20 * 60, 12, marks=THANKS)) == [(2, 3)]
    assert accepted(QUESTION, ANSWER, said(3, 70, 13), said(1, 2 * HOUR, 12, marks=THANKS)) == []


def test_an_answer_met_by_another_question_or_by_silence_is_not_accepted():
    assert accepted(QUESTION, ANSWER) == []
    assert accepted(QUESTION, ANSWER, said(1, 120, 12, to=11, marks=ASKS)) == []


def test_greeting_counts_for_the_first_who_are_no_newcomers():
    deeds = Deeds(
        remarks=[
            said(1, 0, 1),
            said(9, 30 * DAY, 2),
            said(1, 30 * DAY + 60, 3, to=2),
            said(8, 30 * DAY + 90, 4, to=2),
        ],
        first_seen={1: 0.0, 9: 30 * DAY, 8: 30 * DAY},
    )

    place = computing.compute(deeds, now=31 * DAY).places

    assert place[1].readings["greeted"].value == 1
    assert place[8].readings["greeted"].value == 0


def test_busy_hours_hold_most_of_the_talk():
    talked = [said(1, 12 * HOUR + n, n + 1) for n in range(9)] + [said(1, 3 * HOUR, 99)]

    assert measures.busy_hours(Deeds(remarks=talked)) == {12}


def test_who_has_no_tie_is_isolated_and_bots_are_left_out():
    deeds = Deeds(
        remarks=[said(1, 0, 1), said(2, DAY, 2, to=1), said(4, 2 * DAY, 5)],
        first_seen={1: 0.0, 2: 0.0, 3: 29 * DAY, 4: 0.0},
        left_out=frozenset({4}),
    )

    place = computing.compute(deeds, now=30 * DAY).places

    assert [member for member in place if place[member].is_isolated] == [3]
    assert place[3].is_newcomer
    assert 4 not in place


def test_the_same_deeds_give_the_same_graph_whatever_their_order():
    remarks = [
        said(n % 7 + 1, n * 600.0, n + 1, to=(n * 5) % 30 + 1 if n % 2 else 0, marks=n % 3) for n in range(60)
    ]
    reacted = [Reacted(n % 5 + 1, 1, n + 1) for n in range(30)]
    deeds = Deeds(remarks, reacted, [Link(1, 3, "mention", 50.0)], dict.fromkeys(range(1, 8), 0.0))
    turned = Deeds(remarks[::-1], reacted[::-1], deeds.mentions, deeds.first_seen)

    one, other = (computing.compute(found, now=40_000.0) for found in (deeds, turned))

    assert {m: p.circle for m, p in one.places.items()} == {m: p.circle for m, p in other.places.items()}
    assert one.pairs == pytest.approx(other.pairs)


def test_what_was_done_before_the_window_makes_ties_but_no_candidates():
    deeds = Deeds(
        remarks=[said(1, 0, 1), said(2, 60, 2, to=1), said(2, 50 * DAY, 3)],
        first_seen={1: 0.0, 2: 0.0},
    )

    found = computing.compute(deeds, now=51 * DAY, since=40 * DAY)

    assert (1, 2) in found.pairs
    assert found.places[1].readings == {}
    assert found.places[2].readings["helped"].value == 0
