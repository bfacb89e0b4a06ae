"""Sharing tasks out: to the least loaded, of those who can, and to nobody who has enough."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.people.tasks import capacities
from linli.people.tasks.capacities import Capacity
from linli.people.tasks.rules.balance import share_out, suited
from tests.people.tasks.asking import ask, wish

PEOPLE = ["a", "b", "c", "d"]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(st.sampled_from(PEOPLE), max_size=4), max_size=12),
    st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 9)),
    st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 9)),
)
def test_each_task_goes_to_the_least_loaded_who_has_not_enough(wanted, loads, limits):
    load = {one: loads.get(one, 0) for one in PEOPLE}

    for pool, chosen in zip(wanted, share_out(wanted, loads, PEOPLE, limits), strict=True):
        free = [one for one in PEOPLE if one in pool and not (limits.get(one) and load[one] >= limits[one])]
        assert chosen == (min(free, key=lambda one: (load[one], PEOPLE.index(one))) if free else None)
        if chosen is not None:
            load[chosen] += 1


def test_who_has_the_skills_is_asked_and_else_everybody():
    abilities = {"a": frozenset({"writing"}), "b": frozenset({"writing", "data"})}

    assert suited(PEOPLE, frozenset({"writing", "data"}), abilities) == ["b"]
    assert suited(PEOPLE, frozenset({"patience"}), abilities) == PEOPLE


@pytest.fixture
def declared(cast, monkeypatch):
    """Lin writes well and has enough with one task; Cheng declared nothing."""
    found = {cast.lin.id: Capacity(frozenset({"writing"}), 1)}
    monkeypatch.setattr(capacities, "_finders", [lambda ids: {id: found[id] for id in ids if id in found}])


def test_tasks_are_shared_by_what_colleagues_declared(cast, declared):
    written, more, any_role = ask(
        wish(cast, "a", role="", balance="least_open", skills=("writing",)),
        wish(cast, "b", role="", balance="least_open", skills=("writing",)),
        wish(cast, "c", role="", balance="least_open"),
    )

    assert written.staff_id == cast.lin.id
    assert more.assignee == ""
    assert any_role.staff_id == cast.cheng.id
