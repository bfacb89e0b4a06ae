from datetime import date, timedelta

import pytest

from linli.connect.gateway.intake import accepting
from linli.connect.gateway.models import Identity
from linli.facts.inbound import Inbound
from linli.people.belonging import reactions as belonging
from linli.people.duty.actions import setting, volunteering
from linli.people.duty.actions.setting import Settings
from linli.people.duty.rules.turns import Source
from linli.people.members.models import Member
from tests.cast import ROOM, events_after, hear

MONDAY = date(2026, 11, 2)


def keep_belongings():
    """The table that says who belongs where, as delivery would keep it."""
    heard = {fact.kind for fact in belonging.HEARD}
    belonging.keep_belongings([one for one in events_after() if one.kind in heard])


@pytest.fixture
def people(cast):
    """Su, Momo, and An, who joins the group, too."""
    join = Inbound(
        kind="join", external_id="j-an", occurred_at=cast.at, group=ROOM, sender="an", sender_name="安安"
    )
    accepting.accept(cast.channel.id, [join], at=cast.at)
    hear()
    keep_belongings()
    an = Identity.objects.get(channel=cast.channel, external="an").member_id
    return [cast.su, cast.momo, Member.objects.get(id=an)]


@pytest.fixture
def rota(cast, people):
    """A weekly rota from the cast's Monday on, with nobody on the list."""
    return setting.set_up(
        community=cast.community,
        settings=Settings(first_on=MONDAY, reward_what="一本书", reward_source="会费", reward_cents=4500),
        by=cast.by_lin,
        at=cast.at - timedelta(hours=1),
    )


@pytest.fixture
def listed(cast, people, rota):
    """All three take turns: Su, then Momo, then An."""
    for member in people:
        volunteering.put_down(
            community=cast.community,
            member_id=member.id,
            source=Source.CHOSEN,
            by=cast.by_lin,
            at=cast.at - timedelta(hours=1),
        )
    return people
