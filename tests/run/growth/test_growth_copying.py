"""A clone of a community has the source's own earning rules."""

from linli.people.communities.actions import cloning
from linli.run.growth.actions import setup
from linli.run.growth.models import EarningRule
from tests.cast import AT


def test_a_clone_earns_by_the_same_rules(cast):
    setup.set_up(at=AT)
    setup.change_rule(
        trigger="message", community=cast.community.id, points=7, day_cap=70, by=cast.by_lin, at=AT
    )

    [made] = cloning.clone_community(source=cast.community, names=["二期"], by=cast.by_lin, at=AT)

    copied = EarningRule.objects.get(community_id=made.id)
    assert (copied.trigger, copied.points, copied.day_cap) == ("message", 7, 70)
