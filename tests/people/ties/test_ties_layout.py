"""The picture: everybody in it, nobody on top of another, the same each time."""

import math

from hypothesis import given
from hypothesis import strategies as st

from linli.people.ties import layout
from linli.people.ties.layout import Node

nodes = st.lists(st.tuples(st.integers(-1, 6), st.floats(0, 1)), min_size=1, max_size=120).map(
    lambda found: [Node(number, disc, size, f"成员{number}") for number, (disc, size) in enumerate(found)]
)


@given(nodes)
def test_everybody_is_drawn_inside_the_box_and_discs_do_not_touch(drawn):
    picture = layout.draw(drawn)
    x, y, width, height = picture.box

    assert {dot.id for dot in picture.dots} == {node.id for node in drawn}
    assert all(x <= dot.x <= x + width and y <= dot.y <= y + height for dot in picture.dots)
    for place, one in enumerate(picture.discs):
        for other in picture.discs[place + 1 :]:
            assert math.hypot(one.x - other.x, one.y - other.y) >= one.r + other.r - 0.3


@given(nodes)
def test_the_same_members_give_the_same_picture(drawn):
    assert layout.draw(drawn) == layout.draw(drawn[::-1])


def test_who_is_at_the_centre_is_larger_and_in_the_middle():
    picture = layout.draw([Node(1, 1, 1.0), *[Node(n, 1, 0.1) for n in range(2, 30)]])
    (disc,) = picture.discs
    far = {dot.id: math.hypot(dot.x - disc.x, dot.y - disc.y) for dot in picture.dots}

    assert picture.places()[1].r == layout.MOST
    assert min(far, key=far.get) == 1


def test_names_do_not_cover_each_other():
    picture = layout.draw([Node(n, n % 3, 0.5, "名字很长的成员") for n in range(200)], labels=30)

    assert 1 <= len(picture.labels) <= 30
