"""Promotions in private respect a no; everything else goes."""

from linli.people.consent import guard
from linli.people.consent.actions import noticing, recording


def say(cast, member, is_given):
    act = recording.give if is_given else recording.withdraw
    act(member=member.id, purposes=["marketing"], where="portal", by=cast.by_lin, at=cast.at)


def test_who_said_no_gets_no_promotions(cast):
    say(cast, cast.su, False)

    assert guard.withheld("promo", [cast.su.id, cast.momo.id]) == {cast.su.id: "marketing"}
    assert guard.withheld("service", [cast.su.id, cast.momo.id]) == {}


def test_where_one_asks_first_only_a_yes_counts(cast):
    say(cast, cast.su, True)

    noticing.publish_notice(asks_first=True, by=cast.by_lin, at=cast.at)

    assert guard.withheld("promo", [cast.su.id, cast.momo.id]) == {cast.momo.id: "marketing"}
