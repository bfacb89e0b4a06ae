import pytest

from linli.people.communities import naming
from linli.people.members.actions import merging
from linli.people.members.queries import counts, names, reach

pytestmark = pytest.mark.django_db


def test_names_of_many_members_come_at_once(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = names.names_of({cast.su.id, cast.momo.id, 999_999})

    assert found == {cast.su.id: "苏苏", cast.momo.id: "墨墨"}
    assert names.names_of(set()) == {}


def test_a_merged_record_has_the_name_of_the_one_it_became(cast):
    merging.merge_members(kept=cast.su, merged=cast.momo, by=cast.by_lin, at=cast.at)

    assert names.names_of([cast.momo.id]) == {cast.momo.id: "苏苏"}


def test_another_organisation_learns_no_name(cast):
    with cast.scope_elsewhere():
        assert names.names_of([cast.su.id]) == {}
        assert naming.names_of_groups([cast.group.id]) == {}
        assert counts.count_in_groups([cast.group.id]) == {}
        assert reach.whereabouts_of([cast.su.id]) == {}


def test_groups_are_named_with_their_community(cast):
    found = naming.names_of_groups([cast.group.id])[cast.group.id]

    assert (found.name, found.community) == ("共读一群", "共读会")


def test_people_are_counted_and_found_where_they_are(cast):
    assert counts.count_in_groups([cast.group.id, 999_999]) == {cast.group.id: 2}
    assert reach.whereabouts_of([cast.su.id])[cast.su.id].groups == ("共读一群",)
    assert reach.whereabouts_of([cast.su.id], reach=frozenset({cast.community.id + 1})) == {}


def test_only_members_of_the_seat_s_communities_are_reachable(cast):
    both = [cast.su.id, cast.momo.id, 999_999]

    assert reach.reachable(both, reach=None) == sorted(both[:2])
    assert reach.reachable(both, reach=frozenset({cast.community.id})) == sorted(both[:2])
    assert reach.reachable(both, reach=frozenset({cast.community.id + 1})) == []
