"""Steps that branch, laid out and drawn."""

import re

from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from linli.faces.ui.components import flow, flow_layout
from linli.faces.ui.components.flow import FlowCard, FlowLink
from linli.faces.ui.components.flow_layout import Spot

IDS = [f"s{number}" for number in range(12)]
GRAPHS = st.fixed_dictionaries({id: st.lists(st.sampled_from(IDS), max_size=4, unique=True) for id in IDS})


def test_a_straight_way_stands_in_one_row():
    placing = flow_layout.place("a", {"a": ["b"], "b": ["c"], "c": []})

    assert placing.spots == {"a": Spot(0, 0), "b": Spot(1, 0), "c": Spot(2, 0)}
    assert (placing.ranks, placing.lanes) == (3, 1)


def test_the_second_way_of_a_branch_goes_below_and_comes_back():
    placing = flow_layout.place("a", {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []})

    assert placing.spots == {"a": Spot(0, 0), "b": Spot(1, 0), "c": Spot(1, 1), "d": Spot(2, 0)}


def test_a_shortcut_keeps_a_lane_of_its_own_past_the_cards_between():
    placing = flow_layout.place("a", {"a": ["b", "c"], "b": ["c"], "c": []})

    assert placing.ways["a", "c"] == (Spot(1, 1),)
    assert placing.spots["c"] == Spot(2, 0)


def test_a_loop_is_told_from_the_ways_onward():
    placing = flow_layout.place("a", {"a": ["b"], "b": ["a", "c"], "c": ["c"]})

    assert placing.backward == {("b", "a"), ("c", "c")}


@given(GRAPHS)
def test_nothing_stands_on_anything_else_and_arrows_go_right(links):
    placing = flow_layout.place("s0", links)

    taken = [*placing.spots.values(), *(spot for way in placing.ways.values() for spot in way)]
    assert len(taken) == len(set(taken))
    assert set(placing.spots) == set(IDS)
    for (source, target), way in placing.ways.items():
        assert placing.spots[source].rank + len(way) + 1 == placing.spots[target].rank
    for id, goes in links.items():
        for target in goes:
            assert ((id, target) in placing.backward) != ((id, target) in placing.ways)


def test_an_arrow_to_the_end_is_a_stub_with_a_dot():
    drawing = flow.draw([FlowCard("a", "Message", "Hello", links=(FlowLink("", "done"),))])

    assert [arrow.ends is not None for arrow in drawing.arrows] == [True]
    assert drawing.arrows[0].label == "done"


def test_long_words_on_an_arrow_are_cut_and_kept_whole_beside():
    cards = [
        FlowCard("a", "k", "A", links=(FlowLink("b", "直到周三晚上八点整为止"),)),
        FlowCard("b", "k", "B"),
    ]

    arrow = flow.draw(cards).arrows[0]

    assert (arrow.label, arrow.full) == ("直到周三晚上八…", "直到周三晚上八点整为止")


def test_the_list_beside_the_drawing_says_the_same():
    cards = [
        FlowCard("a", "Branch", "Spoken?", links=(FlowLink("b", "yes"), FlowLink("", "no", "the end"))),
        FlowCard("b", "Message", "Thanks <b>", links=(FlowLink("", "", "the end"),)),
    ]

    html = engines["django"].from_string('{% load ui %}{% flow cards "Steps" %}').render({"cards": cards})

    assert "yes → Thanks &lt;b&gt;" in html
    assert "no → the end" in html
    assert re.search(r'aria-label="Steps"', html)
    assert "<b>" not in re.sub(r"<b>(Spoken\?|Thanks &lt;b&gt;)</b>", "", html)
