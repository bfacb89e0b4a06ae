"""The fixed cast: Lin runs 清风书社, Cheng looks after one of its communities, Su talks, Momo is silent.

Zhou owns another organisation and must never see anything of this one. Everything is made by real actions.
Take the fixture into a conftest.py with `from tests.cast import cast  # noqa: F401` and name it as an
argument; `build()` makes the same people outside a fixture (inside a database test).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from linli.connect.gateway.intake import accepting
from linli.connect.gateway.models import Channel, Identity
from linli.facts.inbound import Inbound
from linli.facts.members import IdentityRenamed, IdentitySeen, MembershipJoined, MembershipLeft
from linli.facts.messages import MessagePosted
from linli.kernel.events import reading, setup
from linli.kernel.events.reactions import lanes
from linli.kernel.orgs import actor, scope
from linli.kernel.orgs.actions import organisations, seats, staff
from linli.kernel.orgs.actor import SYSTEM, Actor
from linli.kernel.orgs.models import Organisation, Seat, Staff
from linli.kernel.orgs.rules import Role
from linli.people.communities.actions import communities, groups
from linli.people.communities.models import Community, Group
from linli.people.members import reactions as members
from linli.people.members.models import Member

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)  # Monday, 09:00 in Shanghai
SPOKE_AT = AT + timedelta(minutes=5)
ROOM = "reading-1"
SU, MOMO = "su", "momo"


@dataclass(frozen=True)
class Cast:
    """Who is who. `scope()` opens the organisation of Lin, Cheng, Su and Momo; times start at `at`."""

    at: datetime
    org: Organisation
    elsewhere: Organisation
    lin: Staff
    cheng: Staff
    zhou: Staff
    lin_seat: Seat
    cheng_seat: Seat
    zhou_seat: Seat
    community: Community
    group: Group
    channel: Channel
    su: Member
    momo: Member

    @property
    def by_lin(self) -> Actor:
        return actor.staff(self.lin.id)

    @property
    def by_cheng(self) -> Actor:
        return actor.staff(self.cheng.id)

    @property
    def by_zhou(self) -> Actor:
        return actor.staff(self.zhou.id)

    def scope(self):
        """`with cast.scope():` everything inside belongs to 清风书社."""
        return scope.org(self.org.id)

    def scope_elsewhere(self):
        """`with cast.scope_elsewhere():` everything inside belongs to Zhou's organisation."""
        return scope.org(self.elsewhere.id)


@pytest.fixture
def cast(db):
    """The whole cast, and the scope of 清风书社 open."""
    made = build()
    with made.scope():
        yield made


def build():
    """Make the cast in an empty database."""
    setup.prepare(at=timezone.now())
    lin = staff.create_staff(email="lin@qingfeng.example", name="林晓", at=AT)
    cheng = staff.create_staff(email="cheng@qingfeng.example", name="程诺", at=AT)
    zhou = staff.create_staff(email="zhou@elsewhere.example", name="周远", at=AT)
    org = organisations.create_organisation(name="清风书社", slug="qingfeng", owner=lin, by=SYSTEM, at=AT)
    elsewhere = organisations.create_organisation(name="别家", slug="elsewhere", owner=zhou, by=SYSTEM, at=AT)
    with scope.org(elsewhere.id):
        zhou_seat = Seat.objects.get(staff=zhou)
    with scope.org(org.id):
        by = actor.staff(lin.id)
        community = communities.open_community(name="共读会", by=by, at=AT)
        reach = [community.id]
        cheng_seat = seats.give_seat(staff=cheng, role=Role.MODERATOR, communities=reach, by=by, at=AT)
        channel = Channel.objects.create(adapter="room", name="内置房间", created_at=AT)
        group = groups.bind_group(
            community=community, name="共读一群", channel_id=channel.id, external=ROOM, by=by, at=AT
        )
        su, momo = _let_members_in(channel)
        return Cast(
            at=AT,
            org=org,
            elsewhere=elsewhere,
            lin=lin,
            cheng=cheng,
            zhou=zhou,
            lin_seat=Seat.objects.get(staff=lin),
            cheng_seat=cheng_seat,
            zhou_seat=zhou_seat,
            community=community,
            group=group,
            channel=channel,
            su=su,
            momo=momo,
        )


def _let_members_in(channel):
    """Su and Momo join the room at AT, Su says something five minutes later; the people floor hears of it."""
    after = _last_position()
    batch = [
        _join(SU, "苏苏"),
        _join(MOMO, "墨墨"),
        Inbound(
            kind="message",
            external_id="m-1",
            occurred_at=SPOKE_AT,
            group=ROOM,
            sender=SU,
            sender_name="苏苏",
            text="今天读到第三章了",
        ),
    ]
    accepting.accept(channel.id, batch, at=SPOKE_AT)
    hear(after)
    ids = dict(Identity.objects.filter(channel=channel).values_list("external", "member_id"))
    return Member.objects.get(id=ids[SU]), Member.objects.get(id=ids[MOMO])


def _join(who, name):
    return Inbound(
        kind="join", external_id=f"j-{who}", occurred_at=AT, group=ROOM, sender=who, sender_name=name
    )


def hear(after=0):
    """Let the people floor react to what the organisation in scope appended after a position.

    For tests that do not go through real delivery. Returns those events.
    """
    events = events_after(after)
    with transaction.atomic():
        members.keep_members([one for one in events if isinstance(one.fact, IdentitySeen | IdentityRenamed)])
        presence = MembershipJoined | MembershipLeft | MessagePosted
        members.keep_memberships([one for one in events if isinstance(one.fact, presence)])
    return events


def events_after(position=0):
    """The events of the organisation in scope after a position, in the order they were appended."""
    return list(reading.stream(scope.org_id(), after_position=position))


def react(events):
    """Hand events to every wired reaction of the live lane that wants them, in order, without commits."""
    for reaction in lanes()["live"]:
        wanted = [one for one in events if one.kind in reaction.kinds]
        if wanted:
            reaction.run(wanted)


def _last_position():
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(position), 0) FROM events")
        return cursor.fetchone()[0]
